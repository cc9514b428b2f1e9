"""Reading: what the ledger holds, in tables for people or JSON for programs."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.called import check_named
from cli.completing import actors, areas, ids, parties
from cli.conventions import (
    AsOf,
    AtVersion,
    CoalitionId,
    EventType,
    Json,
    KnownAt,
    Maybe,
    Store,
    answer,
    asked,
    between,
    found,
    heading,
    history,
    known_type,
    one_of,
    opened,
    pinned,
    say,
    start,
    stream,
)

Party = Annotated[
    Maybe,
    typer.Option("--party", metavar="PARTY", help="Only what this party took part in.", autocompletion=parties),
]
Lane = Annotated[
    Maybe, typer.Option("--lane", metavar="AREA", help="Only one area, such as charter.", autocompletion=areas)
]
Since = Annotated[Maybe, typer.Option("--since", metavar="DATE", help="Only what happened on or after that date.")]
Until = Annotated[Maybe, typer.Option("--until", metavar="DATE", help="Only what happened until that date.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (show, timeline, session, log, event):
        app.command()(command)


def show(
    coalition: CoalitionId,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Show one screen: phase, members, charter, what is overdue and whose, open conflicts, what comes next.

    Example: coalition show i3t --as-of 2019-05-01
    """
    from cli.render.views import show as render
    from projections.monday import monday as view
    from projections.weights import shipped

    about = asked(as_of, known_at, at_version)
    with opened(store) as ledger:
        about = pinned(ledger, coalition, about)
        head = heading(ledger, coalition, about) | {"weights": shipped().digest}
        data = head | view(history(ledger, coalition, about), about.as_of)
    answer(as_json, data, lambda: render(data))


def timeline(
    coalition: CoalitionId,
    party: Party = None,
    lane: Lane = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Tell the story in order of time, a plain sentence each, with the phases.

    Example: coalition timeline i3t --party navy --since 2019-01-01
    """
    from cli.render.story import timeline as render
    from projections.timeline import timeline as view

    about = asked(as_of, known_at, at_version)
    first, last = between(since, until)
    area = None if lane is None else _area(lane)
    with opened(store) as ledger:
        about = pinned(ledger, coalition, about)
        records = history(ledger, coalition, about)
        check_named(ledger, coalition, party)
        told = view(records, about.as_of, party=party, lane=area, since=first, until=last)
        data = heading(ledger, coalition, about) | told
    answer(as_json, data, lambda: render(data))
    _say_where_empty(data["entries"])


def session(
    coalition: CoalitionId,
    session_id: Annotated[str, typer.Argument(metavar="SESSION", help="The session.", autocompletion=ids("session"))],
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, markdown or html, to be sent round.")
    ] = "text",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Print the Network Session Summary of one session.

    Example: coalition session leads developing-coalitions --format markdown
    """
    from projections.session import session as view

    one_of(tuple(_SUMMARIES), format_, "--format")
    about = asked(as_of, known_at, at_version)
    with opened(store) as ledger:
        about = pinned(ledger, coalition, about)
        records = history(ledger, coalition, about)
        data = heading(ledger, coalition, about) | found(lambda: view(records, session_id), "SESSION")
    answer(as_json, data, lambda: _SUMMARIES[format_](data))


def _as_text(data: dict[str, Any]) -> None:
    from cli.render.views import session as render

    render(data)


def _as_markdown(data: dict[str, Any]) -> None:
    from cli.render.summary import markdown

    typer.echo(markdown(data), nl=False)


def _as_html(data: dict[str, Any]) -> None:
    from cli.page import with_libraries
    from cli.render.summary import html

    typer.echo(with_libraries(lambda: html(data)))


_SUMMARIES = {"text": _as_text, "markdown": _as_markdown, "html": _as_html}


def log(
    coalition: CoalitionId,
    type_: EventType = None,
    by: Annotated[
        Maybe,
        typer.Option("--by", metavar="PARTY", help="Only what this party or person did.", autocompletion=actors),
    ] = None,
    since: Annotated[Maybe, typer.Option("--since", metavar="DATE", help="Only what was recorded since.")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """List the raw entries in the order of recording, voided ones too: who, when, recorded when and by whom.

    Example: coalition log i3t --type commitment-made --by navy
    """
    from cli.render.story import log as render
    from projections.log import log as view

    about, first = asked(as_of, known_at, at_version), start(since, "--since")
    types = None if type_ is None else [known_type(type_)]
    happened_by = None if as_of is None else about.as_of
    with opened(store) as ledger:
        about = pinned(ledger, coalition, about)
        entries = stream(ledger, coalition, about)
        head = heading(ledger, coalition, about)
        check_named(ledger, coalition, by, "--by")
    rows = view(entries, as_of=happened_by, known_at=about.known_at, types=types, by=by, since=first)
    answer(as_json, head | {"entries": rows}, lambda: render(rows))
    _say_where_empty(rows)


def event(
    coalition: CoalitionId,
    number: Annotated[int, typer.Argument(metavar="N", help="The number of the event.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Show one entry: who, when, on what evidence, what it led to, what rests on it, who tells it otherwise.

    Example: coalition event i3t 12
    """
    from cli.render.views import event as render
    from projections.entry import entry as view

    about = asked(as_of, known_at, at_version)
    happened_by = None if as_of is None else about.as_of
    with opened(store) as ledger:
        about = pinned(ledger, coalition, about)
        entries = stream(ledger, coalition, about)
        head = heading(ledger, coalition, about)
    data = head | found(lambda: view(entries, number, happened_by, about.known_at), "N")
    answer(as_json, data, lambda: render(data))


def _area(name: str) -> str:
    """An area of the vocabulary; wrong usage where there is none of that name."""
    from domain.event import AREAS

    area = name.replace("-", "_").replace(" ", "_")
    if area not in AREAS:
        known = ", ".join(area.replace("_", "-") for area in AREAS)
        raise typer.BadParameter(f"{name!r} is no area of the vocabulary; there are {known}", param_hint="--lane")
    return area


def _say_where_empty(entries: list[Any]) -> None:
    if not entries:
        say("No entry is like that.")
