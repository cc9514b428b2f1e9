"""The page on PostgreSQL keeps its word too: its shell is run, with a real server in the place of db.example.org."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from contract.postgres import Server, server
from doc_console import ROOT, Session, blocks, matches, steps

PAGE = ROOT / "docs" / "how-to" / "share-a-ledger-on-postgresql.md"
_SHOWN = re.compile(r"postgresql://(\w+)@db\.example\.org/(\w+)(\?)?")


def as_it_is(command: str, of: Server) -> str:
    """A command with the address that the server really has."""
    return _SHOWN.sub(
        lambda found: f"postgresql://{found[1]}@/{found[2]}?host={of.folder}{'&' * bool(found[3])}", command
    )


def as_it_is_shown(printed: str, of: Server) -> str:
    """What was printed, with the address of the page."""
    real = re.compile(rf"postgresql://(\w+)@/(\w+)\?host={re.escape(of.folder)}(&)?")
    return real.sub(lambda found: f"postgresql://{found[1]}@db.example.org/{found[2]}{'?' * bool(found[3])}", printed)


def test_what_the_page_shows_is_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = f"{server().programs}{os.pathsep}{os.environ['PATH']}"
    given = {"COALITION_STORE": "", "COALITION_USER": "ann", "COLUMNS": "80", "NO_COLOR": "1", "PATH": path}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    session, wrong = Session(tmp_path), list[str]()
    for block in (block for block in blocks(PAGE) if block.language == "sh" and block.body.startswith("$ ")):
        for step in steps(block):
            printed = as_it_is_shown(session.run(as_it_is(step.command, server())), server())
            if not matches(step.shown, printed):
                wrong.append(f"line {step.line}: {step.command} prints:\n{printed}")
    assert not wrong, "\n".join(wrong)
