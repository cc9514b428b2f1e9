"""Measuring: what a history means, on any date, and why; a command for each measure."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.asking import FIGURE, Asking, Reading, asks, party_option, since_option, until_option
from cli.called import check_named
from cli.completing import figures
from cli.conventions import Asked, Maybe, asked, between, found, moment, opened, say

Since = Annotated[Maybe, since_option("Only rows of that date or later.")]
Until = Annotated[Maybe, until_option("Only rows until that date.")]
#: Those that have rows of a date; the same as `projections.choosing.DATED`, without importing that for each command.
DATED = frozenset(("accountability", "momentum", "participation", "conflicts", "decisions", "resources"))
Party = Annotated[Maybe, party_option("Only what concerns this party.")]
_HELP = {
    "accountability": "Who promised what, what was kept, what is overdue and whose.",
    "momentum": "How much is under way, whether it grows, and what drives it.",
    "trust": "What each party may expect of each other, and how far it says it trusts.",
    "participation": "Who takes part, how often, and how diverse the coalition is.",
    "reciprocity": "Who gave what to whom, and where it only goes one way.",
    "collaboration": "How closely each pair works together, and what the next level needs.",
    "conflicts": "Where each conflict stands and what blocks its next step.",
    "decisions": "What was proposed, how each party stands, and what came of it.",
    "factors": "Which conditions of success are there, weak, absent or unknown.",
    "resources": "What was approved and spent, pledged and received, and what is at risk.",
}


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for measure, sentence in _HELP.items():
        app.command(measure, help=f"{sentence}\n\nExample: coalition {measure} i3t --as-of 2019-06-30")(
            _command(measure)
        )
    app.command()(why)
    app.command()(diff)


def _command(measure: str) -> Any:
    """The command of a measure; one that has rows of a date can be asked for those between two."""

    @asks(*FIGURE)
    def whole(asking: Asking, party: Party = None) -> None:
        _measure(measure, asking, party, None, None)

    @asks(*FIGURE)
    def dated(asking: Asking, party: Party = None, since: Since = None, until: Until = None) -> None:
        _measure(measure, asking, party, since, until)

    return dated if measure in DATED else whole


def _measure(measure: str, asking: Asking, party: str | None, since: str | None, until: str | None) -> None:
    from projections import measures

    about = asking.about()
    first, last = between(since, until)
    constants = asking.constants()
    with asking.read(about) as reading:
        check_named(reading.ledger, reading.coalition, party)
        measured = measures.measured(measure, reading.history(), about.as_of, constants)
        head = reading.heading(constants)
    if "coalition" in measured:  # figures of the whole stand under that name; the id stands beside them
        head |= {"id": asking.coalition}
    data = measures.between(measured if party is None else measures.of_party(measured, party), first, last)
    asking.answer(head | data, lambda: _tables(measure, data))
    if measure == "momentum" and party is not None:
        say(f"Momentum is of the whole coalition: --party {party} leaves nothing out of it.")


def _tables(measure: str, data: dict[str, Any]) -> None:
    """A measure in tables; where none of them has a row, it says so."""
    from cli.render import measures as render

    if not render.tables(measure, data):
        say("There is nothing of that kind.")


@asks(*FIGURE)
def why(
    asking: Asking,
    path: Annotated[
        str, typer.Argument(metavar="VIEW.PATH", help="The figure, such as momentum.score.", autocompletion=figures)
    ],
) -> None:
    """List the events behind a figure, with what each adds to it.

    Example: coalition why i3t accountability.parties.navy.kept_rate
    """
    from cli.render import measures as render
    from projections.why import why as view

    about, constants = asking.about(), asking.constants()
    with asking.read(about) as reading:
        records = reading.history()
        told = found(lambda: view(path, records, about.as_of, constants), "VIEW.PATH")
        data = reading.heading(constants) | told
    asking.answer(data, lambda: render.why(data))


@asks("known_at", "weights")
def diff(
    asking: Asking,
    since: Annotated[str, typer.Option("--from", metavar="D1", help="A date, or a version as a plain number.")],
    until: Annotated[str, typer.Option("--to", metavar="D2", help="A later date or version.")],
) -> None:
    """Tell what changed between two dates or versions, view by view, and which events made each difference.

    Example: coalition diff i3t --from 2018-12-31 --to 2019-06-30
    """
    from cli.render import measures as render
    from domain.values import rfc3339
    from projections.measures import diff as view

    constants = asking.constants()
    one, other = _points(since, until, asking.known_at)
    with opened(asking.store) as ledger:
        before, after = (Reading.of(ledger, asking.coalition, point) for point in (one, other))
        differing = view((before.history(), one.as_of), (after.history(), other.as_of), constants)
        data = after.heading(constants) | {"from": since, "to": until}
    data |= {"read_at": {"from": rfc3339(one.as_of), "to": rfc3339(other.as_of)}} | differing
    asking.answer(data, lambda: render.diff(data))


def _points(since: str, until: str, known_at: str | None) -> tuple[Asked, Asked]:
    """Both sides of a comparison: dates, or versions, which are all read at one instant, now; wrong usage if reversed.

    Of a date and a version neither is the earlier.
    """
    now = asked(None, known_at, None)
    one, other = _point(since, now, "--from"), _point(until, now, "--to")
    if since.isdecimal() == until.isdecimal() and (one.as_of, one.at_version or 0) > (
        other.as_of,
        other.at_version or 0,
    ):
        raise typer.BadParameter(f"{since} is later than {until}: give the earlier first", param_hint="--from")
    return one, other


def _point(text: str, now: Asked, option: str) -> Asked:
    """A date, or a version of the ledger."""
    if text.isdecimal():
        return now._replace(at_version=int(text))
    return now._replace(as_of=moment(text, option))
