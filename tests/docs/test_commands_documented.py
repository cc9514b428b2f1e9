"""Every command explains itself, answers programs, and is shown at work somewhere in the documents."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
from doc_console import blocks, documents, generator, steps

from cli.fields import field_value
from domain.catalogue import example
from domain.event import Event, registry
from domain.shape import parsed

GENERATE = generator()
COMMANDS = {command.name: command for command in GENERATE.commands()}
RECORDING = {name: command for name, command in COMMANDS.items() if command.words[0] == "record"}
#: They make a ledger or a file, and have nothing to tell a program that their exit code does not.
MAKERS = {"demo", "restore", "export", "store backup"}


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_a_command_does_and_gives_an_example(name: str) -> None:
    command = COMMANDS[name]
    assert command.sentence.endswith("."), "what it does is a sentence"
    assert command.example.startswith(f"coalition {name}")


@pytest.mark.parametrize("group", list(GENERATE.groups()), ids=lambda group: group.name)
def test_a_group_says_what_it_holds(group: Any) -> None:
    assert group.sentence.endswith(".")


def test_every_type_of_the_vocabulary_has_a_command() -> None:
    assert list(RECORDING) == [f"record {name}" for name in registry()]


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - MAKERS))
def test_a_command_that_has_something_to_tell_tells_it_in_json(name: str) -> None:
    assert "--json" in {spelled for parameter in COMMANDS[name].parameters for spelled in parameter.opts}


def test_every_command_is_shown_at_work() -> None:
    shown = {
        step.command.removeprefix("coalition ")
        for page in documents()
        for block in blocks(page)
        if block.language == "console"
        for step in steps(block)
        if step.command.startswith("coalition ")
    }
    unseen = [
        name for name in COMMANDS.keys() - RECORDING.keys() if not any(f"{s} ".startswith(f"{name} ") for s in shown)
    ]
    assert unseen == []


@pytest.mark.parametrize("event_type", list(registry().values()), ids=lambda event_type: event_type.type)
def test_the_example_of_a_type_is_an_event_of_it(event_type: type[Event]) -> None:
    """The options of the example, read as the command reads them, make an event that lacks nothing."""
    command = COMMANDS[f"record {event_type.type}"].command
    arguments = shlex.split(example(event_type))
    with command.make_context(event_type.type, ["i3t", *arguments]) as context:
        given = {name: value for name, value in context.params.items() if value and name in event_type.model_fields}
    fields = {name: field_value(event_type, name, value) for name, value in given.items() if name != "coalition"}
    event = parsed({"coalition": "i3t", "type": event_type.type, **fields})
    assert event.missing() == []
