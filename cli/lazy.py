"""Groups of which only the command asked for is built: building all of them takes longer than most of them run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup
from typer.main import get_command_from_info, get_command_name, get_group_from_info
from typer.models import CommandInfo, TyperInfo

from cli.shells import with_shell


class OnDemand(TyperGroup):
    """A group of the commands and groups that are entered in `entered`."""

    entered: ClassVar[typer.Typer] = typer.Typer()

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"commands": _Built(self.entered)})

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all; nothing needs to be built for that."""
        return list(self.commands)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the options off a command line; those of completion can do without a value."""
        return super().parse_args(ctx, with_shell(args))


class _Built(Mapping[str, Any]):
    """The commands of an app by name, each built when it is looked up."""

    def __init__(self, app: typer.Typer) -> None:
        entered: list[CommandInfo | TyperInfo] = [*app.registered_commands, *app.registered_groups]
        self._entered = {_name(info): info for info in entered}

    def __getitem__(self, name: str) -> Any:
        info = self._entered[name]
        if isinstance(info, CommandInfo):
            return get_command_from_info(info, pretty_exceptions_short=True, rich_markup_mode=None)
        return get_group_from_info(info, pretty_exceptions_short=True, suggest_commands=True, rich_markup_mode=None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entered)

    def __len__(self) -> int:
        return len(self._entered)


def _name(info: CommandInfo | TyperInfo) -> str:
    return str(info.name or get_command_name(getattr(info.callback, "__name__", "")))


class Lazy(TyperGroup):
    """`coalition record TYPE`: a group whose commands are the event types."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The types of the vocabulary, in its order."""
        from domain.event import registry

        return list(registry())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of one type, built when it is asked for."""
        from domain.event import registry

        event_type = registry().get(cmd_name)
        if event_type is None:
            return None
        from cli.record import command_for

        return command_for(event_type)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command asked for; where there is none of that name, the nearest is suggested."""
        from cli.conventions import known_type

        known_type(args[0])
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The types whose names start so, with their sentences; their commands are not built for that."""
        from typer._click.shell_completion import CompletionItem

        from domain.event import registry

        types = registry().items()
        return [CompletionItem(name, help=kind.__doc__) for name, kind in types if name.startswith(incomplete)]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The types grouped by area, each with its sentence."""
        from domain.event import registry

        areas: dict[str, list[tuple[str, str]]] = {}
        for name, event_type in registry().items():
            mark = " (derived by the rules; by hand only attested)" if event_type.derived else ""
            areas.setdefault(event_type.area, []).append((name, (event_type.__doc__ or "") + mark))
        for area, rows in areas.items():
            with formatter.section(area.replace("_", " ").capitalize()):
                formatter.write_dl(rows)
