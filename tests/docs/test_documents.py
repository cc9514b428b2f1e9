"""Every page keeps its word: what it shows is what is printed, and what it links to is there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from doc_console import NOT_RUN, ROOT, Block, Session, blocks, documents, matches, steps

PAGES = [page for page in documents() if any(block.language in ("console", "python") for block in blocks(page))]
_LINK = re.compile(r"\]\((?!https?://)(?P<path>[^)#\s]*)(?:#(?P<place>[^)\s]+))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Ann, in an empty folder, on a terminal of ordinary width."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COALITION_STORE", "")  # whatever a page exports is undone after it
    monkeypatch.setenv("PATH", os.environ["PATH"])
    for name, value in {"COALITION_USER": "ann", "COLUMNS": "80", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}.items():
        monkeypatch.setenv(name, value)
    return Session(tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_what_a_page_shows_is_what_is_printed(page: Path, session: Session) -> None:
    if wrong := list(faults(page, session)):
        pytest.fail("\n".join(wrong), pytrace=False)


def faults(page: Path, session: Session) -> Iterator[str]:
    """Where a page shows something else than is printed."""
    printed = ""
    for block in blocks(page):
        if block.file is not None:
            (session.folder / block.file).write_text(block.body, encoding="utf-8")
        match block.language:
            case "console":
                yield from typed_in(block, session)
            case "python":
                printed = session.execute(block.body)
            case "output" if not matches(block.body.splitlines(), printed):
                yield f"line {block.line}: the Python above prints:\n{printed}"


def typed_in(block: Block, session: Session) -> Iterator[str]:
    """Run the commands of a block; each prints what is shown, and one that fails shows its exit code."""
    commands = [step for step in steps(block) if step.command not in NOT_RUN]
    for place, step in enumerate(commands, 1):
        printed = session.run(step.command)
        if not matches(step.shown, printed):
            yield f"line {step.line}: {step.command} prints:\n{printed}"
        shows_code = any(following.command == "echo $?" for following in commands[place : place + 1])
        if session.code and not shows_code and step.command != "echo $?":
            yield f"line {step.line}: {step.command} leaves with exit code {session.code}, which is not shown"


@pytest.mark.parametrize("page", documents(), ids=named)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    for link in _LINK.finditer(page.read_text(encoding="utf-8")):
        target = page.parent / link["path"] if link["path"] else page
        assert target.exists(), f"{link['path']} is not there"
        if link["place"] is not None:
            assert link["place"] in anchors(target), f"{link['path']} has no heading {link['place']}"


def anchors(page: Path) -> set[str]:
    """The names under which the headings of a page are linked to."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in _HEADING.findall(page.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_has_no_file_edited_in_place(page: Path) -> None:
    """Systems differ in how `sed` is told to do so."""
    typed = [step.command for block in blocks(page) if block.language == "console" for step in steps(block)]
    assert [command for command in typed if re.search(r"\bsed\s+(?:\S+\s+)*(?:-\w*i|--in-place)", command)] == []


def test_a_page_that_shows_something_else_is_found_out() -> None:
    assert matches(["a … c", "…", "z"], "a b c\nd\ne\nz\n")
    assert matches(["n  …   who"], "n  2018-05-02     who\n")
    assert not matches(["a … c"], "a b\n")
    assert not matches([], "something\n")
    assert not matches(["one", "two"], "one\n")


def test_a_newcomer_goes_from_one_page_to_the_next_in_the_same_folder(session: Session) -> None:
    how_to = ROOT / "docs" / "how-to"
    own = [block for block in blocks(ROOT / "README.md") if block.file == "first.yaml" or "mine.db" in block.body]
    assert len(own) == 2
    (session.folder / "first.yaml").write_text(own[0].body, encoding="utf-8")
    assert list(typed_in(own[1], session)) == []
    for page in (how_to / "keep-minutes.md", how_to / "run-a-conflict.md"):
        assert list(faults(page, session)) == []
    assert {path.name for path in session.folder.glob("*.db")} == {"mine.db", "minutes.db", "conflict.db"}
