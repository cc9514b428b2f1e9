"""Portfolio: all coalitions of a ledger side by side, and what each party does across them.

Of each coalition: its phase, its age in days (until it ended), how many members it has, its momentum and the state of
that (`projections.momentum`), its kept rate and overdue commitments (`projections.accountability`), and its last
activity. A party's kept rate across coalitions = its commitments kept by the first due date ÷ those first due by now,
over all of them together: a coalition in which it promised much weighs more. Parties of the same id are the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from domain.event import Recorded
from domain.values import instant
from engine.audit.faults import Fault
from engine.ledger import Clock, Ledger, now
from projections.curve import left
from projections.follow import Follower, Made, Progress, Row
from projections.moments import days
from projections.summary import Word, is_summary, summary
from projections.weights import Weights, shipped

#: Counted up when what is stored comes to be made otherwise: what was stored before is not read any more then.
_LAYOUT = 2

#: What is told of a coalition, and of a party.
COLUMNS = (
    "coalition",
    "name",
    "phase",
    "opened_at",
    "ended_at",
    "age_days",
    "members",
    "momentum",
    "momentum_state",
    "kept_rate",
    "kept_rate_n",
    "overdue",
    "last_activity",
    "events",
    "version",
)
PARTY_COLUMNS = ("party", "name", "coalitions", "present_in", "commitments", "kept_rate", "kept_rate_n", "overdue")
_DATES = ("opened_at", "ended_at", "last_activity")


class Portfolio:
    """The portfolio of a ledger, stored beside it and caught up from where it stopped."""

    def __init__(self, ledger: Ledger, clock: Clock = now, weights: Weights | None = None) -> None:
        self.weights, self._clock = weights or shipped(), clock
        self._follower = Follower(ledger, f"portfolio {_LAYOUT} {self.weights.digest}", self._made, clock, is_summary)

    def status(self) -> dict[str, Any]:
        """`{"position", "head", "behind"}`: how far the events of the ledger are in what is stored.

        Position and behind are null where somebody else has what is stored to themselves, so that nobody can tell.
        """
        return self._follower.status()._asdict()

    def catch_up(self, progress: Progress | None = None) -> None:
        """Take in what was recorded since, and store it. Raises PersistenceError where that cannot be written."""
        self._follower.catch_up(progress)

    def rebuild(self, progress: Progress | None = None) -> None:
        """Drop what is stored and make it anew from the events. Raises PersistenceError."""
        self._follower.rebuild(progress)

    def faults(self) -> list[dict[str, Any]]:
        """Where what is stored is not what the events make, as the audit tells faults."""
        return [
            Fault(
                "view", f"The portfolio of {coalition}: {wrong}. See: coalition views rebuild", coalition=coalition
            ).told()
            for coalition, wrong in self._follower.faults()
        ]

    def rows(
        self, as_of: datetime | None = None, known_at: datetime | None = None, *, party: str | None = None
    ) -> list[dict[str, Any]]:
        """The coalitions that there were on a date, by id; without a date, now. Of a `party`, those that it is in.

        What was not caught up is made anew for the answer, and not stored. A coalition that cannot be read is told of
        by a `fault`, the other columns but its id being null.
        """
        moment = self._moment(as_of)
        read = self._read(moment, known_at)
        return [self._row(row, moment) for row in read if party is None or _is_in(party, row)]

    def parties(
        self,
        as_of: datetime | None = None,
        known_at: datetime | None = None,
        *,
        among: Collection[str] | None = None,
    ) -> list[dict[str, Any]]:
        """Each party by id, across the coalitions in which it is or was or for whose commitments it answers.

        With `among`, across these coalitions alone.
        """
        read = self._read(self._moment(as_of), known_at)
        return _across(row for row in read if row.fault is None and (among is None or row.coalition in among))

    def _moment(self, as_of: datetime | None) -> datetime:
        return self._clock() if as_of is None else as_of

    def _read(self, moment: datetime, known_at: datetime | None) -> list[Row]:
        if moment.tzinfo is None or (known_at is not None and known_at.tzinfo is None):
            raise ValueError("A date that is asked about needs its offset: datetime(…, tzinfo=UTC)")
        rows = self._follower.read(moment, known_at)
        return [row for row in rows if row.state is not None or row.fault is not None]

    def _row(self, row: Row, as_of: datetime) -> dict[str, Any]:
        if row.fault is not None:
            return dict.fromkeys(COLUMNS) | {"coalition": row.coalition, "fault": row.fault}
        state = row.state
        until = as_of if state["ended_at"] is None else min(as_of, instant(state["ended_at"]))
        told = state | {
            "coalition": row.coalition,
            "age_days": days(instant(state["opened_at"]), until),
            "momentum": state["momentum"] * left(self.weights.momentum.half_life_days, row.since, as_of),
            "version": row.version,
        }
        return {column: told[column] for column in COLUMNS}

    def _made(self, entries: Sequence[Recorded], as_of: datetime, known_at: datetime | None) -> Made:
        return Made(*summary(entries, as_of, known_at, self.weights))


def chosen(rows: Iterable[dict[str, Any]], phase: str | None = None, state: str | None = None) -> list[dict[str, Any]]:
    """The coalitions in a phase, and whose momentum is in a state; what cannot be read stays, so that it is seen."""
    return [row for row in rows if row.get("fault") or _is_like(row, phase, state)]


def ordered(rows: Sequence[dict[str, Any]], column: str, descending: bool = False) -> list[dict[str, Any]]:
    """Rows in the order of a column, by id within it; null comes last either way, of lists their length counts.

    Raises LookupError where there is no such column.
    """
    if column not in (columns := PARTY_COLUMNS if rows and "party" in rows[0] else COLUMNS):
        raise LookupError(f"There is no column {column!r}; there is: {', '.join(columns)}")
    known = [row for row in rows if row[column] is not None]
    known.sort(key=lambda row: _comparable(column, row[column]), reverse=descending)
    return known + [row for row in rows if row[column] is None]


def _is_like(row: dict[str, Any], phase: str | None, state: str | None) -> bool:
    return phase in (None, row["phase"]) and state in (None, row["momentum_state"])


def _comparable(column: str, value: Any) -> Any:
    if isinstance(value, list):
        return len(value)
    return instant(value) if column in _DATES else value


def _is_in(party: str, row: Row) -> bool:
    return row.fault is None and bool(row.state["parties"].get(party, {}).get("present"))


def _across(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """What each party does across coalitions; it goes by the name it has in the last of them where it has one."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        for party, share in row.state["parties"].items():
            found.setdefault(party, {})[row.coalition] = share
    return [_party(party, found[party]) for party in sorted(found)]


def _party(party: str, shares: dict[str, dict[str, Any]]) -> dict[str, Any]:
    word = Word(*(sum(share[name] for share in shares.values()) for name in Word._fields))
    names = [share["name"] for share in shares.values() if share["name"] is not None]
    told = (
        party,
        names[-1] if names else None,
        list(shares),
        [coalition for coalition, share in shares.items() if share["present"]],
        word.made,
        word.kept_rate,
        word.judged,
        word.overdue,
    )
    return dict(zip(PARTY_COLUMNS, told, strict=True))
