"""The commands of `coalition record`: one for every event type, made from its model when it is asked for."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from command_line import joined, new, run

from cli.record import command_for
from domain.event import Event, registry


@pytest.mark.parametrize("event_type", registry().values(), ids=lambda event_type: event_type.type)
def test_every_type_has_a_command_made_from_its_model(event_type: type[Event]) -> None:
    shown = run("record", event_type.type, "--help").out
    words = " ".join(shown.split())
    assert event_type.__doc__ is not None
    assert event_type.__doc__ in words
    assert f"Example: coalition record {event_type.type} i3t " in shown
    for field in event_type.model_fields:
        assert field == "coalition" or f"--{field.replace('_', '-')} " in shown


def test_the_list_of_types_is_grouped_by_area() -> None:
    shown = run("record", "--help").out
    assert "Common ground:\n" in shown
    assert all(f"  {name} " in shown for name in registry())


def test_only_the_command_asked_for_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []

    def counting(event_type: type[Event]) -> Any:
        built.append(event_type.type)
        return command_for(event_type)

    monkeypatch.setattr("cli.record.command_for", counting)
    new()
    run("record", "--help")
    run("show", "g")
    assert built == []
    joined("nasa")
    assert built == ["party-joined"]


def test_only_the_models_that_are_needed_are_built() -> None:
    script = (
        "import sys; from cli.main import main\n"
        "sys.argv = ['coalition', 'record', 'party-joined', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "from domain.event import registry\n"
        "print([name for name, model in registry().items() if model.__pydantic_complete__])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"
