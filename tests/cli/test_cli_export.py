"""`coalition export`: every format to a file and to a pipe, whole or not at all, and the table taken back."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import pytest
from command_line import joined, new, run, shell
from ical.calendar_stream import IcsCalendarStream

from cli.exporting import export_formats
from domain.event import ADDED_BY_RECORDING
from engine.ledger import Ledger
from projections.export.formats import write

TEXTS = ("jsonl", "csv", "ocel", "ical")
FORMATS = (*TEXTS, "parquet")
ALL = ["fell-apart", "i3t", "leads", "went-alone"]


def coalitions_in(format_: str, file: Path) -> list[str]:
    """The coalitions that a program of another make finds in a file."""
    if format_ == "parquet":
        with duckdb.connect() as database:
            names = database.execute(f"SELECT DISTINCT coalition FROM read_parquet('{file}')").fetchall()
        return sorted(name for (name,) in names)
    text = file.read_bytes().decode()
    match format_:
        case "jsonl":
            found = {json.loads(line)["coalition"] for line in text.splitlines()}
        case "csv":
            found = {row["coalition"] for row in csv.DictReader(StringIO(text))}
        case "ocel":
            found = {thing["id"] for thing in json.loads(text)["objects"] if thing["type"] == "coalition"}
        case _:
            found = {event.categories[1] for event in IcsCalendarStream.calendar_from_ics(text).events}
    return sorted(found)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_written_whole_and_holds_what_was_named(examples: Path, format_: str) -> None:
    assert run("export", "--format", format_, "-o", "all").out == ""
    assert coalitions_in(format_, Path("all")) == ALL
    run("export", "leads", "i3t", "leads", "--format", format_, "-o", "two")
    assert coalitions_in(format_, Path("two")) == ["i3t", "leads"]
    run("export", "leads", "i3t", "--format", format_, "-o", "again")
    assert Path("again").read_bytes() == Path("two").read_bytes()


@pytest.mark.parametrize("format_", TEXTS)
def test_without_a_file_the_same_goes_to_a_pipe(examples: Path, format_: str) -> None:
    run("export", "i3t", "--format", format_, "-o", "file")
    assert run("export", "i3t", "--format", format_).out.encode() == Path("file").read_bytes()


def test_parquet_needs_a_file_and_no_format_but_these_is_known(examples: Path) -> None:
    done = run("export", "--format", "parquet")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Invalid value for -o: parquet is no text: name a file to write it to.")
    done = run("export", "--format", "xml")
    assert (done.code, done.out) == (2, "")
    assert "there is: jsonl, csv, parquet, ocel, ical" in done.err


def test_without_pyarrow_parquet_says_what_to_install(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = run("export", "--format", "parquet", "-o", "out.parquet")
    assert done.code == 1
    assert "pip install 'coalition-engine[parquet]'" in done.err
    assert not Path("out.parquet").exists()


def told(store: str) -> list[dict[str, Any]]:
    """What a ledger holds, without what recording added."""
    lines = map(json.loads, run("export", "--store", store).out.splitlines())
    kept = ({k: v for k, v in line.items() if k not in ADDED_BY_RECORDING} for line in lines)
    return [{k: str(v) if k == "quorum" else v for k, v in line.items()} for line in kept]


def rows(file: str) -> list[dict[str, str]]:
    with Path(file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_table_is_imported_as_the_ledger_it_came_from(examples: Path) -> None:
    run("export", "--format", "csv", "-o", "all.csv")
    assert run("import", "all.csv", "--store", "again.db").out == "all.csv: 321 accepted, 0 refused, in 4 coalitions\n"
    assert told("again.db") == told("coalition.db")
    run("export", "--format", "csv", "-o", "again.csv", "--store", "again.db")
    first, again = map(rows, ("all.csv", "again.csv"))
    added = ADDED_BY_RECORDING - {"n", "derived_from", "breaches"}
    assert [{k: v for k, v in row.items() if k not in added} for row in again] == [
        {k: v for k, v in row.items() if k not in added} for row in first
    ]


def test_formulas_go_out_inert_and_come_back_as_they_were() -> None:
    texts = ["=1+1", "@x", "- one\n- two", "'=1", "a;=2", "\t=3", "＝4", " ", '"=5"', "+6"]
    new(), joined("nasa")
    for text in texts:
        run("record", "celebration-held", "g", "--by", "nasa", "--at", "2019-01-03", "--of", text, "--note", text)
    out = run("export", "--format", "csv").out
    for row in csv.reader(StringIO(out)):
        assert not any(cell.lstrip("\t \n\"'").startswith(tuple("=+-@＝")) and cell[0] != "'" for cell in row)
    assert run("import", "-", "--format", "csv", "--store", "again.db", given=out.encode()).code == 0
    assert told("again.db") == told("coalition.db")
    assert [line["of"] for line in told("again.db")[2:]] == texts


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_is_there_is_left_as_it_is(examples: Path, format_: str) -> None:
    Path("out").write_text("mine", encoding="utf-8")
    done = run("export", "--format", format_, "-o", "out")
    assert (done.code, done.err) == (
        2,
        "Invalid value for -o: out exists already; it is left as it is. See: coalition export --help\n",
    )
    assert Path("out").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("format_", FORMATS)
def test_a_coalition_that_is_not_there_leaves_no_file(examples: Path, format_: str) -> None:
    before = sorted(path.name for path in Path().iterdir())
    assert run("export", "i3t", "nowhere", "--format", format_, "-o", "out").code == 2
    assert sorted(path.name for path in Path().iterdir()) == before


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(("fault", "code"), [(KeyboardInterrupt(), 130), (OSError(28, "No space left on device"), 1)])
def test_an_export_that_breaks_off_leaves_no_file(
    examples: Path, monkeypatch: pytest.MonkeyPatch, format_: str, fault: BaseException, code: int
) -> None:
    from projections.export import formats

    whole: Callable[..., None] = formats.write

    def broken_off(ledger: Any, coalitions: Any, name: str, stream: BinaryIO, come: Any) -> None:
        whole(ledger, coalitions, name, stream, come)
        raise fault

    monkeypatch.setattr(formats, "write", broken_off)
    before = sorted(path.name for path in Path().iterdir())
    assert run("export", "--format", format_, "-o", "out").code == code
    assert sorted(path.name for path in Path().iterdir()) == before


@pytest.mark.parametrize("format_", TEXTS)
@pytest.mark.parametrize("reader", ["head -1 > first", "true"])
def test_a_pipe_that_is_closed_early_is_no_matter(examples: Path, format_: str, reader: str) -> None:
    assert shell(f"coalition export --format {format_} | {reader}").stderr == ""


@pytest.mark.parametrize("format_", TEXTS)
def test_a_full_disk_is_told_in_a_sentence(examples: Path, format_: str) -> None:
    done = shell(f"coalition export --format {format_} > /dev/full")
    assert done.returncode == 1
    assert done.stderr.startswith("No space left on device")


def test_a_folder_that_is_not_there_is_told_by_the_name_that_was_given(examples: Path) -> None:
    done = run("export", "-o", "nowhere/out")
    assert (done.code, done.err) == (1, "No such file or directory: nowhere/out\n")


@pytest.mark.parametrize("format_", TEXTS)
def test_on_a_terminal_nothing_takes_effect(format_: str) -> None:
    new("g", "--sunset", "2030-01-01"), joined("nasa")
    run("record", "celebration-held", "g", "--by", "nasa", "--at", "2019-01-03", "--of", "a\u202eb [red]x[/red]")
    out = run("export", "--format", format_, columns=80).out
    assert "\u202e" not in out
    assert "\x1b" not in out
    assert "\r" not in out
    assert format_ == "ical" or "a\\u202eb [red]x[/red]" in out


def test_the_shell_is_offered_the_formats() -> None:
    assert export_formats("") == ["jsonl", "csv", "parquet", "ocel", "ical"]
    assert export_formats("o") == ["ocel"]


def test_from_python_too_another_format_is_refused_before_anything_is_written(examples: Path) -> None:
    out = BytesIO()
    with Ledger("coalition.db") as ledger, pytest.raises(ValueError, match="'xml' is not a format of export"):
        write(ledger, ["i3t"], "xml", out)
    assert out.getvalue() == b""
