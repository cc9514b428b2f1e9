"""Every page keeps its word: what it shows is what is printed, and what it links to is there."""

from __future__ import annotations

import re
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
    monkeypatch.delenv("COALITION_STORE", raising=False)
    for name, value in {"COALITION_USER": "ann", "COLUMNS": "80", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}.items():
        monkeypatch.setenv(name, value)
    return Session(tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_what_a_page_shows_is_what_is_printed(page: Path, session: Session) -> None:
    printed = ""
    for block in blocks(page):
        if block.file is not None:
            (session.folder / block.file).write_text(block.body, encoding="utf-8")
        match block.language:
            case "console":
                type_in(block, session)
            case "python":
                printed = session.execute(block.body)
            case "output":
                assert matches(block.body.splitlines(), printed), told(block.line, "the Python above", printed)


def type_in(block: Block, session: Session) -> None:
    """Run the commands of a block; each prints what is shown, and one that fails shows its exit code."""
    commands = [step for step in steps(block) if step.command not in NOT_RUN]
    for step, following in zip(commands, [*commands[1:], None], strict=True):
        printed = session.run(step.command)
        assert matches(step.shown, printed), told(step.line, step.command, printed)
        if session.code and step.command != "echo $?":
            shows_code = following is not None and following.command == "echo $?"
            assert shows_code, told(step.line, f"{step.command} (exit code {session.code}, not shown)", printed)


def told(line: int, what: str, printed: str) -> str:
    return f"line {line}: {what} prints:\n{printed}"


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


def test_a_page_that_shows_something_else_is_found_out() -> None:
    assert matches(["a … c", "…", "z"], "a b c\nd\ne\nz\n")
    assert matches(["n  …   who"], "n  2018-05-02     who\n")
    assert not matches(["a … c"], "a b\n")
    assert not matches([], "something\n")
    assert not matches(["one", "two"], "one\n")
