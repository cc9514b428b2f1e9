"""Completion in bash itself: installed in a home folder, and asked with the keys that people press."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import ROOT, run
from many_scripts import stored

BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None or os.name != "posix", reason="there is no bash on this machine")

TAB, ALL, SHOW, CLEAR, BACK = "\t", "\x1b*", "\x14", "\x05\x15", "\x02"
PATIENCE = 30  # seconds


class Bash:
    """A bash at a terminal, that starts up as in a home folder, and tells what stands on its line."""

    def __init__(self, home: Path, folder: Path) -> None:
        import pty

        self._told = home / "told"
        self._child, self._terminal = pty.fork()
        if self._child == 0:  # pragma: no cover (bash's own process)
            os.chdir(folder)
            os.execve(str(BASH), ["bash", "-i"], around(home) | {"PS1": "$ ", "TERM": "xterm", "INPUTRC": "/dev/null"})
        told = 'printf %s "$READLINE_LINE" > "$HOME/draft"; mv "$HOME/draft" "$HOME/told"'
        self._press(f"bind -x '\"\\C-t\": {told}'\n")

    def line(self, keys: str) -> str:
        """What stands on the line after these keys."""
        self._press(keys + SHOW)
        until = time.monotonic() + PATIENCE
        while not self._told.exists():
            self._listen()
            assert time.monotonic() < until, f"bash does not answer to {keys!r}"
        line = self._told.read_text(encoding="utf-8")
        self._told.unlink()
        self._press(CLEAR)
        return line

    def close(self) -> None:
        """End it."""
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        os.close(self._terminal)

    def _press(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def _listen(self) -> None:
        if select.select([self._terminal], [], [], 0.01)[0]:
            os.read(self._terminal, 65536)


def around(home: Path) -> dict[str, str]:
    """What bash and the command find around them in that home folder."""
    path = os.pathsep.join([str(home / "bin"), os.environ["PATH"]])
    return {"HOME": str(home), "PATH": path, "LC_ALL": "C.UTF-8", "HISTFILE": "", "COALITION_USER": "ann"}


def coalition(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a session of its own, with nothing of a terminal."""
    return subprocess.run(
        [str(home / "bin" / "coalition"), *arguments],
        env=around(home),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=60,
        check=False,
        start_new_session=True,
    )


def home_in(folder: Path) -> Path:
    """A home folder, whose name is as unwieldy as names can be, with the command on its path."""
    home = folder / "Ann's “home” 水"
    (home / "bin").mkdir(parents=True)
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    script = f'#!/bin/sh\nPYTHONPATH="{path}" exec "{sys.executable}" -m cli.main "$@"\n'
    (home / "bin" / "coalition").write_text(script, encoding="utf-8")
    (home / "bin" / "coalition").chmod(0o755)
    return home


@pytest.fixture(scope="module")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bash]:
    """Bash where completion was installed, in a folder with two stores and a file."""
    folder = tmp_path_factory.mktemp("here")
    home = home_in(tmp_path_factory.mktemp("home"))
    installed = coalition(home, "--install-completion", "bash")
    assert (installed.returncode, installed.stderr) == (0, "")
    stored(folder / "coalition.db")
    stored(folder / "other.db")
    with sqlite3.connect(folder / "coalition.db") as connection:
        mischief = "x $(touch pwned) `touch pwned` *"
        connection.execute("UPDATE stored_events SET originator_id = ? WHERE originator_id = 'leads'", (mischief,))
    connection.close()
    (folder / "minutes of 1 May.yaml").touch()
    shell = Bash(home, folder)
    yield shell
    shell.close()
    assert not (folder / "pwned").exists()


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("coalition sh" + TAB, "coalition show "),
        ("coalition audit v" + TAB, "coalition audit verify "),
        ("true && coalition sh" + TAB, "true && coalition show "),
        ("coalition show " + ALL, "coalition show fell-apart i3t went-alone "),
        ("coalition show i" + TAB, "coalition show i3t "),
        ("coalition show i --json" + BACK * 7 + TAB, "coalition show i3t --json"),
        ("coalition show --store sqlite:///other.db le" + TAB, "coalition show --store sqlite:///other.db leads "),
        ("coalition show --store=sqlite:///other.db le" + TAB, "coalition show --store=sqlite:///other.db leads "),
        ("coalition show 'i" + TAB, "coalition show 'i3t' "),
        ("coalition record party-in" + TAB, "coalition record party-invited "),
        ("coalition catalogue events conflict-s" + TAB, "coalition catalogue events conflict-settled "),
        ("coalition log i3t --type commitment-b" + TAB, "coalition log i3t --type commitment-broken "),
        ("coalition record party-joined i3t --st" + ALL, "coalition record party-joined i3t --standing --store "),
        (
            "coalition record party-joined i3t --standing=me" + TAB,
            "coalition record party-joined i3t --standing=member ",
        ),
        ("coalition timeline i3t --party hal" + TAB, "coalition timeline i3t --party halcyon-launch "),
        ('coalition timeline i3t --party "hal' + TAB, 'coalition timeline i3t --party "halcyon-launch" '),
        ("coalition timeline i3t --party " + "👩" + TAB, "coalition timeline i3t --party 👩"),
        (
            'coalition new g --name "O\'Brien & 👩‍👩‍👧‍👦 עמותת המים" --origin gr' + TAB,
            'coalition new g --name "O\'Brien & 👩‍👩‍👧‍👦 עמותת המים" --origin grassroots ',
        ),
        (
            'coalition record commitment-made i3t --what "O\'Brien & 👩‍👩‍👧‍👦 “שלום”" --promisor n' + ALL,
            'coalition record commitment-made i3t --what "O\'Brien & 👩‍👩‍👧‍👦 “שלום”" --promisor nasa navy noaa ',
        ),
        (
            'coalition record commitment-made i3t --what O\\\'Brien\\ \\&\\ \\"水\\" --promisor nav' + TAB,
            'coalition record commitment-made i3t --what O\\\'Brien\\ \\&\\ \\"水\\" --promisor navy ',
        ),
        ("coalition list --phase disso" + ALL, "coalition list --phase dissolved dissolving "),
        ("coalition list --state st" + ALL, "coalition list --state stalled steady "),
        ("coalition whatif i3t --after ad" + TAB, "coalition whatif i3t --after admissible "),
        ("coalition catalogue measures tr" + TAB, "coalition catalogue measures trust "),
        ("coalition session i3t j" + ALL, "coalition session i3t january-2019 june-2019 "),
        ("coalition minutes min" + TAB, "coalition minutes minutes\\ of\\ 1\\ May.yaml "),
        ('coalition show "$(touch pwned)' + TAB, 'coalition show "$(touch pwned)'),
        ("coalition --show-completion z" + TAB, "coalition --show-completion zsh "),
    ],
)
def test_what_the_keys_make_of_a_line(bash: Bash, keys: str, line: str) -> None:
    assert bash.line(keys) == line


def test_installing_twice_leaves_one_line_and_what_was_there(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    (home / ".bashrc").write_bytes(b"alias l=ls # \xff, and no end of line")
    for _ in range(2):
        done = coalition(home, "--install-completion=bash")
        assert (done.returncode, done.stderr) == (0, "")
        assert str(home / ".bash_completions" / "coalition.sh") in done.stdout
    held = (home / ".bashrc").read_bytes().splitlines()
    assert held[0] == b"alias l=ls # \xff, and no end of line"
    assert len(held) == 2
    assert held[1].startswith(b"source ")
    script = (home / ".bash_completions" / "coalition.sh").read_text(encoding="utf-8")
    assert script == coalition(home, "--show-completion", "bash").stdout


def test_where_no_shell_runs_it_the_shell_is_to_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: None)
    monkeypatch.setenv("HOME", str(tmp_path))
    for option in ("--install-completion", "--show-completion"):
        done = run(option)
        assert (done.code, done.out) == (2, "")
        assert "cannot be told from here which shell you use; name one of: bash, zsh, fish" in done.err
        assert f"as in {option} bash" in done.err
        assert run(option, "tcsh").code == 2
        assert "There is no completion for tcsh" in run(option, "tcsh").err
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_the_script_of_every_shell_is_printed(shell: str) -> None:
    done = run("--show-completion", shell)
    assert (done.code, done.err) == (0, "")
    assert f"complete_{shell}" in done.out


def test_a_home_that_cannot_be_written_to_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    done = run("--install-completion", "bash")
    assert (done.code, done.out) == (1, "")
    assert re.search(r"home/\.bash_completions", done.err)
