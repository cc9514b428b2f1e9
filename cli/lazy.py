"""`coalition record TYPE`: a command per event type, of which only the one asked for is built."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup


class Lazy(TyperGroup):
    """A group whose commands are the event types."""

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
