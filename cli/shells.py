"""Shells: the script with which a shell completes the words of a line, printed, or installed for a shell by name.

The script for bash is our own: the usual one hands over the words as bash takes them apart, at every : and =, and so
neither a store's address nor --option=value is understood. The others are those of typer.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

_NAME, _ANSWERS = "coalition", "_COALITION_COMPLETE"
_SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
_OPTIONS = ("--install-completion", "--show-completion")

#: `$1` is the command as it was typed, `$2` the word to complete; it holds --option= only where = breaks no words.
_BASH = """\
_coalition_completion() {
    local word before=""
    [[ $2 == --*=* ]] && before=${2%%=*}=
    COMPREPLY=()
    while IFS= read -r word; do
        [[ -n $word ]] && COMPREPLY+=("$before$word")
    done < <(COMP_LINE=${COMP_LINE:0:COMP_POINT} _COALITION_COMPLETE=complete_bash "$1" 2>/dev/null)
    return 0
}

complete -o default -F _coalition_completion coalition"""


def _known(incomplete: str) -> list[str]:
    return [shell for shell in _SHELLS if shell.startswith(incomplete)]


def _install(ctx: typer.Context, given: str | None) -> None:
    if given is not None and not ctx.resilient_parsing:
        shell = _shell(given, "--install-completion")
        typer.echo(f"Completion for {shell} is in {_installed(shell)}. It works in terminals opened from now on.")
        raise typer.Exit


def _show(ctx: typer.Context, given: str | None) -> None:
    if given is not None and not ctx.resilient_parsing:
        typer.echo(_script(_shell(given, "--show-completion")))
        raise typer.Exit


def _option(name: str, help_: str, callback: Any) -> Any:
    return typer.Option(
        name, metavar="[SHELL]", help=help_, callback=callback, is_eager=True, autocompletion=_known, expose_value=False
    )


Install = Annotated[
    Optional[str],  # noqa: UP045 (typer reads it)
    _option(_OPTIONS[0], "Install completion for a shell, such as bash; else for the one in use.", _install),
]
Show = Annotated[
    Optional[str],  # noqa: UP045
    _option(_OPTIONS[1], "Print the script for it instead, to be put elsewhere.", _show),
]


def with_shell(args: list[str]) -> list[str]:
    """A command line in which these options have their value: nothing, for the shell in use, where none is named."""
    for place, word in enumerate(args):
        if word in _OPTIONS and (place + 1 == len(args) or args[place + 1].startswith("-")):
            return [*args[: place + 1], "", *args[place + 1 :]]
        if word in _OPTIONS or not word.startswith("-"):
            break
    return args


def completing() -> bool:
    """Whether a shell asks how a word goes on; then everything is made ready to answer."""
    if not os.environ.get(_ANSWERS):
        return False
    from typer._click.shell_completion import add_completion_class
    from typer._completion_classes import BashComplete, completion_init

    class Bash(BashComplete):
        """Answers for the script above; and for the usual one, which may be installed still."""

        def get_completion_args(self) -> tuple[list[str], str]:
            typed = os.environ.get("COMP_LINE")
            return super().get_completion_args() if typed is None else _words(typed)

    completion_init()
    add_completion_class(Bash, "bash")
    return True


def _words(typed: str) -> tuple[list[str], str]:
    """The words of a line after the command, and the one that is being typed; a quote may still be open."""
    from typer._click.shell_completion import split_arg_string

    cursor = "\0"  # stands in no line, and makes a word of what is not begun yet
    *words, last = split_arg_string(typed + cursor)
    return words[1:], last.rstrip(cursor)


def _shell(given: str, option: str) -> str:
    """The shell that is meant; wrong usage where it cannot be told, or there is nothing for it."""
    shell = given or _detected()
    if shell in _SHELLS:
        return shell
    which = f"There is no completion for {shell}" if shell else "It cannot be told from here which shell you use"
    raise typer.BadParameter(f"{which}; name one of: {', '.join(_SHELLS)}, as in {option} bash", param_hint=option)


def _detected() -> str | None:
    """The shell that runs this, where one does."""
    from typer._completion_shared import _get_shell_name

    try:
        return _get_shell_name()
    except OSError:  # where the processes that run cannot be looked at
        return None


def _script(shell: str) -> str:
    from typer._completion_shared import get_completion_script

    return _BASH if shell == "bash" else get_completion_script(prog_name=_NAME, complete_var=_ANSWERS, shell=shell)


def _installed(shell: str) -> Path:
    """Install it; the file that it is in. Raises CannotWrite where this user has no home."""
    from typer._completion_shared import install

    home = _home()  # the library, too, writes below it
    return _in_bash(home) if shell == "bash" else install(shell, _NAME, _ANSWERS)[1]


def _in_bash(home: Path) -> Path:
    """Write the script, and have bash read it when it starts; what else its start-up file holds is left as it is."""
    script, start_up = home / ".bash_completions" / f"{_NAME}.sh", home / ".bashrc"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(f"{_BASH}\n", encoding="utf-8")
    line = f"source {shlex.quote(str(script))}".encode()
    held = start_up.read_bytes() if start_up.exists() else b""
    if line not in held.splitlines() and f"source '{script}'".encode() not in held.splitlines():
        with start_up.open("ab") as file:
            file.write((b"\n" if held and not held.endswith(b"\n") else b"") + line + b"\n")
    return script


def _home() -> Path:
    """Where the start-up files of shells lie. Raises CannotWrite where this user has no home."""
    from engine.errors import CannotWrite

    try:
        return Path.home()
    except RuntimeError:
        instead = f"Print it, and put it where your shell reads it: {_NAME} --show-completion bash"
        raise CannotWrite(f"This user has no home folder in which completion is installed. {instead}") from None
