"""Reading: what the ledger holds, in tables for people or JSON for programs."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.asking import DATES, Asking, EventNumber, asks, party_option, since_option, until_option
from cli.called import check_named
from cli.completing import actors, areas, ids
from cli.conventions import EventType, Maybe, between, found, known_type, one_of, say, start

Party = Annotated[Maybe, party_option("Only what this party took part in.")]
Lane = Annotated[
    Maybe, typer.Option("--lane", metavar="AREA", help="Only one area, such as charter.", autocompletion=areas)
]
Since = Annotated[Maybe, since_option("Only what happened on or after that date.")]
Until = Annotated[Maybe, until_option("Only what happened until that date.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (show, timeline, session, log, event):
        app.command()(command)


@asks(*DATES)
def show(asking: Asking) -> None:
    """Show one screen: phase, members, charter, what is overdue and whose, open conflicts, what comes next.

    Example: coalition show i3t --as-of 2019-05-01
    """
    from cli.render.views import show as render
    from engine.audit.standing import standing
    from projections.monday import monday as view

    with asking.read(asking.about()) as reading:
        data = reading.heading(asking.constants()) | view(reading.history(), reading.about.as_of)
        data |= {"integrity": standing(reading.ledger, reading.coalition)}  # as it is now, whenever was asked about
        begun = "" if data["events"] else reading.begun()
    asking.answer(data, lambda: render(data, begun))


@asks(*DATES)
def timeline(asking: Asking, party: Party = None, lane: Lane = None, since: Since = None, until: Until = None) -> None:
    """Tell the story in order of time, a plain sentence each, with the phases.

    Example: coalition timeline i3t --party navy --since 2019-01-01
    """
    from cli.render.story import timeline as render
    from projections.timeline import timeline as view

    about = asking.about()
    first, last = between(since, until)
    area = None if lane is None else _area(lane)
    with asking.read(about) as reading:
        records = reading.history()
        check_named(reading.ledger, reading.coalition, party)
        told = view(records, about.as_of, party=party, lane=area, since=first, until=last)
        data = reading.heading() | told
    asking.answer(data, lambda: render(data))
    _say_where_empty(data["entries"])


@asks(*DATES)
def session(
    asking: Asking,
    session_id: Annotated[str, typer.Argument(metavar="SESSION", help="The session.", autocompletion=ids("session"))],
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, markdown or html, to be sent round.")
    ] = "text",
) -> None:
    """Print the Network Session Summary of one session.

    Example: coalition session leads developing-coalitions --format markdown
    """
    from projections.session import session as view

    one_of(tuple(_SUMMARIES), format_, "--format")
    with asking.read(asking.about()) as reading:
        records = reading.history()
        data = reading.heading() | found(lambda: view(records, session_id), "SESSION")
    asking.answer(data, lambda: _SUMMARIES[format_](data))


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


@asks(*DATES)
def log(
    asking: Asking,
    type_: EventType = None,
    by: Annotated[
        Maybe,
        typer.Option("--by", metavar="PARTY", help="Only what this party or person did.", autocompletion=actors),
    ] = None,
    since: Annotated[Maybe, since_option("Only what was recorded since.")] = None,
) -> None:
    """List the raw entries in the order of recording, voided ones too: who, when, recorded when and by whom.

    Example: coalition log i3t --type commitment-made --by navy
    """
    from cli.render.story import log as render
    from projections.log import log as view

    about, first = asking.about(), start(since, "--since")
    types = None if type_ is None else [known_type(type_)]
    with asking.read(about) as reading:
        entries, head = reading.stream(), reading.heading()
        check_named(reading.ledger, reading.coalition, by, "--by")
    happened_by = asking.happened_by(about)
    rows = view(entries, as_of=happened_by, known_at=about.known_at, types=types, by=by, since=first)
    asking.answer(head | {"entries": rows}, lambda: render(rows))
    _say_where_empty(rows)


@asks(*DATES)
def event(asking: Asking, number: EventNumber) -> None:
    """Show one entry: who, when, on what evidence, what it led to, what rests on it, who tells it otherwise.

    Example: coalition event i3t 12
    """
    from cli.render.views import event as render
    from projections.entry import entry as view

    about = asking.about()
    with asking.read(about) as reading:
        entries, head = reading.stream(), reading.heading()
    data = head | found(lambda: view(entries, number, asking.happened_by(about), about.known_at), "N")
    asking.answer(data, lambda: render(data))


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
