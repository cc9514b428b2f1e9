"""The portfolio: all coalitions of the ledger side by side, and the care of what is stored of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from cli.called import those_there
from cli.conventions import (
    DOES_NOT_HOLD,
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
    one_of,
    opened,
    say,
    weighed,
)
from cli.render.patience import patience

if TYPE_CHECKING:
    from projections.portfolio import Portfolio

views_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look after the materialised views.")

Phase = Annotated[Maybe, typer.Option("--phase", metavar="PHASE", help="Only those in a phase, such as chartered.")]
State = Annotated[
    Maybe, typer.Option("--state", metavar="STATE", help="Only those whose momentum is in a state, such as stalled.")
]
Party = Annotated[Maybe, typer.Option("--party", metavar="PARTY", help="Only those that this party is in.")]
ByParty = Annotated[bool, typer.Option("--parties", help="List the parties instead, each across its coalitions.")]
Sort = Annotated[Maybe, typer.Option("--sort", metavar="COLUMN", help="In the order of a column, such as overdue.")]
Descending = Annotated[bool, typer.Option("--descending", help="The largest or latest first.")]


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
    from domain.coalition import Phase as Phases
    from projections.momentum import State as States
    from projections.portfolio import Portfolio, chosen, ordered

    one_of(get_args(Phases), phase, "--phase")
    one_of(get_args(States), state, "--state")
    about = asked(as_of, known_at, None)
    with opened(store) as ledger:
        portfolio = Portfolio(ledger, weights=weighed(weights))
        if weights is None:  # what other constants give is not stored
            _caught_up(portfolio)
        head = _heading(portfolio, about.as_of, about.known_at)
        if by_party:
            rows = _parties(portfolio, about, phase, state, party)
        else:
            rows = chosen(portfolio.rows(about.as_of, about.known_at, party=party), phase, state)
        where_none = None if rows else _nothing_listed(portfolio, about, by_party, party)
    if sort is not None or descending:
        column = sort or ("party" if by_party else "coalition")
        rows = found(lambda: {"rows": ordered(rows, column, descending)}, "--sort")["rows"]
    data = head | {"parties" if by_party else "coalitions": rows}
    answer(as_json, data, lambda: _render(rows, by_party) if rows else None)
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
            line(f"{view}: {told['behind']} of {told['head']} events behind")

    answer(as_json, data, render)


@views_app.command()
def rebuild(store: Store = None, as_json: Json = False) -> None:
    """Drop the materialised views and make them anew from the events; nothing of the ledger is touched.

    Example: coalition views rebuild
    """
    from cli.render.text import line
    from projections.portfolio import Portfolio

    with opened(store) as ledger:
        portfolio = Portfolio(ledger)
        with patience("Rebuilding the portfolio") as tell:
            portfolio.rebuild(_telling(tell))
        data = {"portfolio": portfolio.status()}
    answer(as_json, data, lambda: line(f"Rebuilt the portfolio from {data['portfolio']['position']} events."))


def _parties(
    portfolio: Portfolio, about: Asked, phase: str | None, state: str | None, party: str | None
) -> list[dict[str, Any]]:
    """The parties across the coalitions in that phase and state."""
    from projections.portfolio import chosen

    among = None
    if phase or state:
        among = [row["coalition"] for row in chosen(portfolio.rows(about.as_of, about.known_at), phase, state)]
    rows = portfolio.parties(about.as_of, about.known_at, among=among)
    return [row for row in rows if party in (None, row["party"])]


def _nothing_listed(portfolio: Portfolio, about: Asked, by_party: bool, party: str | None) -> str:
    """Why there is no row."""
    if not portfolio.status()["head"]:
        return "The ledger holds no coalition yet."
    known = [] if party is None else [row["party"] for row in portfolio.parties(about.as_of, about.known_at)]
    if party is not None and party not in known:
        return f"There is no party {party!r} in any coalition; {those_there(known, party)}."
    return "There is nobody like that." if by_party else "There is no coalition like that."


def _caught_up(portfolio: Portfolio) -> None:
    """Catch up; where nothing can be written, say how far behind the view is, which is then made up for in memory."""
    from eventsourcing.persistence import PersistenceError

    try:
        with patience("Catching up") as tell:
            portfolio.catch_up(_telling(tell))
    except PersistenceError as fault:
        behind = portfolio.status()["behind"]
        say(f"The portfolio is {behind} events behind and cannot be stored ({fault}); those are read anew for now.")


def _telling(tell: Callable[[str], None]) -> Callable[[int, int], None]:
    return lambda done, of: tell(f"{done} of {of} coalitions")


def _heading(portfolio: Portfolio, as_of: datetime, known_at: datetime | None) -> dict[str, Any]:
    from domain.values import rfc3339

    dates = {"as_of": rfc3339(as_of), "known_at": None if known_at is None else rfc3339(known_at)}
    return dates | {"weights": portfolio.weights.digest} | portfolio.status()


def _render(rows: list[dict[str, Any]], by_party: bool) -> None:
    from cli.render.text import table

    told = _party if by_party else _coalition
    columns = list(told({}))
    table(columns, [list(told(row).values()) for row in rows])


def _coalition(row: dict[str, Any]) -> dict[str, Any]:
    get = row.get
    return {
        "coalition": get("coalition"),
        "name": get("name"),
        "phase": get("phase"),
        "age": _with(get("age_days"), "{} d"),
        "members": get("members"),
        "momentum": _with(get("momentum"), "{:z.1f}"),
        "state": get("momentum_state"),
        "kept": _rate(row),
        "overdue": get("overdue"),
        "last activity": (get("last_activity") or "")[:10],
        "events": get("events"),
    }


def _party(row: dict[str, Any]) -> dict[str, Any]:
    get = row.get
    return {
        "party": get("party"),
        "name": get("name"),
        "coalitions": get("coalitions"),
        "commitments": get("commitments"),
        "kept": _rate(row),
        "overdue": get("overdue"),
    }


def _rate(row: dict[str, Any]) -> str | None:
    """A rate with what it rests on; nothing where that is nothing."""
    kept = row.get("kept_rate")
    return None if kept is None else f"{kept:.0%} of {row['kept_rate_n']}"


def _with(value: float | None, form: str) -> str | None:
    return None if value is None else form.format(value)


def _leave_where_unreadable(rows: list[dict[str, Any]]) -> None:
    faults = [row["fault"] for row in rows if row.get("fault")]
    for fault in faults:
        say(fault)
    if faults:
        raise typer.Exit(DOES_NOT_HOLD)
