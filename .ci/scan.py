"""Hold every pin against what is known of vulnerable releases: `make scan`, or python .ci/scan.py [FILE]

Leaves with 0 where every pin was looked up and none is known to be vulnerable, with 1 where one is, and with 75 where
one of them could not be looked up: what was not scanned is not clean. The tool that asks, pip-audit, says of a library
that its source does not know only that it was skipped, and leaves with 0; here each pin has to be answered for.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PINS = ROOT / "constraints.txt"
TOOL = ROOT / "build" / "scan"  #: an environment of its own: what the tool needs is no part of the project
TOOL_PINS = Path(__file__).with_name("scan.txt")
#: Who is asked; whom the first cannot tell about, the second may.
SOURCES = ("pypi", "osv")
#: Vulnerabilities that do not reach the project, by id, each with the reason why not.
HARMLESS: dict[str, str] = {}
CLEAN, VULNERABLE, NOT_SCANNED = 0, 1, 75
_PATIENCE = 60  # seconds for one source

#: Asks a source, by its name, about every pin.
Ask = Callable[[str], "Answer"]


class Vulnerability(NamedTuple):
    """One that is known of a library's release: its id, its other names, the releases without it."""

    id: str
    aliases: tuple[str, ...]
    fixed_in: tuple[str, ...]

    @property
    def names(self) -> set[str]:
        """All that it is called by."""
        return {self.id, *self.aliases}


class Answer(NamedTuple):
    """What a source says: the vulnerabilities by library that it knows, and in a sentence why it knows no others."""

    known: Mapping[str, list[Vulnerability]]
    why_not: str = ""


def pins(text: str) -> dict[str, str]:
    """The pinned version of each library, by the name that tools compare by."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    parts = (line.partition("==") for line in lines if line)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, _, version in parts}


def scan(pinned: Mapping[str, str], ask: Ask, say: Callable[[str], object]) -> int:
    """Ask one source after the other until every pin is looked up, and tell what came of it; the exit code."""
    known, reasons = dict[str, list[Vulnerability]](), list[str]()
    for source in SOURCES:
        answer = ask(source)
        for name in pinned.keys() & answer.known.keys():
            known.setdefault(name, []).extend(answer.known[name])
        if pinned.keys() <= known.keys():
            break
        reasons.append(f"{source}: {answer.why_not or 'it does not know them'}")
    vulnerable, missing = list(_told(pinned, known)), sorted(pinned.keys() - known.keys())
    for line in vulnerable:
        say(line)
    if missing:
        say(f"NOT SCANNED: {len(missing)} of {len(pinned)} pins could not be looked up ({'; '.join(reasons)}).")
        say(f"Nothing is known about them, which is not the same as clean: {', '.join(missing)}")
    if vulnerable:
        return VULNERABLE
    if missing or not pinned:
        return NOT_SCANNED
    say(f"Scanned: {len(pinned)} pins, none of them known to be vulnerable.")
    return CLEAN


def read(printed: str) -> Answer:
    """The answer in what pip-audit prints as JSON; a library that it skipped is not looked up."""
    try:
        looked_up = [entry for entry in json.loads(printed)["dependencies"] if "vulns" in entry]
        return Answer({entry["name"]: [_vulnerability(each) for each in entry["vulns"]] for entry in looked_up})
    except (ValueError, KeyError, TypeError):
        return Answer({}, "it gave no answer")


def asking(file: Path, tool: Path) -> Ask:
    """Ask by way of pip-audit about the pins of a file, without looking at what they need in turn."""
    how = ("--requirement", file, "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off")

    def ask(source: str) -> Answer:
        command = [str(part) for part in (tool, *how, "--vulnerability-service", source)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)
        except (OSError, subprocess.TimeoutExpired) as fault:
            return Answer({}, f"no answer ({type(fault).__name__})")
        answer = read(done.stdout)
        return answer if answer.known or not answer.why_not else answer._replace(why_not=_last_word(done.stderr))

    return ask


def installed(folder: Path, run: Callable[[Sequence[object]], object]) -> Path:
    """pip-audit in an environment of its own, made on first use and when its pins change.

    Raises OSError or SubprocessError where it cannot be made.
    """
    done, wanted = folder / "installed.txt", TOOL_PINS.read_text(encoding="utf-8")
    if not done.exists() or done.read_text(encoding="utf-8") != wanted:
        venv.create(folder, with_pip=True, clear=True)
        quiet = ("--quiet", "--quiet", "--disable-pip-version-check")
        run([folder / "bin" / "python", "-m", "pip", "install", *quiet, "--requirement", TOOL_PINS])
        done.write_text(wanted, encoding="utf-8")
    return folder / "bin" / "pip-audit"


def main(arguments: Sequence[str]) -> int:
    """Scan the file named, else the project's pins."""
    file = Path(arguments[0]) if arguments else PINS
    pinned = pins(file.read_text(encoding="utf-8"))
    try:
        tool = installed(TOOL, _run)
    except (OSError, subprocess.SubprocessError) as fault:
        print(f"NOT SCANNED: pip-audit cannot be installed here ({type(fault).__name__}).", flush=True)
        return NOT_SCANNED
    return scan(pinned, asking(file, tool), lambda line: print(line, flush=True))


def _told(pinned: Mapping[str, str], known: Mapping[str, list[Vulnerability]]) -> Iterator[str]:
    """A line for each vulnerability, told once whatever its sources call it; those that do no harm are left out."""
    for name in sorted(known):
        told = set[str]()
        for each in known[name]:
            if not each.names & (told | HARMLESS.keys()):
                also = f" ({', '.join(each.aliases)})" if each.aliases else ""
                fixed = f"fixed in {', '.join(each.fixed_in)}" if each.fixed_in else "not fixed in any release"
                yield f"VULNERABLE: {name} {pinned[name]}: {each.id}{also}, {fixed}."
            told |= each.names


def _vulnerability(entry: Mapping[str, Any]) -> Vulnerability:
    return Vulnerability(entry["id"], tuple(entry.get("aliases", ())), tuple(entry.get("fix_versions", ())))


def _last_word(stderr: str) -> str:
    """What a tool's last line says went wrong, without the addresses that it tried."""
    last = (stderr.strip().splitlines() or [""])[-1]
    return f"it cannot be reached ({last.partition(':')[0].rpartition('.')[2]})" if last else "it gave no answer"


def _run(command: Sequence[object]) -> None:
    subprocess.run([str(part) for part in command], check=True, timeout=_PATIENCE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
