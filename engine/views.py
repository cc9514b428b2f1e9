"""Views at rest: what was made of coalitions, kept beside the ledger together with how far it was read.

Nothing of it is part of the ledger. It can be dropped at any time and made again from the events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from eventsourcing.persistence import PersistenceError

    from engine.ledger import Ledger


#: Seconds that storing a view waits for who writes: what is not stored now can be made anew at any time.
SOON = 2.0


class Materialised(NamedTuple):
    """What one coalition amounts to in a view, and what that rests on."""

    coalition: str
    version: int  #: how many entries of the coalition it has taken in
    since: str  #: from this instant on it holds, as far as only time passes …
    until: str | None  #: … up to, and not at, this one; null for ever
    state: str  #: JSON


class Outrun(Exception):
    """Another follower has moved the position meanwhile; nothing was stored. Read again from where it is now."""


class ViewStore(Protocol):
    """Where a database keeps views. Its tables are made when something is first stored."""

    def position(self, view: str) -> int | None:
        """The last notification that a view has taken in; null where it has none yet."""

    def rows(self, view: str) -> list[Materialised]:
        """What a view holds, in no order; rows that somebody has spoilt are left out."""

    def save(self, view: str, rows: Iterable[Materialised], before: int | None, after: int | None) -> None:
        """Store rows and move the position from `before` to `after`, in one transaction. Raises Outrun."""

    def clear(self) -> None:
        """Drop what all views hold, and their positions."""

    def passes(self, fault: PersistenceError) -> bool:
        """Whether a fault lies with who else is there or with the way there, so that what is stored may be sound."""


def view_store(ledger: Ledger) -> ViewStore:
    """The views at rest beside a ledger. What they cannot store soon they refuse with a PersistenceError."""
    return cast(ViewStore, ledger.factory.tracking_recorder())


@contextmanager
def unhurried(ledger: Ledger) -> Iterator[None]:
    """Within it, storing a view waits for who writes as long as recording does: for who asks for just that."""
    datastore = cast(Any, ledger.factory).datastore
    datastore.views_wait = None
    try:
        yield
    finally:
        datastore.views_wait = SOON
