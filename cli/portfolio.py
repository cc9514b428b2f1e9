"""The portfolio: all coalitions of the ledger side by side, and the care of what is stored of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeAlias, get_args

import typer

from cli.asking import party_option
from cli.called import those_there
from cli.completing import columns, everybody, phases, states
from cli.conventions import (
    Asked,
    AsOf,
    Json,
    KnownAt,
    Maybe,
    Store,
    WeightsFile,
    answer,
    asked,
    found,
    leave_where_false,
    one_of,
    opened,
    say,
    weighed,
)
from cli.render.patience import patience

if TYPE_CHECKING:
    from projections.portfolio import Portfolio

views_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look after the materialised views.")

Phase = Annotated[
    Maybe,
    typer.Option("--phase", metavar="PHASE", help="Only those in a phase, such as chartered.", autocompletion=phases),
]
State = Annotated[
    Maybe,
    typer.Option(
        "--state",
        metavar="STATE",
        help="Only those whose momentum is in a state, such as stalled.",
        autocompletion=states,
    ),
]
Party = Annotated[Maybe, party_option("Only those that this party is in.", everybody)]
ByParty = Annotated[bool, typer.Option("--parties", help="List the parties instead, each across its coalitions.")]
Sort = Annotated[
    Maybe,
    typer.Option("--sort", metavar="COLUMN", help="In the order of a column, such as overdue.", autocompletion=columns),
]
Descending = Annotated[bool, typer.Option("--descending", help="The largest or latest first.")]

_Row: TypeAlias = dict[str, Any]


class _Among(NamedTuple):
    """Which rows are asked for: of coalitions or of parties, and of which."""

    by_party: bool
    phase: str | None
    state: str | None
    party: str | None


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("list")(list_)
    app.add_typer(views_app, name="views")


def list_(
    phase: Phase = None,
    state: State = None,
    party: Party = None,
    by_party: ByParty = False,
    sort: Sort = None,
    descending: Descending = False,
    weights: WeightsFile = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """List the coalitions of the ledger: phase, age, members, momentum, kept rate, overdue, last activity.

    Example: coalition list --state stalled --sort overdue --descending
    """
    from cli.render.portfolio import rows as render
    from domain.coalition import Phase as Phases
    from projections.momentum import State as States
    from projections.portfolio import Portfolio

    one_of(get_args(Phases), phase, "--phase")
    one_of(get_args(States), state, "--state")
    about, among = asked(as_of, known_at, None), _Among(by_party, phase, state, party)
    with opened(store) as ledger:
        portfolio = Portfolio(ledger, weights=weighed(weights))
        if weights is None:  # what other constants give is not stored
            _caught_up(portfolio)
        head = about.told() | {"weights": portfolio.weights.digest} | portfolio.status()
        rows = _parties(portfolio, about, among) if by_party else _coalitions(portfolio, about, among)
        where_none = None if rows else _nothing_listed(portfolio, about, among)
    rows = _ordered(rows, sort, descending, among)
    data = head | {"parties" if by_party else "coalitions": rows}
    answer(as_json, data, lambda: render(rows, by_party, sort) if rows else None)
    if where_none:
        say(where_none)
    _leave_where_unreadable(rows)


@views_app.command()
def status(store: Store = None, as_json: Json = False) -> None:
    """Tell how far the materialised views are behind the ledger; reading them catches up.

    Example: coalition views status --json
    """
    from cli.render.text import line
    from projections.portfolio import Portfolio

    with opened(store) as ledger:
        data = {"portfolio": Portfolio(ledger).status()}

    def render() -> None:
        for view, told in data.items():
            if told["behind"] is None:
                line(f"{view}: how far it is behind {told['head']} events cannot be told now. Try again")
            else:
                line(f"{view}: {told['behind']} of {told['head']} events behind")

    answer(as_json, data, render)


@views_app.command()
def rebuild(store: Store = None, as_json: Json = False) -> None:
    """Drop the materialised views and make them anew from the events; nothing of the ledger is touched.

    Example: coalition views rebuild
    """
    from cli.render.text import line
    from engine.views import unhurried
    from projections.portfolio import Portfolio

    with opened(store) as ledger:
        portfolio = Portfolio(ledger)
        with unhurried(ledger), patience("Rebuilding the portfolio") as tell:
            portfolio.rebuild(_telling(tell))
        data = {"portfolio": portfolio.status()}
    answer(as_json, data, lambda: line(f"Rebuilt the portfolio from {data['portfolio']['position']} events."))


def _coalitions(portfolio: Portfolio, about: Asked, among: _Among) -> list[_Row]:
    from projections.portfolio import chosen

    rows = portfolio.rows(about.as_of, about.known_at, party=among.party)
    return chosen(rows, among.phase, among.state)


def _parties(portfolio: Portfolio, about: Asked, among: _Among) -> list[_Row]:
    """The parties across the coalitions in that phase and state."""
    coalitions = None
    if among.phase or among.state:
        coalitions = [row["coalition"] for row in _coalitions(portfolio, about, among._replace(party=None))]
    rows = portfolio.parties(about.as_of, about.known_at, among=coalitions)
    return [row for row in rows if among.party in (None, row["party"])]


def _ordered(rows: list[_Row], sort: str | None, descending: bool, among: _Among) -> list[_Row]:
    """The rows in the order asked for; wrong usage where there is no such column."""
    from projections.portfolio import ordered

    if sort is None and not descending:
        return rows
    column = sort or ("party" if among.by_party else "coalition")
    return list(found(lambda: {"rows": ordered(rows, column, descending)}, "--sort")["rows"])


def _nothing_listed(portfolio: Portfolio, about: Asked, among: _Among) -> str:
    """Why there is no row."""
    if not portfolio.status()["head"]:
        return "The ledger holds no coalition yet."
    if among.party is not None:
        known = [row["party"] for row in portfolio.parties(about.as_of, about.known_at)]
        if among.party not in known:
            return f"There is no party {among.party!r} in any coalition; {those_there(known, among.party)}."
    return "There is nobody like that." if among.by_party else "There is no coalition like that."


def _caught_up(portfolio: Portfolio) -> None:
    """Catch up; where nothing can be written, say how far behind the view is, which is then made up for in memory."""
    from eventsourcing.persistence import PersistenceError

    try:
        with patience("Catching up") as tell:
            portfolio.catch_up(_telling(tell))
    except PersistenceError as fault:
        behind, why = portfolio.status()["behind"], str(fault).partition("\n")[0]  # a server adds the statement
        if behind is None:
            say(f"How far the portfolio is behind cannot be told ({why}); all of it is read anew for now.")
        elif behind:
            say(f"The portfolio is {behind} events behind and cannot be stored ({why}); those are read anew for now.")
        else:  # what time has changed
            say(f"The portfolio of today cannot be stored ({why}); what has changed is made anew for now.")


def _telling(tell: Callable[[str], None]) -> Callable[[int, int], None]:
    return lambda done, of: tell(f"{done} of {of} coalitions")


def _leave_where_unreadable(rows: list[_Row]) -> None:
    faults = [row["fault"] for row in rows if row.get("fault")]
    for fault in faults:
        say(fault)
    leave_where_false(not faults)
