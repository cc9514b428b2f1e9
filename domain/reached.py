"""How far a history is folded: the coalition by then, and the entries that it knows.

Where something was voided, what counts is folded in another order than it was entered in, and each act meets exactly
the entries before its place: a ref that a later entry took is not what it meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, overload

from domain.coalition import Coalition, changed, evolve, registered
from domain.event import Recorded

if TYPE_CHECKING:
    from domain.history import Group


class Reached(NamedTuple):
    """How far a history is folded: the coalition by then, and another that knows the entries which that one met."""

    coalition: Coalition = Coalition()
    register: Coalition = Coalition()

    def after(self, history: Sequence[Recorded], records: Iterable[Recorded]) -> Reached:
        """After these records too, the next that count; each meets the entries of the history before its place."""
        ledger = Entries(history, self)
        return Reached(ledger.fold(records), ledger.register)

    def knowing(self, history: Sequence[Recorded]) -> Coalition:
        """The coalition, knowing every entry of the history."""
        return Entries(history, self).known_before(len(history) + 1, self.coalition)


class Since(Sequence[Recorded]):
    """A history of which what counts is looked at from an act on, as what the earlier ones amount to is known.

    To `consider` the retraction of a later act it says as much as the whole history does, and is as long as that; but
    `acts`, `groups_of` and what rests on them start where it does.
    """

    def __init__(self, history: Sequence[Recorded], reached: Reached, groups: Sequence[Group]) -> None:
        """`groups`: the acts that count, from some act on; `reached`: what is before them."""
        self.history, self.reached, self.groups = history, reached, groups

    @overload
    def __getitem__(self, place: int) -> Recorded: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Recorded]: ...
    def __getitem__(self, place: int | slice) -> Recorded | Sequence[Recorded]:
        return self.history[place]

    def __len__(self) -> int:
        return len(self.history)


class Entries:
    """The entries of a history before a place in it, voided ones too: what takes a ref of theirs later is not meant."""

    def __init__(self, history: Sequence[Recorded], reached: Reached | None = None) -> None:
        if reached is None:
            reached = history.reached if isinstance(history, Since) else Reached()
        self._history, self._reached, self.register = history, reached, reached.register

    def known_before(self, place: int, coalition: Coalition) -> Coalition:
        """The coalition, knowing the entries before this place and no others. Places are asked for in order."""
        for recorded in self._history[len(self.register.entries) : place - 1]:
            self.register = registered(self.register, recorded)
        if coalition.entries is self.register.entries and coalition.entry_refs is self.register.entry_refs:
            return coalition
        return changed(coalition, {"entries": self.register.entries, "entry_refs": self.register.entry_refs})

    def fold(self, records: Iterable[Recorded]) -> Coalition:
        """The coalition after these records, each meeting the entries before its place."""
        coalition, last = self._reached.coalition, 0
        for recorded in records:
            if 0 < last < recorded.place:  # it entered itself after all before it: no need to enter it once more
                self.register = coalition
            coalition = evolve(self.known_before(recorded.place, coalition), recorded)
            last = recorded.n if recorded.stands_at is None else 0
        return coalition
