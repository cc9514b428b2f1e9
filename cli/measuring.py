"""Measuring: what a history means, on any date, and why; a command for each measure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from cli.called import check_named
from cli.conventions import (
    Asked,
    AsOf,
    AtVersion,
    CoalitionId,
    Json,
    KnownAt,
    Store,
    WeightsFile,
    answer,
    asked,
    between,
    heading,
    history,
    moment,
    opened,
    pinned,
    say,
    weighed,
)

Maybe = Optional[str]  # noqa: UP045
Since = Annotated[Maybe, typer.Option("--since", metavar="DATE", help="Only rows of that date or later.")]
Until = Annotated[Maybe, typer.Option("--until", metavar="DATE", help="Only rows until that date.")]
#: Those that have rows of a date; the same as `projections.choosing.DATED`, without importing that for each command.
DATED = frozenset(("accountability", "momentum", "participation", "conflicts", "decisions", "resources"))
Party = Annotated[Maybe, typer.Option("--party", metavar="PARTY", help="Only what concerns this party.")]
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

    def whole(
        coalition: CoalitionId,
        party: Party = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_version: AtVersion = None,
        weights: WeightsFile = None,
        store: Store = None,
        as_json: Json = False,
    ) -> None:
        _measure(measure, coalition, party, None, None, asked(as_of, known_at, at_version), weights, store, as_json)

    def dated(
        coalition: CoalitionId,
        party: Party = None,
        since: Since = None,
        until: Until = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_version: AtVersion = None,
        weights: WeightsFile = None,
        store: Store = None,
        as_json: Json = False,
    ) -> None:
        _measure(measure, coalition, party, since, until, asked(as_of, known_at, at_version), weights, store, as_json)

    return dated if measure in DATED else whole


def _measure(
    measure: str,
    coalition: str,
    party: str | None,
    since: str | None,
    until: str | None,
    about: Asked,
    weights: Path | None,
    store: str | None,
    as_json: bool,
) -> None:
    from projections import measures

    first, last = between(since, until)
    constants = weighed(weights)
    with opened(store) as ledger:
        about = pinned(ledger, coalition, about)
        check_named(ledger, coalition, party)
        found = measures.measured(measure, history(ledger, coalition, about), about.as_of, constants)
        head = heading(ledger, coalition, about) | {"weights": constants.digest}
    if "coalition" in found:  # figures of the whole stand under that name; the id stands beside them
        head |= {"id": coalition}
    data = measures.between(found if party is None else measures.of_party(found, party), first, last)
    answer(as_json, head | data, lambda: _tables(measure, data))
    if measure == "momentum" and party is not None:
        say(f"Momentum is of the whole coalition: --party {party} leaves nothing out of it.")


def _tables(measure: str, data: dict[str, Any]) -> None:
    """A measure in tables; where none of them has a row, it says so."""
    from cli.render import measures as render

    if not render.tables(measure, data):
        say("There is nothing of that kind.")


def why(
    coalition: CoalitionId,
    path: Annotated[str, typer.Argument(metavar="VIEW.PATH", help="The figure, such as momentum.score.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    weights: WeightsFile = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """List the events behind a figure, with what each adds to it.

    Example: coalition why i3t accountability.parties.navy.kept_rate
    """
    from cli.render import measures as render
    from projections.why import why as view

    about, constants = asked(as_of, known_at, at_version), weighed(weights)
    with opened(store) as ledger:
        about = pinned(ledger, coalition, about)
        try:
            found = view(path, history(ledger, coalition, about), about.as_of, constants)
        except LookupError as nothing:
            raise typer.BadParameter(str(nothing.args[0]), param_hint="VIEW.PATH") from None
        data = heading(ledger, coalition, about) | {"weights": constants.digest} | found
    answer(as_json, data, lambda: render.why(data))


def diff(
    coalition: CoalitionId,
    since: Annotated[str, typer.Option("--from", metavar="D1", help="A date, or a version as a plain number.")],
    until: Annotated[str, typer.Option("--to", metavar="D2", help="A later date or version.")],
    known_at: KnownAt = None,
    weights: WeightsFile = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Tell what changed between two dates or versions, view by view, and which events made each difference.

    Example: coalition diff i3t --from 2018-12-31 --to 2019-06-30
    """
    from cli.render import measures as render
    from domain.values import rfc3339
    from projections.measures import diff as view

    constants = weighed(weights)
    points = _points(since, until, known_at)
    with opened(store) as ledger:
        one, other = (pinned(ledger, coalition, point) for point in points)
        before, after = (history(ledger, coalition, point) for point in (one, other))
        found = view((before, one.as_of), (after, other.as_of), constants)
        data = heading(ledger, coalition, other) | {"weights": constants.digest, "from": since, "to": until}
    data |= {"read_at": {"from": rfc3339(one.as_of), "to": rfc3339(other.as_of)}} | found
    answer(as_json, data, lambda: render.diff(data))


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
