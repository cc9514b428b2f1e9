"""A soak: many events recorded by processes that are killed at random, and then everything verified. On demand:

    PYTHONPATH=.:tests python -m faults.soak --events 100000 [--store postgresql://…] [--workers 4]

Without a store it uses a SQLite file of its own; with `--server` a PostgreSQL server of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from domain.event import Event
from domain.refusal import Refused
from domain.shape import parsed
from engine.audit.verifying import verify
from engine.errors import EngineError
from engine.ledger import Ledger

BATCH = 25  # events in one recording


def main(arguments: list[str] | None = None) -> int:
    """Record until there are as many events as asked for, then tell what was found; 1 where anything is wrong."""
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        url = asked.store or (_server() if asked.server else f"sqlite:///{folder}/soak.db")
        with Ledger(url, create=True):
            pass
        kills, seconds = _soak(url, Path(folder), asked.events, asked.workers, random.Random(asked.seed))
        wrong = _wrong(url, Path(folder), kills, seconds)
    print("\n".join(wrong) if wrong else "Nothing is wrong.")
    return 1 if wrong else 0


def _soak(url: str, folder: Path, events: int, workers: int, chance: random.Random) -> tuple[int, float]:
    """Keep workers recording, kill one of them now and then; how many were killed, and how long it took."""
    spawning, kills, start = multiprocessing.get_context("spawn"), 0, time.monotonic()
    generation = [0] * workers

    def started(worker: int) -> multiprocessing.process.BaseProcess:
        generation[worker] += 1
        process = spawning.Process(target=_record, args=(url, folder, worker, generation[worker]), daemon=True)
        process.start()
        return process

    crowd = [started(worker) for worker in range(workers)]
    while _recorded(url) < events:
        time.sleep(chance.uniform(0.5, 2.5))
        victim = chance.randrange(workers)
        if pid := crowd[victim].pid:
            os.kill(pid, signal.SIGKILL)
        crowd[victim].join()
        kills += 1
        crowd[victim] = started(victim)
    for process in crowd:
        process.kill()
        process.join()
    return kills, time.monotonic() - start


def _record(url: str, folder: Path, worker: int, generation: int) -> None:
    """Record batch after batch, on one's own coalition and on one that all share; note what was acknowledged."""
    with Ledger(url) as ledger, (folder / f"{worker}-{generation}.acknowledged").open("a") as noted:
        for number in range(10**9):
            stream = "shared" if number % 4 == 0 else f"own-{worker}-{generation}"
            command = f"{worker}-{generation}-{number}"
            batch = [(event, None) for event in _batch(stream, command, first=ledger.version(stream) == 0)]
            try:
                ledger.record_all(batch, recorded_by="soak", command_id=command)
            except (EngineError, Refused) as beaten:  # another opened the shared coalition first
                print(f"{command}: {beaten}", file=sys.stderr)
                continue
            noted.write(f"{command} {len(batch)}\n")
            noted.flush()


def _batch(stream: str, command: str, *, first: bool) -> list[Event]:
    common = {"coalition": stream, "at": "2020-01-01", "by": "ash"}
    opened = {"name": "G", "purpose": "To soak.", "convener": "ash", "origin": "invited"}
    opening = [parsed({**common, "type": "coalition-proposed", **opened})] if first else []
    said = [{**common, "type": "celebration-held", "of": f"{command} {place} ☂ 'quoted'"} for place in range(BATCH)]
    return [*opening, *map(parsed, said)]


def _recorded(url: str) -> int:
    with Ledger(url) as ledger:
        return ledger.recorder.max_notification_id() or 0


def _wrong(url: str, folder: Path, kills: int, seconds: float) -> list[str]:
    """What does not hold: something acknowledged is lost, something is there twice, or verification finds a fault."""
    acknowledged = [
        line.split() for file in folder.glob("*.acknowledged") for line in file.read_text().splitlines() if " " in line
    ]
    with Ledger(url) as ledger:
        stored = {command.id: command.last - command.first + 1 for command in ledger.commands()}
        total = sum(ledger.version(stream) for stream in ledger.streams())
        told = verify(ledger)
        said = Counter(
            entry.event.of.split()[0]
            for stream in ledger.streams()
            for entry in ledger.stream(stream)
            if entry.type == "celebration-held"
        )
    print(f"{total} events, {len(stored)} recordings, {kills} killed in {seconds:.0f} s; log of {told['size']}")
    wrong = [f"{command} was acknowledged and is lost" for command, _ in acknowledged if command not in stored]
    wrong += [f"{command} is there {times} times" for command, times in said.items() if times != BATCH]
    if not total == sum(stored.values()) == told["size"]:
        wrong.append(f"{total} events, {sum(stored.values())} acknowledged or found, {told['size']} in the log")
    return wrong + [str(fault) for fault in told["faults"]]


def _server() -> str:
    from contract.postgres import new_schema, server

    return server().url(new_schema())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m faults.soak", description="Record while processes are killed.")
    parser.add_argument("--events", type=int, default=100_000, help="how many events there are to be")
    parser.add_argument("--workers", type=int, default=4, help="how many processes record at once")
    parser.add_argument("--store", help="the address of an empty store")
    parser.add_argument("--server", action="store_true", help="a PostgreSQL server of its own")
    parser.add_argument("--seed", type=int, default=1, help="of when whom is killed")
    return parser


if __name__ == "__main__":
    sys.exit(main())
