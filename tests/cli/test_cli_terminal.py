"""On a terminal: text is wrapped to its width, styled with restraint, and the same that is piped."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest
from command_line import EXAMPLES, new, on_terminal, run
from rich.cells import cell_len

from cli.render import patience
from domain.event import AREAS

STYLES = re.compile("\x1b\\[[0-9;]*m")


def read(*command: str | Path, columns: int = 80) -> list[str]:
    """The lines that people see."""
    done = run(*command, columns=columns)
    assert done.code == 0, done
    return [line.rstrip() for line in STYLES.sub("", done.out).splitlines()]


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("show", "i3t", "--as-of", "2019-05-01"),
        ("timeline", "fell-apart"),
        ("session", "leads", "developing-coalitions"),
        ("log", "fell-apart"),
        ("event", "fell-apart", "15"),
        ("catalogue", "rules", "party-joined"),
    ],
    ids=" ".join,
)
def test_nothing_is_wider_than_the_terminal_and_nothing_is_lost(
    examples: Path, command: tuple[str, ...], columns: int
) -> None:
    lines = read(*command, columns=columns)
    assert max(map(cell_len, lines)) <= columns
    words = re.findall(r"[^\W\d_]{4,}", " ".join(lines))
    piped = re.findall(r"[^\W\d_]{4,}", re.sub(r"phase +area +recorded after +what happened", "", run(*command).out))
    lost = {word for word in piped if word not in words and word not in "".join(lines).replace(" ", "")}
    assert lost <= {*AREAS, "type", "source", "recorded", "happened"}  # the titles and areas of what is piped


def test_a_timeline_is_told_phase_by_phase(examples: Path) -> None:
    lines = read("timeline", "fell-apart")
    assert lines[1:4] == [
        "proposed",
        "   1  2020-02-03  Bright Pharmaceuticals proposed “Open Compound Alliance”,",
        "                  under a mandate: “Share early compounds so that trials start",
    ]
    assert "All of it was written up afterwards." in lines


def test_what_was_recorded_late_is_marked_where_not_all_was() -> None:
    new()
    run("record", "celebration-held", "g", "--of", "today", "--by", "nasa", "--attest", "so")
    told = " ".join(" ".join(read("timeline", "g")).split())
    assert re.search(r"“to try”\. \[recorded \d+ days late\]", told)
    assert "afterwards" not in told


def test_a_screen_of_a_coalition_is_laid_out_under_labels(examples: Path) -> None:
    lines = read("show", "i3t", "--as-of", "2019-05-01")
    assert lines[:5] == [
        "Integrated Infrastructure Information Technology (I3T) Working Group (i3t)",
        "chartered, sponsored; as of 2019-05-01, 91 events",
        "",
        "Purpose    Let the tenants of one shared facility talk to each other about the",
        "           networks, ducts and machine rooms they all depend on.",
    ]


def test_a_table_that_does_not_fit_is_told_cell_by_cell(examples: Path) -> None:
    lines = read("show", "i3t", "--as-of", "2019-05-01", columns=40)
    start = lines.index("Open conflicts") + 1
    assert [line.split()[0] for line in lines[start : start + 2]] == ["conflict", "about"]


def test_no_colour_where_none_is_wanted(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = (("timeline", "i3t"), ("show", "i3t"), ("log", "i3t"), ("list",), ("session", "i3t", "first-meeting"))
    assert all("\x1b" in run(*command, columns=80).out for command in commands)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not any("\x1b" in run(*command, columns=80).out for command in commands)


def test_on_a_real_terminal_it_is_the_same(examples: Path) -> None:
    code, written = on_terminal("timeline", "went-alone", columns=60)
    assert (code, written) == (0, run("timeline", "went-alone", columns=60).out)


def test_what_is_piped_is_never_styled_or_wrapped(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    done = run("show", "i3t")
    assert "\x1b" not in done.out
    assert max(map(len, done.out.splitlines())) > 80


def test_what_takes_long_shows_how_far_it_has_come_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(patience, "_AFTER", 0.01)
    with patience.patience("Importing many") as come:
        come("1,000 lines")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    with patience.patience("Importing many") as come:
        time.sleep(0.05)
        come("1,000 \x1b[31mlines")
        time.sleep(0.2)
    shown = capsys.readouterr().err
    assert "Importing many: 1,000 \\u001b[31mlines" in shown
    with patience.patience("Soon done"):
        pass
    assert "Soon done" not in capsys.readouterr().err


def test_an_import_on_a_terminal_says_what_came_of_it(folder: Path) -> None:
    told = " ".join(read("import", EXAMPLES / "went-alone.jsonl"))  # wrapped where the path to it is long
    assert "10 accepted, 0 refused, in 1 coalition" in " ".join(told.split())
