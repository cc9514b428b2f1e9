"""Hostile text: nothing that a history, a file or a name holds can style the terminal or pass for other text."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from command_line import Done, joined, new, on_terminal, run

#: Colours, a title, a cleared screen, a C1 introducer, text turned around, separators, a bell and a carriage return.
ESCAPES = "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2J \x9b31m \u202eabc\u202c \u2066x\u2069 \u2028 \u200f \r"
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
#: What a terminal does of its own accord: styles, and nothing else.
STYLES = re.compile("\x1b\\[[0-9;]*m")


def harmless(done: Done) -> bool:
    return not HARMFUL.search(done.out.replace("\n", "")) and not HARMFUL.search(done.err.replace("\n", ""))


@pytest.mark.parametrize(
    "arguments",
    [
        (ESCAPES,),
        ("show", ESCAPES),
        ("show", "i3t", "--as-of", ESCAPES),
        ("show", "i3t", "--at-version", ESCAPES),
        ("show", "i3t", "--" + ESCAPES),
        ("event", "i3t", ESCAPES),
        ("session", "i3t", ESCAPES),
        ("timeline", "i3t", "--lane", ESCAPES),
        ("timeline", "i3t", "--party", ESCAPES),
        ("log", "i3t", "--type", ESCAPES),
        ("log", "i3t", "--by", ESCAPES),
        ("record", ESCAPES),
        ("record", "celebration-held", ESCAPES, "--of", "it"),
        ("record", "celebration-held", "i3t", "--of", ESCAPES),
        ("record", "celebration-held", "i3t", "--of", "it", "--by", ESCAPES),
        ("record", "celebration-held", "i3t", "--of", "it", "--as", ESCAPES),
        ("record", "celebration-held", "i3t", "--of", "it", "--attest", ESCAPES),
        ("record", "celebration-held", "i3t", "--of", "it", "--command-id", ESCAPES),
        ("record", "celebration-held", "i3t", "--json-in", ESCAPES),
        ("record", "session-held", "i3t", "--attendance", ESCAPES),
        ("import", ESCAPES),
        ("import", ESCAPES + ".jsonl"),
        ("import", "-", "--format", ESCAPES),
        ("minutes", ESCAPES),
        ("export", ESCAPES),
        ("export", "--format", ESCAPES),
        ("export", "-o", ESCAPES + "/x"),
        ("restore", ESCAPES),
        ("store", "backup", ESCAPES + "/x"),
        ("catalogue", "events", ESCAPES),
        ("list", "--store", ESCAPES),
        ("list", "--store", ESCAPES + "://"),
    ],
    ids=lambda arguments: " ".join("…" if ESCAPES in part else part for part in arguments),
)
def test_what_is_typed_is_told_without_its_effects(examples: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert harmless(done)
    assert "Traceback" not in done.err


HOSTILE_LINES = [
    {"coalition": ESCAPES, "type": "party-joined"},
    {"coalition": "g", "type": ESCAPES},
    {"coalition": "g", "type": "party-joined", "at": ESCAPES},
    {"coalition": "g", "type": "party-joined", ESCAPES: 1},
    {"coalition": "g", "type": "party-joined", "attested": {"reason": ESCAPES}},
    {"coalition": "g", "type": "commitment-delivered", "at": "2019-01-01", "commitment": "x", "evidence": ESCAPES},
]


@pytest.mark.parametrize("line", HOSTILE_LINES, ids=str)
def test_what_is_imported_is_told_without_its_effects(line: dict[str, object]) -> None:
    new()
    given = json.dumps(line).encode()
    for options in ((), ("--json",), ("--keep-going", "--json"), ("--dry-run",)):
        done = run("import", "-", *options, given=given)
        assert done.code in (2, 3)
        assert harmless(done)
    written = "\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in line.items()).encode()
    assert harmless(run("import", "-", "--format", "yaml", given=written))
    assert harmless(run("minutes", "-", given=b"coalition: g\ndate: 2019-01-01\n" + written))
    assert harmless(run("minutes", "-", "--json", given=b"date: 2019-01-01\n" + written))
    table = f'"coalition";"type";"{ESCAPES}"\n"{line["coalition"]}";"{line["type"]}";x\n'.encode()
    assert harmless(run("import", "-", "--format", "csv", given=table))


#: What a text may hold and still mean something to somebody: markup, formulas, pages, direction marks.
TEXTS = (
    "[red]x[/red] [link=http://a]b[/link]",
    "=1+1",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "a\u202eb\u2066c",
    ":boom:",
)


@pytest.mark.parametrize("text", TEXTS)
def test_markup_in_a_history_is_text_like_any_other(text: str) -> None:
    new("g", "--as", text), joined("nasa")
    session = ("--session", "s", "--topic", text, "--kind", "working", "--hosts", json.dumps([text]), "--note", text)
    done = run("record", "session-held", "g", "--by", "nasa", "--at", "2019-01-03", *session, "--source", text)
    assert done.code == 0
    shown = re.sub("[\u202e\u2066]", lambda mark: f"\\u{ord(mark[0]):04x}", text)
    for command in (("timeline", "g"), ("session", "g", "s"), ("log", "g"), ("event", "g", "3")):
        piped = run(*command)
        assert harmless(piped)
        assert shown in piped.out
        told = run(*command, "--json")
        assert harmless(told)
        assert text in json.dumps(told.json, ensure_ascii=False)
    assert run("show", "g").code == 0


def test_markup_styles_nothing_on_a_terminal() -> None:
    new("g", "--as", "[red]x[/red]"), joined("nasa")
    for text in TEXTS:
        run("record", "celebration-held", "g", "--by", "nasa", "--at", "2019-01-03", "--of", text, "--source", text)
    for command in (("timeline", "g"), ("log", "g"), ("export", "g")):
        written = run(*command, columns=200).out
        assert not HARMFUL.search(STYLES.sub("", written).replace("\n", ""))
        assert "[red]x[/red]" in written
        assert "\x1b[31m" not in written
        assert ":boom:" in written


def test_a_name_on_a_terminal_is_without_effect() -> None:
    _, written = on_terminal("import", ESCAPES.replace("\r", "") + ".jsonl")
    assert "There is no file" in written
    assert not HARMFUL.search(written.replace("\n", ""))


def test_a_store_that_somebody_has_tampered_with_is_shown_without_its_effects(examples: Path) -> None:
    with sqlite3.connect("coalition.db") as connection:
        connection.execute("UPDATE stored_events SET originator_id = ? WHERE originator_id = 'went-alone'", (ESCAPES,))
        connection.execute("UPDATE stored_events SET topic = ? WHERE originator_id = 'leads'", (ESCAPES,))
        connection.execute("UPDATE command SET id = ?, stream = ? WHERE stream = 'leads'", (ESCAPES, ESCAPES))
    connection.close()
    for command in (("store", "check"), ("store", "info"), ("list",), ("show", "leads"), ("export",)):
        for options in ((), ("--json",)):
            done = run(*command, *options)
            assert harmless(done)
    assert run("store", "check").code == 4
