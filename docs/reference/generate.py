"""Write events.md, rules.md and commands.md from the code: python docs/reference/generate.py

A test fails when what lies here is no longer what this writes.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typer

from cli.main import app
from domain import catalogue
from domain.event import Event, registry
from domain.marks import AtLeast, Expected

HERE = Path(__file__).resolve().parent
_NOTE = "<!-- Written by generate.py from the code. Change the code, then run: python docs/reference/generate.py -->"
#: The options that every command of `record` has, and that the page tells of once.
_OF_ALL_TYPES = ("coalition", "store", "recorded_as", "attest", "command_id", "json_in", "as_json")


class Command(NamedTuple):
    """A command of the command line, by the words that call it."""

    words: tuple[str, ...]
    command: Any

    @property
    def name(self) -> str:
        """What is typed after `coalition`."""
        return " ".join(self.words)

    @property
    def sentence(self) -> str:
        """What it does, without its example."""
        return " ".join(_help(self.command).partition("Example:")[0].split())

    @property
    def example(self) -> str:
        """The command that its help gives as an example; empty where there is none."""
        return " ".join(_help(self.command).partition("Example:")[2].split())

    @property
    def parameters(self) -> list[Any]:
        """Its arguments and options, help apart."""
        return [p for p in self.command.params if p.name != "help"]


def commands() -> Iterator[Command]:
    """Every command that does something, those of `record` by type."""
    root = typer.main.get_command(app)
    yield from _below((), root, typer.Context(root, info_name="coalition"))


def groups() -> Iterator[Command]:
    """Every command that only holds others."""
    root: Any = typer.main.get_command(app)
    context = typer.Context(root, info_name="coalition")
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        if hasattr(command, "list_commands"):
            yield Command((name,), command)


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    written = {"events.md": _events(), "rules.md": _rules(), "commands.md": _commands()}
    return {name: "\n".join(lines).rstrip() + "\n" for name, lines in written.items()}


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}\n")


def _help(command: Any) -> str:
    """The help of a command, without the sign that keeps a line from being wrapped."""
    return (command.help or "").replace("\b", "")


def _below(words: tuple[str, ...], command: Any, context: Any) -> Iterator[Command]:
    if not hasattr(command, "list_commands"):
        yield Command(words, command)
        return
    for name in command.list_commands(context):
        yield from _below((*words, name), command.get_command(context, name), context)


def _events() -> Iterator[str]:
    entries = catalogue.events()
    yield from (
        "# Event types",
        "",
        _NOTE,
        "",
        f"The {len(entries)} things that can happen to a coalition, by area. The names of types and fields are storage",
        "formats: they are never renamed. [How an event is written](format.md) tells what holds for all of them, and",
        "[the rules](rules.md) when one is refused.",
        "",
        "◆ The rules add it by themselves; by hand it is recorded attested only. † May be left out, or left short, of",
        "an attested event only. A field that is not needed may be left out.",
        "",
        "## On every event",
        "",
        *_field_table(Event),
        "",
    )
    rules = catalogue.rules()
    for area in dict.fromkeys(entry["area"] for entry in entries):
        yield from (f"## {_title(area)}", "", _about(area), "")
        for entry in entries:
            if entry["area"] == area:
                judged = [rule["rule"] for rule in rules if entry["type"] in rule["types"]]
                yield from _event(registry()[entry["type"]], judged)


def _event(event_type: type[Event], rules: list[str]) -> Iterator[str]:
    yield from (f"### {event_type.type}{' ◆' if event_type.derived else ''}", "", event_type.__doc__ or "", "")
    table = _field_table(event_type, frozenset(Event.model_fields))
    yield from (*table, "") if len(table) > 2 else ("No fields of its own.", "")
    if rules:
        yield from (f"Rules: {', '.join(f'[`{name}`](rules.md)' for name in rules)}.", "")
    yield from ("```sh", f"coalition record {event_type.type} i3t {catalogue.example(event_type)}", "```", "")


def _field_table(event_type: type[Event], left_out: frozenset[str] = frozenset()) -> list[str]:
    fields = [name for name in event_type.model_fields if name not in left_out]
    rows = [(f"`{name}`", catalogue.form(event_type, name), _needed(event_type, name)) for name in fields]
    return list(_table(("field", "holds", ""), rows))


def _needed(event_type: type[Event], name: str) -> str:
    info = event_type.model_fields[name]
    if info.is_required():
        return "needed"
    for mark in info.metadata:
        if isinstance(mark, Expected):
            return "needed †"
        if isinstance(mark, AtLeast):
            return f"at least {mark.minimum} †"
    return ""


def _rules() -> Iterator[str]:
    entries = catalogue.rules()
    yield from (
        "# Rules",
        "",
        _NOTE,
        "",
        f"The {len(entries)} rules, each with its sentence and the event types that it judges. Where an event breaks",
        "several, the refusal names the first: structural ones (¶), then those for every type, then the type's own, in",
        "the order in which they stand here.",
        "",
    )
    own = [entry for entry in entries if entry["types"] and not entry["structural"]]
    yield from ("## Structural", "", "They say what makes sense at all, and hold for attested events too.", "")
    yield from (*_rule_table([entry for entry in entries if entry["structural"]]), "")
    yield from ("## For every type", "", "From here on an event may be recorded attested although it breaks them.", "")
    yield from (*_rule_table([e for e in entries if not e["types"] and not e["structural"]]), "")
    for area in dict.fromkeys(entry["rule"].partition(".")[0] for entry in own):
        yield from (f"## {_title(area)}", "")
        yield from (*_rule_table([entry for entry in own if entry["rule"].partition(".")[0] == area]), "")


def _rule_table(entries: list[catalogue.RuleEntry]) -> Iterator[str]:
    rows = [
        (f"`{e['rule']}`", e["sentence"], ", ".join(f"`{name}`" for name in e["types"]) or "every type")
        for e in entries
    ]
    return _table(("rule", "sentence", "judges"), rows)


def _commands() -> Iterator[str]:
    known = list(commands())
    records = [command for command in known if command.words[0] == "record"]
    yield from (
        "# Commands",
        "",
        _NOTE,
        "",
        "`coalition --help` and `--help` after any command say the same. [Exit codes and JSON](format.md) are the same",
        "for all commands.",
        "",
        "`coalition --install-completion bash` has the Tab key complete commands, options, event types, and the ids",
        "of coalitions, parties and the like that the ledger holds; zsh, fish and PowerShell are known too. What it",
        "installs is printed by `coalition --show-completion bash`. `coalition --version` tells the version.",
        "",
    )
    for command in known:
        if command.words[0] != "record":
            yield from _command(command)
    held = {group.name: group for group in groups()}["record"]
    yield from ("## coalition record", "", f"{held.sentence} What is the same for all types:", "")
    yield from (*_parameter_table([p for p in records[0].parameters if p.name in _shared()]), "")
    for command in records:
        yield from _record(command)


def _command(command: Command) -> Iterator[str]:
    usage = "".join(f" {_shown(p)}" for p in command.parameters if p.param_type_name == "argument")
    usage += " [OPTIONS]" if any(p.param_type_name == "option" for p in command.parameters) else ""
    yield from (f"## coalition {command.name}", "", command.sentence, "")
    yield from ("```sh", command.example, "```", "", f"Usage: `coalition {command.name}{usage}`", "")
    yield from (*_parameter_table(command.parameters), "")


def _record(command: Command) -> Iterator[str]:
    yield from (f"### coalition {command.name}", "", command.sentence, "", "```sh", command.example, "```", "")
    own = [p for p in command.parameters if p.name not in _shared()]
    yield from (*_parameter_table(own), "") if own else ("No options of its own.", "")


def _shared() -> tuple[str, ...]:
    return (*_OF_ALL_TYPES, *Event.model_fields)


def _parameter_table(parameters: list[Any]) -> Iterator[str]:
    return _table(("option", "meaning"), [(_spelled(parameter), _meaning(parameter)) for parameter in parameters])


def _spelled(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{_shown(parameter)}`"
    value = "" if parameter.is_flag else f" {parameter.metavar or 'VALUE'}"
    return ", ".join(f"`{name}{value}`" for name in parameter.opts)


def _meaning(parameter: Any) -> str:
    needed = " Needed." if parameter.required and parameter.param_type_name == "option" else ""
    return f"{parameter.help or ''}{needed}"


def _shown(argument: Any) -> str:
    name = argument.metavar or argument.name.upper()
    return str(name) if argument.required else f"[{name}]"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _title(area: str) -> str:
    return area.replace("_", " ").replace("-", " ").capitalize()


def _about(area: str) -> str:
    """The first sentence of the area's module, without the area's name."""
    first = (importlib.import_module(f"domain.{area}").__doc__ or "").strip().partition("\n\n")[0]
    said = " ".join(first.partition(": ")[2].split()) or first
    return said[0].upper() + said[1:]


if __name__ == "__main__":
    main()
