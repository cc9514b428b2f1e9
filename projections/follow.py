"""Follow: a view of every coalition, kept in the ledger's database and caught up from where it stopped.

A row says what one coalition amounts to, how many of its entries it has taken in, and between which two instants
that holds as far as only time passes. It is a function of the events and of the instant alone, made anew from the whole
stream of its coalition: by a retraction as by any other event. So it does not matter in which portions, how often or
by how many at once a ledger is followed, or where a follower was killed.

Rows, and the position up to which every notification is in them, are stored in one transaction, a portion at a time.
Who finds that another follower was faster reads again from where that one has come to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias, TypeVar

from eventsourcing.persistence import PersistenceError

from domain.event import Recorded
from domain.values import instant, rfc3339
from engine.errors import Damaged, NoCoalition
from engine.ledger import Clock, Ledger, now
from engine.views import Materialised, Outrun, view_store


class Made(NamedTuple):
    """What a coalition amounts to, and between which two instants that holds as far as only time passes."""

    state: Any  #: what JSON can hold
    since: datetime
    until: datetime | None


class Row(NamedTuple):
    """A coalition in a view; one that cannot be read has no state and says why."""

    coalition: str
    version: int  #: how many entries it has taken in
    state: Any
    since: datetime
    until: datetime | None
    fault: str | None = None


class Status(NamedTuple):
    """How far a view has been caught up."""

    position: int | None  #: the last notification of the ledger that is in it; 0 where none is yet
    head: int  #: the last notification there is
    behind: int | None  #: how many lie between them; null, as the position, where that cannot be read now


class _Due(NamedTuple):
    """A coalition to make anew, and the position that is reached with it."""

    coalition: str
    reaches: int


#: So many coalitions are done, of so many.
Progress: TypeAlias = Callable[[int, int], None]
#: From all entries of a coalition, a date and what was known by another: what the coalition amounts to then.
Make: TypeAlias = Callable[[list[Recorded], datetime, "datetime | None"], Made]

Read = TypeVar("Read")

_PAGE = 1_000  # notifications read at a time
_PORTION = 20_000  # entries read between two transactions
_NEVER = datetime.min.replace(tzinfo=UTC)


class Follower:
    """One view over all coalitions of a ledger."""

    def __init__(
        self, ledger: Ledger, view: str, make: Make, clock: Clock = now, usable: Callable[[Any], bool] = lambda _: True
    ) -> None:
        """`usable`: whether what is stored has the form of what `make` gives; where it has not, it is made anew."""
        self._ledger, self._view, self._make, self._clock, self._usable = ledger, view, make, clock, usable
        self._store = view_store(ledger)

    def status(self) -> Status:
        """How far the view has been caught up."""
        head = self._head()
        try:
            position = self._position() or 0
        except PersistenceError:
            return Status(None, head, None)
        return Status(position, head, head - position)

    def catch_up(self, progress: Progress | None = None) -> None:
        """Take in what was recorded since, and what the passing of time has changed; store it.

        Raises PersistenceError where that cannot be written.
        """
        while True:
            try:
                return self._catch_up(self._clock(), progress or _silent)
            except Outrun:
                continue

    def rebuild(self, progress: Progress | None = None) -> None:
        """Drop what is stored and make all of it anew from the events. Raises PersistenceError."""
        self._store.clear()
        self.catch_up(progress)

    def read(self, as_of: datetime, known_at: datetime | None = None) -> Iterator[Row]:
        """Every coalition by id: as it is stored where that holds for the date, else made anew and not stored."""
        position, held = (None, {}) if known_at is not None else self._stored()
        touched = self._touched(position, self._head()) if held else {}
        for coalition in self._ledger.streams():
            row = held.get(coalition)
            holds = row is not None and self._holds(row, as_of, coalition in touched)
            yield row if row is not None and holds else self._made(coalition, as_of, known_at)

    def faults(self) -> Iterator[tuple[str, str]]:
        """The coalitions of which what is stored is not what their events make, each with what is wrong.

        What is missing is made anew when it is read, and does no harm; that it should be there is told all the same.
        """
        position, held = self._stored()
        versions = {coalition: self._ledger.version(coalition) for coalition in self._ledger.streams()}
        touched = self._touched(position, self._head())  # last: whatever was recorded meanwhile is in it
        for coalition, version in versions.items() if position is not None else ():
            row = held.get(coalition)
            if row is None and coalition not in touched:
                yield coalition, "there should be a row, and there is none"
            elif row is not None and row.version != version and coalition not in touched:
                yield coalition, f"it is behind: {row.version} events instead of {version}"
            elif row is not None and not self._is_made(row):
                yield coalition, "it is not what the events make"
        if position is None and held:
            yield min(held), "how far it was read is not known any more"

    def _is_made(self, row: Row) -> bool:
        """Whether a row is what its events give."""
        try:
            entries = self._ledger.stream(row.coalition)[: row.version]
            made = self._make(entries, row.since, None)
        except (Damaged, NoCoalition, LookupError, ValueError):
            return False
        again = Row(row.coalition, len(entries), made.state, made.since, made.until)
        return _stored(again) == _stored(row)

    def _catch_up(self, moment: datetime, progress: Progress) -> None:
        if self._is_spoilt():
            self._store.clear()
        position, head = self._position(), self._head()
        due, reached, rows, read = self._due(position, head, moment), position, list[Materialised](), 0
        for done, (coalition, reaches) in enumerate(due):
            progress(done, len(due))
            row = self._made(coalition, moment)
            rows.append(_stored(row))
            read += row.version
            if read >= _PORTION:
                self._store.save(self._view, rows, reached, reaches)
                reached, rows, read = reaches, [], 0
        if rows or (reached or 0) < head:
            self._store.save(self._view, rows, reached, head)
        progress(len(due), len(due))

    def _due(self, position: int | None, head: int, moment: datetime) -> list[_Due]:
        """What is to be made anew: first by when it was recorded, so that the position can follow."""
        held, touched = self._held(), self._touched(position, head)

        def outdated(coalition: str) -> bool:
            row = held.get(coalition)
            return row is None or not self._holds(row, moment, coalition in touched)

        outdated_ones = {coalition: None for coalition in self._ledger.streams() if outdated(coalition)}
        recorded = [coalition for coalition in touched if coalition in outdated_ones]
        reached = [touched[coalition] - 1 for coalition in recorded[1:]]
        late = [_Due(coalition, head) for coalition in outdated_ones if coalition not in touched]
        return [*map(_Due, recorded, [*reached, head]), *late]

    def _holds(self, row: Row, moment: datetime, touched: bool) -> bool:
        """Whether a row says what is so at a moment, and has taken in all that there is."""
        in_time = row.since <= moment and (row.until is None or moment < row.until)
        return in_time and not (touched and row.version != self._ledger.version(row.coalition))

    def _made(self, coalition: str, as_of: datetime, known_at: datetime | None = None) -> Row:
        """A coalition made anew. One that cannot be read is told of and does not hide the others."""
        try:
            entries = self._ledger.stream(coalition)
            made = self._make(entries, as_of, known_at)
        except (Damaged, NoCoalition) as fault:
            return Row(coalition, 0, None, _NEVER, _NEVER, str(fault))
        except LookupError as unknown:
            why = f"The history of {coalition} speaks of an unknown {unknown}. See: coalition store check"
            return Row(coalition, 0, None, _NEVER, _NEVER, why)
        return Row(coalition, entries[-1].n, made.state, made.since, made.until)

    def _is_spoilt(self) -> bool:
        """Whether the tables are not as they were made, or tell of more than there is.

        Raises PersistenceError where that cannot be told now: what somebody else has to themselves is not spoilt.
        """
        try:
            self._store.rows(self._view)
            return self._store.position(self._view) != self._position()
        except PersistenceError as fault:
            if self._store.passes(fault):
                raise
            return True

    def _stored(self) -> tuple[int | None, dict[str, Row]]:
        """The position and then what is stored, which can only be newer; nothing where they cannot be read now."""
        try:
            return self._position(), self._held()
        except PersistenceError:
            return None, {}

    def _held(self) -> dict[str, Row]:
        """What is stored, as far as it is sound: it can all be made anew. Raises PersistenceError as `_is_spoilt`."""
        stored = self._unless_spoilt(lambda: self._store.rows(self._view)) or []
        rows = [row for row in map(_sound, stored) if row is not None]
        return {row.coalition: row for row in rows if row.state is None or self._usable(row.state)}

    def _position(self) -> int | None:
        """Null also where what is stored is spoilt, or of another ledger. Raises PersistenceError as `_is_spoilt`."""
        position = self._unless_spoilt(lambda: self._store.position(self._view))
        return None if position is None or position > self._head() else position

    def _unless_spoilt(self, read: Callable[[], Read]) -> Read | None:
        try:
            return read()
        except PersistenceError as fault:
            if self._store.passes(fault):
                raise
            return None

    def _head(self) -> int:
        return self._ledger.recorder.max_notification_id() or 0

    def _touched(self, position: int | None, head: int) -> dict[str, int]:
        """The coalitions of which something was recorded since, with its first notification, in that order.

        Where nothing was taken in yet these are all, and no notification needs to be read for that.
        """
        if not position:
            return dict.fromkeys(self._ledger.streams(), 1)
        first: dict[str, int] = {}
        select = self._ledger.recorder.select_notifications
        while page := select(position, _PAGE, head, inclusive_of_start=False):
            for notification in page:
                first.setdefault(str(notification.originator_id), notification.id)
            position = page[-1].id
        return first


def _stored(row: Row) -> Materialised:
    state = json.dumps(row.state, ensure_ascii=False, separators=(",", ":"))
    until = None if row.until is None else rfc3339(row.until)
    return Materialised(row.coalition, row.version, rfc3339(row.since), until, state)


def _sound(stored: Materialised) -> Row | None:
    """A row as it was stored; null where somebody has spoilt it, or where the coalition could not be read."""
    try:
        since, until = instant(stored.since), None if stored.until is None else instant(stored.until)
        state = json.loads(stored.state)
    except ValueError:
        return None
    return Row(stored.coalition, stored.version, state, since, until) if stored.version else None


def _silent(done: int, of: int) -> None:
    """Tell nobody."""
