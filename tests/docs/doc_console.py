"""Documents that keep their word: the blocks of a page, and what the commands in them really print.

A page is read top to bottom in a folder of its own. In a `console` block a line that starts with `$ ` is run (a
backslash at its end goes on to the next line), and what follows is what it prints, on both channels. There `…` stands
for any text within a line, however wide its column, and on a line of its own for any lines. A command that fails shows
its exit code with `$ echo $?`. A block marked `file=NAME` is written to that file. A `python` block is run, and the
`output` block after it is what it prints.
"""

from __future__ import annotations

import importlib.util
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from unittest.mock import patch

from cli.main import main

ROOT = Path(__file__).resolve().parents[2]
#: The suite cannot run itself.
NOT_RUN = ("make test",)

_FENCE = re.compile(r"^```(?P<info>.*)\n(?P<body>(?:.*\n)*?)```$", re.MULTILINE)
_NEEDS_SHELL = re.compile(r"[|<>&;*`$]")
_QUOTED = re.compile("'[^']*'|\"[^\"`$]*\"")


class Block(NamedTuple):
    """A fenced block: its language, the file it is to be written to, the line it starts at, what it holds."""

    language: str
    file: str | None
    line: int
    body: str


class Step(NamedTuple):
    """A command and the output that the page shows for it."""

    command: str
    shown: list[str]
    line: int


def documents() -> list[Path]:
    """Every page: the README, the change log, and all under docs/."""
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def generator() -> ModuleType:
    """The script that writes the reference."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "reference" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        language, *marks = match["info"].split() or [""]
        file = next((mark.removeprefix("file=") for mark in marks if mark.startswith("file=")), None)
        yield Block(language, file, text.count("\n", 0, match.start()) + 1, match["body"])


def steps(block: Block) -> Iterator[Step]:
    """The commands of a console block, each with the output shown."""
    lines = list(enumerate(block.body.splitlines(), block.line + 1))
    while lines:
        number, text = lines.pop(0)
        assert text.startswith("$ "), f"line {number}: a console block starts with a command"
        command = text.removeprefix("$ ")
        while command.endswith("\\"):
            command = command[:-1] + lines.pop(0)[1].strip()
        shown = []
        while lines and not lines[0][1].startswith("$ "):
            shown.append(lines.pop(0)[1])
        yield Step(command, shown, number)


def matches(shown: list[str], printed: str) -> bool:
    """Whether a page shows what was printed, as far as it does not leave it out."""
    pattern = "".join(_line_pattern(line) for line in shown)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed.splitlines())) is not None


def _line_pattern(line: str) -> str:
    if line == "…":
        return r"(?:.*\n)*?"
    first, *others = re.split(r"…( *)", line.rstrip())
    pattern = re.escape(first)
    for spaces, text in zip(others[::2], others[1::2], strict=True):
        pattern += ".*?" + (" +" if len(spaces) > 1 else spaces) + re.escape(text)
    return pattern + r"\n"


@dataclass(slots=True)
class Session:
    """Someone who reads a page in a folder of their own, and types what it says."""

    folder: Path
    code: int = 0
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})

    def run(self, command: str) -> str:
        """What a command prints."""
        if command == "echo $?":
            return f"{self.code}\n"
        if command.startswith("export "):
            self.code = 0
            given = [os.path.expandvars(word).partition("=") for word in shlex.split(command)[1:]]
            os.environ.update((name, value) for name, _, value in given)
            return ""
        if command == "make demo":  # without the installation that comes before it
            return "".join(self.run(line) for line in _recipe("demo"))
        if _NEEDS_SHELL.search(_QUOTED.sub("", command)) or not command.startswith("coalition "):
            return self._in_shell(command)
        return self._in_process(shlex.split(command)[1:])

    def execute(self, source: str) -> str:
        """What a piece of Python prints; names live on to the next piece."""
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile(source, "<page>", "exec", dont_inherit=True), self.names)
        return printed.getvalue()

    def _in_process(self, arguments: list[str]) -> str:
        raw = io.BytesIO()
        channel = io.TextIOWrapper(raw, encoding="utf-8", newline="\n", write_through=True)
        self.code = 0
        with patch.object(sys, "argv", ["coalition", *arguments]), redirect_stdout(channel), redirect_stderr(channel):
            try:
                main()
            except SystemExit as left:
                self.code = left.code if isinstance(left.code, int) else int(left.code is not None)
        with suppress(ValueError):
            channel.flush()
        return raw.getvalue().decode()

    def _in_shell(self, command: str) -> str:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=os.environ | {"PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=60,
        )
        self.code = done.returncode
        return done.stdout.decode()


def _recipe(target: str) -> list[str]:
    """The commands of ours that a target of the Makefile runs."""
    told = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    ours = re.compile(r"^\S*/(coalition .*)$|^(echo)$", re.MULTILINE)
    return [match[1] or match[2] for match in ours.finditer(told.stdout)]
