"""Chains: how a refusal on a branch comes from an edit, step by step.

An act that is refused read cells that differ from the record, and earlier places made them so: an act that is not
there any more, or does something else. Which of these places it comes from is found by trying: with what is missing
there put back, is the act accepted? So it goes on from that place, back to the edit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from domain.coalition import Coalition, judge
from domain.event import Event, Recorded
from domain.history import fold
from domain.refusal import Refused
from domain.testimony import EventRetracted
from engine.scenario.cells import Cell, plain, value
from engine.scenario.deciding import accepted, check_sense
from engine.scenario.difference import Hit
from engine.scenario.plan import Key

if TYPE_CHECKING:
    from engine.scenario.branch import Branch, Note

#: A place, and a cell that it made differ; null where its act was refused, and that is what is asked about.
_Link: TypeAlias = tuple[Key, Cell | None]
#: Where something comes from, and the cell through which it does.
_Source: TypeAlias = tuple[_Link, Cell | None]


#: How many of the places that reach an act are tried, the nearest first.
_TRIED = 24


class Chains:
    """Follows refusals back, each place once."""

    def __init__(self, branch: Branch) -> None:
        self._branch, self._timeline, self._notes = branch, branch.timeline, branch.timeline.notes
        self._sources: dict[_Link, tuple[_Source, ...]] = {}

    def because(self, key: Key) -> list[int]:
        """The numbers of the records that a refusal comes from, nearest first, the edit last.

        Its own, where the edit made the act itself senseless; those of the edits, where nothing narrower is found.
        """
        found: dict[Key, list[int]] = {}
        links: list[_Link] = [(key, None)]
        seen: set[_Link] = set()
        while links:
            for link, through in self._from(links.pop()):
                if link not in seen:
                    seen.add(link)
                    found[link[0]] = [*found.get(link[0], ()), *self._named(link[0], through)]
                    links.append(link)
        how = self._branch.plan.how
        if not found.keys() & how.keys():  # nothing narrower is found than the edits themselves
            edited = [key] if key in how else [place for place in how if place < key] or list(how)
            found |= {place: [self._act(place).n] for place in edited}
        ordered = sorted(found, key=lambda place: (place not in how, place), reverse=True)
        return list(dict.fromkeys(n for place in ordered for n in found[place]))

    def _from(self, link: _Link) -> tuple[_Source, ...]:
        if link not in self._sources:
            self._sources[link] = tuple(self._traced(*link))
        return self._sources[link]

    def _traced(self, key: Key, cell: Cell | None) -> Iterator[_Source]:
        """Where it comes from that an act was refused, or left something else in a cell."""
        note, act = self._branch.notes.get(key), self._act(key)
        if note is None or (key in self._branch.plan.how and cell is not None):
            return
        if key in self._branch.plan.how and not self._passes(act, note.recorded):
            yield from (((maker, None), None) for maker in self._makers(key, act, note))
            return
        for author in self._needed(key, act, note, cell):
            place, through = self._place(author), self._through(note.hits, author)
            yield (place, None if self._refused(place) else through), through

    def _makers(self, key: Key, act: Recorded, note: Note) -> Iterator[Key]:
        """Places at which an act was refused that would have brought in what an edited act speaks of."""
        missing = {
            (kind, name)
            for kinds, name in act.event.refers()
            for kind in kinds
            if not any((kind, name) in note.found.ids for kind in kinds)
        }
        for place, put in sorted(self._branch.puts.items()):
            if place < key and put.refused is not None and put.act is not None and missing & _brings_in(put.act.event):
                yield place

    def _needed(self, key: Key, act: Recorded, note: Note, cell: Cell | None) -> list[Key]:
        """The places that have to be as on record for the act to do what it did there; one, where that will do."""
        authors = sorted({author for hit in note.hits for author in hit.authors if author < key}, reverse=True)
        if len(authors) < 2 or isinstance(act.event, EventRetracted):
            return authors
        authors = authors[:_TRIED]
        mends = self._mending(act, note, cell)

        def recorded(places: Iterable[Key]) -> bool:
            """With what is missing there."""
            missing = [record for place in sorted(places) for record in self._missing(place)]
            return bool(missing) and mends(self._folded(missing, note.found))

        def restored(places: Iterable[Key]) -> bool:
            """With what the record has in the cells that were last written there."""
            wanted = set(places)
            return mends(self._patched(note, [hit for hit in note.hits if hit.authors[0] in wanted]))

        last = [author for author in authors if any(hit.authors[0] == author for hit in note.hits)]
        return _smallest(authors, recorded) or _smallest(last, restored) or authors

    def _mending(self, act: Recorded, note: Note, cell: Cell | None) -> Callable[[Coalition | None], bool]:
        """Whether the act, found in a state, does what it did on record."""
        if cell is None:
            return lambda state: state is not None and self._passes(act, state)
        before = self._after(self._timeline.by_number.get(act.n, act), note.recorded)

        def mends(state: Coalition | None) -> bool:
            after = None if state is None else self._after(act, state)
            return after is not None and before is not None and bool(value(after, cell) == value(before, cell))

        return mends

    def _missing(self, key: Key) -> list[Recorded]:
        """What the record has at a place and the branch has not."""
        put = self._branch.puts.get(key)
        if put is None or key[1] > 0 or isinstance(self._timeline.acts[key[0]].event, EventRetracted):
            return []
        left = set() if put.turn is None else {record.n for record in put.turn.records}
        return [record for record in self._timeline.slots[key[0]].records if record.n not in left]

    def _folded(self, records: Sequence[Recorded], state: Coalition) -> Coalition | None:
        """The state after these records; null where it has not what they speak of."""
        try:
            return self._notes.settled(state, fold(records, state))[0]
        except LookupError:
            return None

    def _patched(self, note: Note, hits: Iterable[Hit]) -> Coalition:
        values: dict[str, dict[Any, Any]] = {}
        for hit in hits:
            part, key = hit.cell
            values.setdefault(part, {})[key] = value(note.recorded, hit.cell)
        return self._notes.patched(note.found, values)

    def _passes(self, act: Recorded, state: Coalition) -> bool:
        """Whether the rules accept an act. A state of which only some is as on record may make no sense at all."""
        try:
            if self._branch.after == "keep":
                check_sense(state, act)
                return True
            return not judge(state, act.event, act.recorded_at) or act.attested is not None
        except (Refused, LookupError):
            return False

    def _after(self, act: Recorded, state: Coalition) -> Coalition | None:
        try:
            return accepted(state, act, self._timeline.consequences(act.n), lambda: act.n)[1]
        except LookupError:
            return None

    def _through(self, hits: Iterable[Hit], author: Key) -> Cell:
        """A cell through which an act found what a place had done, always the same."""
        return min((hit.cell for hit in hits if author in hit.authors), key=repr)

    def _place(self, author: Key) -> Key:
        """Where an act stands on the branch that is gone from its place in the record."""
        if self._branch.plan.how.get(author) == "moved away":
            return self._branch.moved[self._timeline.acts[author[0]].n]
        return author

    def _refused(self, key: Key) -> bool:
        put = self._branch.puts.get(key)
        return put is not None and put.refused is not None

    def _act(self, key: Key) -> Recorded:
        given = self._branch.plan.given.get(key)
        return self._timeline.acts[key[0]] if given is None else given

    def _named(self, key: Key, cell: Cell | None) -> Iterator[int]:
        """The consequence of the record through which a place made a cell differ, if it was one; then its act."""
        act = self._act(key)
        if cell is not None and act.n in self._timeline.slot_of:
            yield from self._vanished(key, self._timeline.slot_of[act.n], cell)
        yield act.n

    def _vanished(self, key: Key, slot: int, cell: Cell) -> Iterator[int]:
        turn = self._timeline.slots[slot]
        put = self._branch.puts.get(key)
        if put is None or turn.silent or not turn.consequences:
            return
        left = () if put.turn is None else put.turn.consequences
        state = self._notes.noting(plain(self._timeline.lineup(self._timeline.epoch(slot)).before[slot]))
        writer = turn.act
        for record in turn.records:
            before, state = state, fold((record,), state)
            if value(before, cell) != value(state, cell):
                writer = record
        if writer.derived_from is not None and writer not in left:
            yield writer.n


def _brings_in(event: Event) -> set[tuple[str, str]]:
    return {*event.introduces(), *event.reserves(), *event.also_names()}


def _smallest(authors: Sequence[Key], mends: Callable[[Iterable[Key]], bool]) -> list[Key]:
    """The first place that mends it alone, else a set of places of which none can be left out; none where all fail."""
    if (alone := next((author for author in authors if mends([author])), None)) is not None:
        return [alone]
    needed = list(authors)
    if not mends(needed):
        return []
    for author in authors:
        if mends(left := [other for other in needed if other != author]):
            needed = left
    return needed
