"""What of a history counts, kept up to date as it is read entry by entry: retractions take out and put in.

To look anew at the whole of what counts at every retraction would take as long as the history is, times as often as
something was retracted in it. Here an entry costs what finding its place does. The coalition at any act is folded on
from the last that was kept before it: some are kept on the way, and dropped where something before them changes.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from domain.coalition import Coalition, changed
from domain.event import Recorded
from domain.history import Group
from domain.reached import Reached, Since
from domain.testimony import EventRetracted

#: Records between two coalitions that are kept.
_KEPT_EVERY = 64


class _Key(NamedTuple):
    """Where something that counts is read: at its place, an act before its consequences."""

    place: int
    consequence: bool
    n: int


class Counted:
    """What counts of the entries read so far, which are numbered from 1 on without a gap."""

    def __init__(self) -> None:
        self.entries: list[Recorded] = []
        self.odd = False  #: whether something stands where nothing that anybody recorded does
        self._keys = dict[int, _Key]()  #: of what counts, by its number, retractions left out
        self._order: list[_Key] = []  #: the same, in reader order
        self._retractions = dict[int, tuple[_Key, str]]()  #: those that count and bear a ref
        self._voided, self._corrections = set[int](), set[int]()
        self._refs = dict[str, int]()  #: of all entries; the latest of that name
        self._kept: list[tuple[_Key, Reached]] = []  #: coalitions, by the last record that each comes after

    def read(self, recorded: Recorded) -> None:
        """One more entry of the history."""
        self.odd = self.odd or _is_odd(recorded, voids=bool(self._voided))
        self.entries.append(recorded)
        if recorded.event.ref is not None:
            self._refs[recorded.event.ref] = recorded.n
        if isinstance(recorded.event, EventRetracted) and recorded.event.instead is not None:
            self._corrections.add(recorded.n + 1)  # what it puts in place of an act is recorded right after it
        for n in recorded.voids:
            self._void(n)
        if recorded.n not in self._voided:
            self._count(recorded)

    def named(self, event: int | str) -> int | None:
        """The number of an event named by number or ref; the latest of that name is meant."""
        return event if isinstance(event, int) else self._refs.get(event)

    def is_act(self, n: int | None) -> bool:
        """Whether this is the number of an act that counts. Raises LookupError where something follows from none."""
        if self._order and self._order[0].consequence:
            raise LookupError(f"event {self._order[0].n} follows from none")
        return n is not None and n in self._keys and not self._keys[n].consequence

    def counts(self, n: int) -> bool:
        """Whether an event counts; retractions, which nothing takes back, are left out."""
        return n in self._keys

    def group_of(self, n: int) -> Group:
        """An act that counts, with what followed from it."""
        return next(self._groups(self._slot(n)))

    def since(self, n: int) -> Since:
        """The history read so far, as far as it takes to consider a retraction of this act."""
        slot = max(self._slot(n) - 1, 0)
        while self._order[slot].consequence:
            slot -= 1  # from the act before it on: the first act of all cannot be retracted
        return Since(self.entries, self._reached(slot), [*self._groups(slot)])

    def coalition(self) -> Coalition:
        """What the history read so far amounts to."""
        coalition = self._reached(len(self._order)).knowing(self.entries)
        refs = coalition.refs
        for key, ref in sorted(self._retractions.values()):
            if ref not in refs or self._keys.get(refs[ref], key) <= key:
                refs = refs.insert(ref, key.n)
        version = next((n for n in range(len(self.entries), 0, -1) if n not in self._voided), 0)
        return changed(coalition, {"refs": refs, "version": version})

    def _count(self, recorded: Recorded) -> None:
        consequence = recorded.derived_from is not None and recorded.n not in self._corrections
        key = _Key(recorded.place, consequence, recorded.n)
        if isinstance(recorded.event, EventRetracted):
            if recorded.event.ref is not None:
                self._retractions[recorded.n] = key, recorded.event.ref
            return
        self._keys[recorded.n] = key
        insort(self._order, key)
        self._drop(key)

    def _void(self, n: int) -> None:
        self._voided.add(n)
        self._retractions.pop(n, None)
        key = self._keys.pop(n, None)
        if key is not None:
            del self._order[bisect_left(self._order, key)]
            self._drop(key)

    def _drop(self, key: _Key) -> None:
        """What was kept from here on is not what it was."""
        while self._kept and self._kept[-1][0] >= key:
            self._kept.pop()

    def _slot(self, n: int) -> int:
        return bisect_left(self._order, self._keys[n])

    def _records(self, begin: int, end: int) -> Sequence[Recorded]:
        return [self.entries[key.n - 1] for key in self._order[begin:end]]

    def _groups(self, slot: int) -> Iterator[Group]:
        """The groups from an act on."""
        begin = slot
        for end in range(slot + 1, len(self._order) + 1):
            if end == len(self._order) or not self._order[end].consequence:
                act, *consequences = self._records(begin, end)
                yield Group(act, tuple(consequences))
                begin = end

    def _reached(self, slot: int) -> Reached:
        """The coalition after what is read before this slot; some are kept on the way to the last that was kept."""
        known = len(self._kept)
        if slot < len(self._order):
            known = bisect_left(self._kept, self._order[slot], key=itemgetter(0))
        begin, reached = 0, Reached()
        if known:
            last, reached = self._kept[known - 1]
            begin = bisect_left(self._order, last) + 1
        while begin < slot:
            end = min(begin + _KEPT_EVERY, slot)
            reached = reached.after(self.entries, self._records(begin, end))
            if end == begin + _KEPT_EVERY and known == len(self._kept):
                self._kept.append((self._order[end - 1], reached))
                known += 1
            begin = end
        return reached


def _is_odd(recorded: Recorded, *, voids: bool) -> bool:
    """Whether nobody recorded it at the place it stands at: nothing was taken back, or that is yet to come."""
    return recorded.stands_at is not None and not (voids and 1 <= recorded.stands_at < recorded.n)
