"""Monday: the one screen a convener reads each week: `show`, with how things move and who keeps their word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.event import Recorded
from projections.accountability import Accountability
from projections.conflicts import Conflicts
from projections.figure import plain
from projections.momentum import Momentum
from projections.show import Show
from projections.sparkline import sparkline
from projections.view import folded, together
from projections.weights import Weights

#: Areas that leave nothing on this screen but what is read from their events directly. Most events are of these: where
#: promises stand is followed for accountability anyway, and the rest of the coalition is folded from the others.
_APART = frozenset(("commitments", "sessions", "trust"))
_KEPT = ("kept_rate", "kept_rate_n", "honoured_rate", "honoured_rate_n", "overdue", "awaiting", "orphaned", "broken")


def monday(records: Sequence[Recorded], as_of: datetime, weights: Weights | None = None) -> dict[str, Any]:
    """What `show` tells, with `momentum` (and its curve as a line of blocks), `accountability` of the whole, and what
    blocks each open conflict."""
    conflicts = folded(Conflicts.initial(weights), (r for r in records if r.event.area not in _APART))
    momentum, accountability = together([Momentum.initial(weights), Accountability.initial(weights)], records)
    known = conflicts.known.with_promises(accountability.promises.rooms.commitments)
    data, moving = Show.of(known, records).at(as_of), momentum.at(as_of)
    kept, blocked = plain(accountability.whole(as_of)), conflicts.blocked()
    curve = moving.pop("curve")
    return data | {
        "open_conflicts": [{**c, "blocked_by": blocked.get(c["conflict"])} for c in data["open_conflicts"]],
        "momentum": moving | {"sparkline": sparkline(curve)},
        "accountability": {name: kept[name] for name in _KEPT},
    }
