"""Files of garbage: whatever becomes of a line, it is accepted, or refused with its number, and nothing else."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from domain.refusal import RULES
from engine import care
from engine.exchange import jsonl
from engine.exchange.line import Fault, Line
from engine.importing import How, Report, exported, import_lines, into, rehearsed, restored
from engine.ledger import Ledger, rehearsal

from .mutations import mutated

MUTATIONS = int(os.environ.get("COALITION_MUTATIONS", "10000"))
TURNS = 10  #: tests that share the mutations, so that they may run side by side
SHARE = 0.3  #: of the lines of a file that are mutated
LONGEST = 60  #: lines of one file
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[list[bytes]]:
    """The beginnings of histories: the examples, as written and as exported, and real ones where they are at hand."""
    examples = sorted((ROOT / "examples").glob("*.jsonl"))
    real = sorted((ROOT / "../shared/data/histories").glob("*.jsonl"))
    written = [each for file in (*examples, *real) for each in beginnings(file.read_bytes())[:40]]
    folder = tmp_path_factory.mktemp("exports")
    return written + [export(folder / f"{number}.db", lines) for number, lines in enumerate(written[: len(examples)])]


def beginnings(data: bytes) -> list[list[bytes]]:
    """The first lines of each coalition in a file."""
    lines = [(jsonl.loads(line.decode())["coalition"], line) for line in data.splitlines()]
    grouped = groupby(sorted(lines, key=lambda pair: pair[0]), key=lambda pair: pair[0])
    return [[line for _, line in group][:LONGEST] for _, group in grouped]


def export(path: Path, lines: list[bytes]) -> list[bytes]:
    """The same history with all that recording adds, some of it attested, some of it retracted."""
    coalition = jsonl.loads(lines[0].decode())["coalition"]
    more = [
        {"type": "party-withdrew", "party": "nobody", "reason": "x", "at": "2024-01-01"},
        {"type": "event-retracted", "event": 3, "reason": "x", "cascade": True, "at": "2024-01-01"},
        {"type": "account-contested", "event": 2, "account": "x", "at": "2024-01-01"},
    ]
    lines = lines + [jsonl.dumps({"coalition": coalition} | fields).encode() for fields in more]
    how = How("clerk", attest="so it was", keep_going=True)
    with Ledger(f"sqlite:///{path}", create=True) as ledger:
        import_lines(jsonl.read(io.BytesIO(b"\n".join(lines))), how, into(ledger, how))
        return [line.encode() for line in exported(ledger, [coalition])]


def spoilt(lines: list[bytes], chance: random.Random) -> tuple[bytes, int]:
    """A file of these lines, some of them mutated, and how many."""
    hit = [chance.random() < SHARE for _ in lines]
    texts = [mutated(line, chance) if is_hit else line for line, is_hit in zip(lines, hit, strict=True)]
    if chance.random() < 0.1:
        chance.shuffle(texts)
    return b"\n".join(texts), sum(hit)


@cache
def rounds(turn: int) -> int:
    return MUTATIONS // TURNS + (turn < MUTATIONS % TURNS)


def files(sources: list[list[bytes]], turn: int, chance: random.Random) -> Iterator[bytes]:
    """Files until enough lines are mutated."""
    left = rounds(turn)
    while left > 0:
        data, hit = spoilt(chance.choice(sources), chance)
        left -= hit
        yield data


def read(data: bytes) -> list[Line | Fault]:
    return list(jsonl.read(io.BytesIO(data)))


def check(data: bytes, report: Report, keep_going: bool) -> None:
    """Every line was accepted, or refused once and in words, or was left for the rules to make again."""
    lines = {line.number: line for line in read(data)}
    refused = {refusal.line: refusal for refusal in report.refusals}
    assert len(refused) == len(report.refusals)
    assert refused.keys() <= lines.keys()
    for number, refusal in refused.items():
        assert refusal.message.strip()
        assert refusal.rule in RULES or (refusal.rule is None and refusal.coalition is None), refusal
        assert refusal.rule is not None or isinstance(lines[number], Fault) or "coalition" in refusal.message
    jsonl.dumps(report.as_json()).encode()
    if keep_going:
        rest = [line for number, line in lines.items() if number not in refused]
        assert report.accepted == sum(
            isinstance(line, Line) and line.fields.get("derived_from") is None for line in rest
        )


@pytest.mark.parametrize("turn", range(TURNS))
def test_whatever_becomes_of_a_line_it_is_accepted_or_refused(sources: list[list[bytes]], turn: int) -> None:
    chance = random.Random(turn)
    for data in files(sources, turn, chance):
        how = How("clerk", chance.choice((None, "so it was")), chance.random() < 0.9)
        try:
            report = import_lines(iter(read(data)), how, rehearsed(rehearsal(None, "clerk")))
            check(data, report, how.keep_going)
        except BaseException as error:
            error.add_note(f"{how}\n{data!r}")
            raise


@pytest.mark.parametrize("turn", range(2))
def test_whatever_was_accepted_is_stored_and_comes_back(sources: list[list[bytes]], tmp_path: Path, turn: int) -> None:
    chance = random.Random(f"stored {turn}")
    for number in range(MUTATIONS // 400):
        data, _ = spoilt(chance.choice(sources), chance)
        how = How("clerk", "so it was", keep_going=True)
        with (
            Ledger(f"sqlite:///{tmp_path / f'{number}.db'}", create=True) as ledger,
            Ledger(f"sqlite:///{tmp_path / f'{number}-again.db'}", create=True) as again,
        ):
            check(data, import_lines(iter(read(data)), how, into(ledger, how)), True)
            assert care.check(ledger)["faults"] == []
            lines = list(exported(ledger, ledger.streams()))
            again.restore(restored(iter(read("\n".join(lines).encode()))))
            assert list(exported(again, again.streams())) == lines


def examined(ledger: Ledger) -> dict[str, Any]:
    """Read it in every way."""
    for coalition in ledger.streams():
        ledger.history(coalition)
        ledger.coalition(coalition)
    return {"listed": list(ledger.list()), **care.check(ledger)}


@pytest.mark.parametrize("turn", range(4))
def test_whatever_becomes_of_an_export_it_is_restored_or_refused(
    sources: list[list[bytes]], tmp_path: Path, turn: int
) -> None:
    chance = random.Random(f"restored {turn}")
    exports = [lines for lines in sources if b'"recorded_at"' in lines[0]]
    number = restorations = 0
    while number < MUTATIONS // 60:
        with Ledger(f"sqlite:///{tmp_path / f'{number}.db'}", create=True) as ledger:
            while number < MUTATIONS // 60 and not ledger.recorder.max_notification_id():
                number += 1
                lines = list(chance.choice(exports))
                place = chance.randrange(len(lines))
                lines[place] = mutated(lines[place], chance)
                try:
                    ledger.restore(restored(iter(read(b"\n".join(lines)))))
                except ValueError as refused:
                    message = str(refused)
                    assert message.strip()
                    assert not ledger.recorder.max_notification_id()
                except BaseException as error:
                    error.add_note(repr(lines[place]))
                    raise
                else:
                    restorations += 1
            examined(ledger)
    assert restorations
