"""Every command at every width, with names in many scripts: nothing is too wide, out of its column or lost."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from command_line import EXAMPLES, environment, run
from many_scripts import stored
from rich.cells import cell_len, split_text

from cli.main import app
from cli.render import text
from cli.render.directions import isolated

THEN = ("--as-of", "2019-06-01")
SWEEP = "outcomes:\n  chartered: phase == 'chartered'\n  momentum: momentum.score\nvary:\n  without-party: each\n"

#: Every command that prints for people, as it is tried; `catalogue rules` and the like are of the code, not of names.
TRIED: dict[str, tuple[tuple[str, ...], ...]] = {
    "list": (("list",), ("list", "--parties")),
    "show": (("show", "i3t", *THEN), ("show", "leads")),
    "timeline": (("timeline", "i3t"), ("timeline", "fell-apart")),
    "session": (("session", "leads", "developing-coalitions"), ("session", "i3t", "first-meeting")),
    "log": (("log", "i3t"), ("log", "fell-apart")),
    "event": (("event", "leads", "15"), ("event", "i3t", "5")),
    "accountability": (("accountability", "i3t"), ("accountability", "leads")),
    "momentum": (("momentum", "i3t", *THEN),),
    "trust": (("trust", "i3t", *THEN),),
    "participation": (("participation", "leads"), ("participation", "i3t")),
    "reciprocity": (("reciprocity", "leads"),),
    "collaboration": (("collaboration", "leads"),),
    "conflicts": (("conflicts", "i3t"), ("conflicts", "leads")),
    "decisions": (("decisions", "i3t"), ("decisions", "leads")),
    "factors": (("factors", "leads"),),
    "resources": (("resources", "leads"),),
    "why": (("why", "i3t", "accountability.parties.navy.kept_rate", *THEN),),
    "diff": (("diff", "i3t", "--from", "2019-04-01", "--to", "2019-05-01"),),
    "whatif": (("whatif", "fell-apart", "--drop", "5"), ("whatif", "i3t", "--without-party", "navy", "--all", *THEN)),
    "whatif-necessary": (("whatif-necessary", "fell-apart", "phase == 'dissolved'"),),
    "whatif-sufficient": (("whatif-sufficient", "fell-apart", "phase == 'dissolved'"),),
    "whatif-influence": (("whatif-influence", "fell-apart", "momentum.score"),),
    "whatif-sweep": (("whatif-sweep", "fell-apart", "sweep.yaml", "--workers", "1", "--all"),),
    "depends": (("depends", "i3t", "60"),),
    "minutes": (("minutes", "minutes.yaml", "--preview"),),
    "store info": (("store", "info"),),
    "store check": (("store", "check"),),
    "views status": (("views", "status"),),
    "views rebuild": (("views", "rebuild"),),
    "audit verify": (("audit", "verify"),),
    "audit breaches": (("audit", "breaches"), ("audit", "breaches", "fell-apart")),
    "audit log": (("audit", "log", "fell-apart"), ("audit", "log", "leads")),
    "audit key": (("audit", "key"),),
    "catalogue events": (("catalogue", "events"), ("catalogue", "events", "party-joined")),
    "catalogue rules": (("catalogue", "rules"),),
    "catalogue measures": (("catalogue", "measures"),),
}
#: What prints no text of a history for people, or nothing but data.
NOT_TRIED = {
    "demo": "says where the store is",
    "restore": "says how much was restored",
    "new": "says what was recorded",
    "import": "says what was recorded",
    "record": "says what was recorded",
    "export": "data",
    "report": "says what was written",
    "store init": "says what was made",
    "store copy": "says what was copied",
    "store backup": "says what was written",
    "audit checkpoint": "a note to hand over",
    "audit prove": "says what was written",
    "audit pack": "says what was written",
    "audit check": "tried on files that were handed over",
}


class Laid(NamedTuple):
    """What was laid out in columns: the titles and the cells that were given, and the lines that came of them."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    lines: list[str]


#: Within a line, what reads from the right is kept apart.
ISOLATES = re.compile("[\u2066-\u2069]")
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u206a-\u206f]")
FROM_RIGHT = re.compile("[\u05d0-\u05ea\u0620-\u064a]")
STYLES = re.compile("\x1b\\[[0-9;]*m")
PRINTED: dict[tuple[tuple[str, ...], int | None], str] = {}
COMMANDS = [command for commands in TRIED.values() for command in commands]


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the store, a sweep and minutes."""
    folder = tmp_path_factory.mktemp("scripts")
    stored(folder / "coalition.db")
    (folder / "sweep.yaml").write_text(SWEEP, encoding="utf-8")
    shutil.copy(EXAMPLES / "minutes.yaml", folder)
    return folder


@pytest.fixture(autouse=True)
def there(scripts: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(scripts)
    monkeypatch.setenv("COALITION_KEY", str(scripts / "signing-key.pem"))
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> list[Laid]:
    """What is laid out while a command runs."""
    found: list[Laid] = []

    def noting(draw: Callable[..., None], columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        out: Any = sys.stdout
        before = len(out.text())
        draw()
        found.append(Laid(columns, rows, out.text()[before:].splitlines()))

    grid, aligned = text.grid, text._aligned

    def drawn(rows: Any, columns: Sequence[str] = (), styles: Sequence[str] = ()) -> None:
        noting(lambda: grid(rows, columns, styles), columns, rows)

    for module in ("text", "story"):
        monkeypatch.setattr(f"cli.render.{module}.grid", drawn)
    monkeypatch.setattr(text, "_aligned", lambda titles, rows: noting(lambda: aligned(titles, rows), titles, rows))
    return found


def commands(group: Any, before: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command that there is."""
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        if hasattr(command, "list_commands") and name != "record":
            yield from commands(command, (*before, name))
        else:
            yield " ".join((*before, name))


def test_no_command_is_left_out() -> None:
    there_are = sorted(commands(typer.main.get_command(app)))
    assert there_are == sorted([*TRIED, *NOT_TRIED])


@pytest.mark.parametrize("columns", [None, 40, 80, 200])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_keeps_to_its_columns(
    laid: list[Laid], command: tuple[str, ...], columns: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if columns is None:  # what is piped is plain and whole, whoever reads it
        monkeypatch.delenv("NO_COLOR")
        monkeypatch.setenv("COLUMNS", "40")
    lines = printed(command, columns).splitlines()
    assert lines
    if columns is not None:
        assert max(map(cell_len, lines)) <= columns
    for line in lines:
        assert not HARMFUL.search(line)
        assert_closed(line)
    for part in laid:
        assert_read_back(part)


def printed(command: tuple[str, ...], columns: int | None) -> str:
    """What a command prints, in this process; kept to be compared with."""
    done = run(*command, columns=columns)
    assert (done.code, done.err) == (0, "")
    return PRINTED.setdefault((command, columns), done.out)


def assert_closed(line: str) -> None:
    """Every isolate of a line ends on it, and none ends that has not begun."""
    depth = 0
    for mark in ISOLATES.findall(line):
        depth += -1 if mark == "\u2069" else 1
        assert depth >= 0, line
    assert depth == 0, line


def assert_read_back(part: Laid) -> None:
    """What stands in a column is all that was to stand there, and between the columns is nothing."""
    starts = beginnings(part)
    columns = [part.columns] * bool(part.columns) + [*part.rows]
    for place, given in enumerate(zip(*columns, strict=True)):
        ends = starts[place + 1] if place + 1 < len(starts) else None
        if place >= len(starts) or (ends is None and len(starts) < len(part.rows[0])):
            return
        found = [between(line, starts[place], ends) for line in part.lines]
        assert squeezed(found) == squeezed(given)
    for line in part.lines:
        assert not FROM_RIGHT.search(outside(line)), line


def beginnings(part: Laid) -> list[int]:
    """Where the columns begin: after one that is not wrapped, or below a title; as far as either tells."""
    rows = [part.columns] * bool(part.columns) + [*part.rows]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    whole = len(part.lines) == len(rows)
    starts = [0]
    for place, width in enumerate(widths[:-1]):
        if whole or width <= 24:
            starts.append(starts[-1] + width + 2)
        elif part.columns and (title := part.columns[place + 1]):
            starts.append(part.lines[0].index(f"  {title}", starts[-1]) + 2)
        else:
            break
    return starts


def between(line: str, start: int, end: int | None) -> str:
    """What stands in those cells of a line; a column begins after two empty cells."""
    line = ISOLATES.sub("", line)
    line += " " * (start - cell_len(line))
    before, after = split_text(line, start)
    assert before + after == line, line
    assert not start or before.endswith("  "), line
    return after if end is None else split_text(after + " " * (end - start), end - start)[0]


def outside(line: str) -> str:
    """A line without what is kept apart in it."""
    while (shorter := re.sub("[\u2066-\u2068][^\u2066-\u2069]*\u2069", "", line)) != line:
        line = shorter
    return line


def squeezed(texts: Iterable[str]) -> str:
    return re.sub(r"\s", "", "".join(texts))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Bright", "Bright"),
        ("نور", "\u2067نور\u2069"),
        ("جمعية المياه 2024", "\u2067جمعية المياه 2024\u2069"),
        ("نور joined as a member (unit).", "\u2066\u2067نور\u2069 joined as a member (unit).\u2069"),
        ("Bright Water, מים, שלום", "\u2066Bright Water, \u2067מים\u2069, \u2067שלום\u2069\u2069"),
        ("👩\u200d👧 and others: می\u200cخواهم", "\u2066👩\u200d👧 and others: \u2067می\u200cخواهم\u2069\u2069"),
    ],
)
def test_what_reads_from_the_right_is_kept_apart(given: str, shown: str) -> None:
    assert isolated(given) == shown
    assert cell_len(shown) == cell_len(given)


@pytest.mark.parametrize(
    ("given", "cells", "shown"),
    [
        ("as it is", 8, "as it is"),
        ("too long by one", 14, "too long by o…"),
        ("東京都水道局", 6, "東京…"),
        ("東京都水道局", 7, "東京都…"),
        ("🇩🇪🇺🇸🇫🇷", 4, "🇩🇪…"),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 3, "👩‍👩‍👧‍👦…"),
    ],
)
def test_what_is_cut_shows_it_and_no_character_is_taken_apart(given: str, cells: int, shown: str) -> None:
    assert text.brief(given, cells) == shown


def test_of_many_the_rest_is_marked(scripts: Path) -> None:
    factors = run("factors", "i3t", "--json").json["factors"].values()
    rows = run("factors", "i3t").out.splitlines()[1:]
    assert any(len(factor["events"]) > 8 for factor in factors)
    assert [row.endswith(", …") for row in rows] == [len(factor["events"]) > 8 for factor in factors]
    assert text.some([1, 2, 3], 3) == [1, 2, 3]
    assert text.parts({"n": 1, "parties": ["navy"], "none": []}, str, 40) == "n 1, …"


@pytest.mark.parametrize(
    "mark", [*"\x00\x1b\x7f\x9b\u061c\u200e\u200f\u2028\u202a\u202e\u2066\u2069\u206a\ufffb\u200b\ufeff\u2060\u2064"]
)
def test_marks_of_a_history_do_nothing(mark: str) -> None:
    assert text.cell(f"a{mark}b") == f"a\\u{ord(mark):04x}b"


@pytest.mark.parametrize("words", ["ភាសា\u200bខ្មែរ", "ภาษา\u200bไทย", "မြန်မာ\u200bစာ", "می\u200cخواهم", "👩\u200d👧"])
def test_what_a_script_is_written_with_stays(words: str) -> None:
    assert text.cell(words) == words


def test_no_space_that_nobody_sees_sets_two_names_apart() -> None:
    assert text.cell("Na\u200bvy ภาษา\u200b Navy") == "Na\\u200bvy ภาษา\\u200b Navy"


#: Runs the commands that are given as JSON; after each its exit code stands between two marks.
ALL = """
import json, sys
from cli.main import main
for command in json.loads(sys.argv[1]):
    sys.argv = ["coalition", *command]
    try:
        main()
    except SystemExit as left:
        print("", left.code, "", sep=chr(30), end="", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="a terminal is had from a POSIX system")
@pytest.mark.parametrize(("columns", "variables"), [(80, {"NO_COLOR": "1"}), (200, {})], ids=["80", "200-colour"])
def test_a_real_terminal_shows_the_same(columns: int, variables: dict[str, str]) -> None:
    """All commands in one process on a terminal of that width, which nothing but the terminal tells."""
    written = seen(columns, variables, sys.executable, "-c", ALL, json.dumps(COMMANDS))
    assert ("\x1b" in written) is not bool(variables)
    parts = STYLES.sub("", written).split("\x1e")
    assert parts[1::2] == ["0"] * len(COMMANDS)
    for command, told in zip(COMMANDS, parts[::2], strict=False):
        assert told == (PRINTED.get((command, columns)) or printed(command, columns)), command


def seen(columns: int, variables: dict[str, str], *command: str) -> str:
    """What a command writes to a terminal of that width."""
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    left_out = ("COLUMNS", "LINES", "NO_COLOR")
    around = {name: value for name, value in environment().items() if name not in left_out}
    around |= {"TERM": "xterm-256color", **variables}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=around, start_new_session=True):
        os.close(theirs)
        written = bytearray()
        with suppress(OSError):  # the other end is closed
            while piece := os.read(ours, 65536):
                written += piece
        os.close(ours)
    return written.decode().replace("\r\n", "\n")
