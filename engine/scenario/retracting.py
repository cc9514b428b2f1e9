"""Retracting: what a retraction does on a branch, as `domain.history.consider` does it on a record.

The acts that count are put before the rules again without the one that is retracted, and with its correction. Only
those are decided anew that differ from what the record has at their place, or read what differs: where a retraction
is that of the record, what the record made of it is compared with; where it is dropped, refused or another, what it
did on record is undone in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.coalition import Coalition, accept, judge, refusal
from domain.event import Recorded
from domain.history import fold
from domain.refusal import RULES, Refused
from domain.shape import corrected
from domain.testimony import EventRetracted
from engine.scenario.cells import Cell
from engine.scenario.deciding import check_sense, numbered
from engine.scenario.difference import Difference, Hit
from engine.scenario.lineup import Lineup, Turn
from engine.scenario.plan import Key

if TYPE_CHECKING:
    from engine.scenario.branch import Branch

_Outcome = tuple[Turn | None, Coalition | None]
_NOTHING: _Outcome = (None, None)


class Retraction:
    """A retraction on a branch, and what it does to the acts before it.

    `renewed` is the lineup of the record from this place on, where the record has a retraction here.
    """

    def __init__(self, branch: Branch, key: Key, renewed: Lineup | None) -> None:
        self._branch, self._key = branch, key
        self._old, self._old_turns = branch.difference.lineup, branch.turns
        self._lineup = renewed or self._old
        self._renewed = () if renewed is None else renewed.renewed
        self._visited: set[Key] = set()
        self._given: Recorded | None = None  #: null where what the record's retraction did is undone
        self._target: Key | None = None
        self._voids: list[int] = []
        self._fallen: dict[Key, int] = {}  #: the acts that could no longer have been accepted
        self._arisen: dict[Key, list[Recorded]] = {}
        self._hits: list[Hit] = []

    def put(self, given: Recorded) -> Turn:
        """The turn that the retraction becomes; what counts is then what it leaves.

        Raises Refused, and changes nothing.
        """
        branch = self._branch
        kept = branch.difference, branch.turns, branch.carried
        try:
            return self._put(given)
        except Refused:
            branch.difference, branch.turns, branch.carried = kept
            raise
        finally:
            branch.notes[self._key] = branch.notes[self._key]._replace(hits=tuple(self._hits))

    def undo(self) -> None:
        """Nothing is retracted here: what counted goes on to count, whatever the record says."""
        self._again_all()

    def _put(self, given: Recorded) -> Turn:
        branch, event = self._branch, given.event
        assert isinstance(event, EventRetracted)
        found = branch.state(self._key, exact_register=True)
        branch.timeline.notes.log.clear()
        try:
            breaches = self._judged(found, given)
        finally:
            branch.note(self._key, found, branch.timeline.notes.log)
            self._hits += branch.notes[self._key].hits
        self._target, self._given = self._called(found.number_of(event.event)), given
        try:
            self._again_all()
        except Refused as wrong:  # the correction; the others fall
            if breaches and given.attested is None and not RULES[wrong.rule].structural:
                raise refusal(found, event, dict.fromkeys((*breaches, *wrong.breaches))) from None
            raise wrong.within("In instead") from None
        if self._fallen and not event.cascade and branch.after != "keep":
            breaches = (*breaches, "testimony.nothing-left-hanging")
        if breaches and given.attested is None:
            raise self._hanging() if breaches[0].startswith("testimony.n") else refusal(found, event, breaches)
        arisen = [record for _, made in sorted(self._arisen.items()) for record in made]
        return Turn(self._stamped(given, breaches), tuple(arisen))

    def _hanging(self) -> Refused:
        """What someone is told whose retraction would take other acts with it."""
        fallen = [n for _, n in sorted(self._fallen.items())]
        acts = f"act{'s' * (len(fallen) > 1)} {', '.join(map(str, fallen))}"
        sentence = RULES["testimony.nothing-left-hanging"].sentence
        return Refused("testimony.nothing-left-hanging", f"{sentence} It would take {acts} with it.", (), fallen)

    def _judged(self, found: Coalition, given: Recorded) -> tuple[str, ...]:
        if self._branch.after == "keep":
            check_sense(found, given)
            return given.breaches
        return judge(found, given.event, given.recorded_at)

    def _stamped(self, given: Recorded, breaches: tuple[str, ...]) -> Recorded:
        voids = tuple(sorted(self._voids))
        stamped = replace(given, attested=given.attested if breaches else None, breaches=breaches, voids=voids)
        return given if stamped == given else stamped

    def _called(self, number: int | None) -> Key:
        """Where the act stands that is taken back. Raises Refused where there is none that counts."""
        key = None if number is None else self._branch.place_of(number)
        turn = None if key is None or key >= self._key else self._branch.turn_at(key)
        if key is None or key == (0, 0) or turn is None or turn.silent or turn.act.n != number:
            self._hits += [Hit(("entries", number), (None, key))] if key in self._branch.puts else []
            raise Refused("¶retractable", RULES["¶retractable"].sentence, (), () if number is None else (number,))
        return key

    def _again_all(self) -> None:
        """Go once more through what counts, from the first place at which it is not what the record has."""
        branch, lineup = self._branch, self._lineup
        keys = {key for key in {*self._old_turns, *branch.puts} if key < self._key}
        if not self._as_recorded:
            keys |= {(slot, 0) for slot in self._renewed}
            keys |= {self._target} if self._target is not None else set()
        start = (0, 0) if branch.whole else min(keys, default=self._key)
        lineup.track(max(start[0], 0))
        slots = range(self._key[0] + 1) if branch.whole else lineup.unfaithful
        keys |= {(slot, 0) for slot in slots if start <= (slot, 0) < self._key}
        branch.difference, branch.turns, branch.carried = Difference(lineup), {}, None
        branch.advance(keys, self._key, self._again)
        if self._as_recorded:
            self._take_over()

    @property
    def _as_recorded(self) -> bool:
        """Whether the record's own retraction takes back what it took back there.

        It does then what it did there, at all places that no difference reaches.
        """
        edited = self._key in self._branch.plan.given
        return self._given is not None and not edited and self._target == (self._lineup.target, 0)

    def _take_over(self) -> None:
        """What the record's retraction did at the places that were passed over."""
        for slot in self._renewed:
            if (slot, 0) not in self._visited:
                was, now = self._old.turns[slot], self._lineup.turns[slot]
                assert was is not None
                left = () if now is None else now.records
                self._voids += [record.n for record in was.records if record not in left]
                self._arisen[slot, 0] = [record for record in left if record not in was.records]
                if now is None and (slot, 0) != self._target:
                    self._fallen[slot, 0] = was.act.n

    def _again(self, key: Key) -> None:
        branch, notes = self._branch, self._branch.timeline.notes
        old, base = self._counted(key), self._base(key)
        self._visited.add(key)
        turn, after, written = None, None, set[Cell]()
        if old is not None:
            found = branch.state(key, exact_register=any(True for _ in old.act.event.refers_to_events()))
            notes.log.clear()
            turn, after = self._outcome(key, old, found)
            self._hits += branch.difference.hits(notes.log)
            if after is not None:
                after, written = notes.settled(found, after)
        branch.difference.compare(key, after, written, key if key in branch.puts else self._key)
        branch.carry(key, after)
        if turn != base:
            branch.turns[key] = turn
        if key in branch.puts:
            branch.enter(key)

    def _counted(self, key: Key) -> Turn | None:
        """What counted at a place of the branch before."""
        if key in self._old_turns:
            return self._old_turns[key]
        return self._old.turns[key[0]] if key[1] == 0 else None

    def _base(self, key: Key) -> Turn | None:
        """What counts at a place of the record now."""
        return self._lineup.turns[key[0]] if key[1] == 0 else None

    def _outcome(self, key: Key, old: Turn, found: Coalition) -> _Outcome:
        """What counts at a place from now on, and the coalition after it."""
        given, target = self._given, self._target
        if given is None or target is None or key < target or old.silent:
            return old, fold(old.records, found)
        if self._branch.after == "keep" and self._key not in self._branch.plan.given:
            return self._kept(key, old, found, given)
        if key == target:
            self._voids += [record.n for record in old.records]
            return self._corrected(key, old.act, found, given)
        try:
            self._check(found, old.act)
        except Refused:
            return self._falls(key, old)
        derived, after = accept(found, old.act)
        if [record.event for record in derived] == [record.event for record in old.consequences]:
            return old, after if derived == old.consequences else fold(old.records, found)
        self._voids += [record.n for record in old.consequences]
        turn = Turn(old.act, self._made(key, derived, old.act.place, given))
        return turn, fold(turn.records, found)

    def _falls(self, key: Key, old: Turn) -> _Outcome:
        self._fallen[key] = old.act.n
        self._voids += [record.n for record in old.records]
        return _NOTHING

    def _check(self, found: Coalition, act: Recorded) -> None:
        """Raises Refused where the act can no longer be accepted; what it was found to break it may still break."""
        if self._branch.after == "keep":
            check_sense(found, act)
        elif (breaches := judge(found, act.event, act.recorded_at)) and act.attested is None:
            raise refusal(found, act.event, breaches)

    def _corrected(self, key: Key, target: Recorded, found: Coalition, given: Recorded) -> _Outcome:
        """The correction that stands where the act stood. Raises Refused."""
        assert isinstance(given.event, EventRetracted)
        if given.event.instead is None:
            return _NOTHING
        event = corrected(target.event, given.event.instead)
        stamp = {"derived_from": given.n, "attested": target.attested, "stands_at": target.place}
        correction = Recorded(event, target.n, given.recorded_at, given.recorded_by, **stamp)  # type: ignore[arg-type]
        breaches = () if self._branch.after == "keep" else judge(found, event, given.recorded_at)
        self._check(found, correction)
        attested = target.attested if breaches else None
        correction = replace(correction, n=self._number(key, event), attested=attested, breaches=breaches)
        self._arisen.setdefault(key, []).append(correction)
        derived, _ = accept(found, correction)
        turn = Turn(correction, self._made(key, derived, target.place, given))
        return turn, fold(turn.records, found)

    def _number(self, key: Key, event: object) -> int:
        """The number that the record gave to the same correction; else one of its own."""
        base = self._base(key)
        if base is not None and base.act.event == event and self._of_this(base.act):
            return base.act.n
        number = self._branch.fresh()
        self._branch.corrections[number] = key
        return number

    def _of_this(self, record: Recorded) -> bool:
        return self._given is not None and record.derived_from == self._given.n

    def _made(self, key: Key, derived: Sequence[Recorded], place: int, given: Recorded) -> tuple[Recorded, ...]:
        """What arises anew at a place."""
        base = self._base(key)
        known = [record for record in base.consequences if self._of_this(record)] if base is not None else []
        stamp = {"recorded_at": given.recorded_at, "recorded_by": given.recorded_by}
        stamped = [replace(r, derived_from=given.n, stands_at=place, **stamp) for r in derived]  # type: ignore[arg-type]
        made = numbered(stamped, known, self._branch.fresh)
        self._arisen.setdefault(key, []).extend(made)
        return made

    def _kept(self, key: Key, old: Turn, found: Coalition, given: Recorded) -> _Outcome:
        """What the record says that the retraction did, done all the same."""
        base = self._base(key)
        gone = {record.n for record in old.records} & {*given.voids}
        if key == self._target:
            self._voids += [record.n for record in old.records]
            if base is None or not self._of_this(base.act):
                return _NOTHING
            self._arisen[key] = [record for record in base.records if self._of_this(record)]
            return base, fold(base.records, found)
        try:
            check_sense(found, old.act)
        except Refused:
            return self._falls(key, old)
        if old.act.n in gone:
            return self._falls(key, old)
        arisen = [r for r in base.consequences if self._of_this(r)] if base is not None else []
        left = [record for record in old.consequences if record.n not in gone]
        self._voids += gone
        self._arisen[key] = arisen
        turn = Turn(old.act, (*left, *arisen))
        return turn, fold(turn.records, found)
