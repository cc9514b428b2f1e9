"""Delivery: which delivery an acceptance is about, and by which date it was due; the same for every measure.

An acceptance is the word on a delivery that was in force when it was recorded: one that was read by then and not
refused since. What was refused never counts, whatever the dates: not even where the acceptance is dated before the
refusal, or between the refused delivery and the next. Of several in force it is about the latest that came before it
by `at`; where all are dated later, the latest of them; where none is on record, the acceptance stands for it, which
says that it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from projections.moments import L, Located, came_before, latest, latest_before, when


def delivery_accepted(in_force: Sequence[L], acceptance: L) -> L:
    """Of the deliveries in force the one that an acceptance is about; where there is none, the acceptance itself."""
    return latest_before(in_force, acceptance) or latest(in_force) or acceptance


def due_then(first: str | None, moved: Iterable[tuple[Located, str | None]], then: Located) -> str | None:
    """The due date in force when something happened: what the latest renegotiation before it says, else the first."""
    before = [(when(by.recorded), due) for by, due in moved if came_before(by, then)]
    return max(before, key=lambda agreed: agreed[0])[1] if before else first
