"""Deciding: one act put before the rules on a branch, by the rules that hold for what follows an edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.coalition import Coalition, accept, judge, refusal
from domain.common_rules import senseless
from domain.event import Recorded
from domain.history import fold
from domain.refusal import Refused
from domain.values import instant
from engine.scenario.lineup import Turn

#: Gives a number to an event that only the branch has.
Fresh = Callable[[], int]


def decide(coalition: Coalition, act: Recorded, recorded: Sequence[Recorded], fresh: Fresh) -> tuple[Turn, Coalition]:
    """The turn that an act becomes, its breaches found afresh, and the coalition after it. Raises Refused.

    What follows from it keeps the number of the same event among `recorded`.
    """
    breaches = judge(coalition, act.event, act.recorded_at)
    if breaches and act.attested is None:
        raise refusal(coalition, act.event, breaches)
    if breaches != act.breaches or (act.attested is not None and not breaches):
        act = replace(act, attested=act.attested if breaches else None, breaches=breaches)
    return accepted(coalition, act, recorded, fresh)


def decide_sense(
    coalition: Coalition, act: Recorded, recorded: Sequence[Recorded], fresh: Fresh
) -> tuple[Turn, Coalition]:
    """The same where only what makes no sense at all is refused."""
    check_sense(coalition, act)
    return accepted(coalition, act, recorded, fresh)


def check_sense(coalition: Coalition, act: Recorded) -> None:
    """Raises Refused where an act breaks a structural rule."""
    if faults := list(senseless(coalition, act.event, instant(act.recorded_at))):
        rule, message = faults[0]
        raise Refused(rule, message, [fault for fault, _ in faults])


def accepted(coalition: Coalition, act: Recorded, recorded: Sequence[Recorded], fresh: Fresh) -> tuple[Turn, Coalition]:
    """The turn of an act that stands, and the coalition after it."""
    derived, after = accept(coalition, act)
    if not derived and not recorded:
        return Turn(act), after
    turn = Turn(act, numbered(derived, recorded, fresh))
    as_numbered = [r.n for r in derived] == [r.n for r in turn.consequences]
    return turn, after if as_numbered else fold(turn.records, coalition)


def numbered(derived: Sequence[Recorded], recorded: Sequence[Recorded], fresh: Fresh) -> tuple[Recorded, ...]:
    """Derived events under the numbers that the same events have on record; the others get numbers of their own."""
    left, found = list(recorded), list[Recorded]()
    for record in derived:
        known = next((other for other in left if other.event == record.event), None)
        if known is None:
            found.append(record.numbered(fresh()))
        else:
            left.remove(known)
            found.append(known if known == record.numbered(known.n) else record.numbered(known.n))
    return tuple(found)
