"""The world of a scenario: one coalition's history in memory, a clock that is handed in, and the last attempt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from steps.language import Said

from domain.coalition import Coalition
from domain.event import Recorded
from domain.history import coalition_of, consider, counting, fold, redecide
from domain.refusal import RULES, Refused, Rule
from domain.shape import parsed


@dataclass(slots=True)
class Attempt:
    """What came of something that was tried: the records it led to, or the refusal."""

    records: tuple[Recorded, ...] = ()
    refusal: Refused | None = None
    seen: bool = False  #: whether a Then looked at the refusal

    @property
    def act(self) -> Recorded:
        """The record of the act itself."""
        assert self.refusal is None, f"refused by {self.refusal.rule}: {self.refusal}"
        return self.records[0]

    @property
    def added(self) -> tuple[Recorded, ...]:
        """What the rules added to it."""
        assert self.refusal is None, f"refused by {self.refusal.rule}: {self.refusal}"
        return self.records[1:]


@dataclass(slots=True)
class World:
    """Everything that the steps of one scenario share."""

    today: str = "2026-01-05T12:00:00Z"  #: when things are recorded
    day: str = "2019-01-07"  #: when things happen, until another day is named
    name: str = "i3t"
    convener: str | None = None  #: who acts where nobody is named
    history: list[Recorded] = field(default_factory=list)
    coalition: Coalition = field(default_factory=Coalition)
    attempts: list[Attempt] = field(default_factory=list)
    kept_before: int = 0  #: how many records there were before the last attempt
    failed: bool = False

    @property
    def latest(self) -> Attempt:
        """What was tried last."""
        assert self.attempts, "nothing has been tried yet"
        return self.attempts[-1]

    def empty(self) -> None:
        """Forget the coalition there was: an empty ledger."""
        self.history, self.coalition, self.convener = [], Coalition(), None

    def happens(self, said: Said) -> None:
        """Record what happened; it must be accepted."""
        records = self._considered(said)
        self._keep(records)

    def tries(self, said: Said) -> None:
        """Try to record something, and keep what came of it."""
        assert not any(a.refusal and not a.seen for a in self.attempts), f"unseen: {self.latest.refusal}"
        self.kept_before = len(self.history)
        try:
            records = self._considered(said)
        except Refused as refusal:
            self.attempts.append(Attempt(refusal=refusal))
            return
        self._keep(records)
        self.attempts.append(Attempt(records))

    def number(self, ref: str) -> int:
        """The number of the event that bears a ref."""
        return self.coalition.entry_refs[ref]

    def check_at_the_end(self) -> None:
        """No refusal went unseen, and what counts, put before the rules again, leads to the same."""
        assert not any(a.refusal and not a.seen for a in self.attempts), f"unseen: {self.latest.refusal}"
        followed = [record.event for group in redecide(self.history) for record in (group.act, *group.consequences)]
        counted = [record.event for record in counting(self.history) if record.type != "event-retracted"]
        assert followed == counted

    def saw_refusal_by(self, rule_id: str) -> bool:
        """Whether this rule, before all others, refused something that was tried."""
        return any(attempt.refusal and attempt.refusal.rule == rule_id for attempt in self.attempts)

    def saw_pass_of(self, rule: Rule) -> bool:
        """Whether something was tried, and recorded, that this rule judges and that does not break it."""
        judged = [attempt.act for attempt in self.attempts if attempt.refusal is None]
        return any(not rule.types or isinstance(act.event, rule.types) for act in judged if rule.id not in act.breaches)

    def _considered(self, said: Said) -> tuple[Recorded, ...]:
        event = parsed(self._written(said))
        return consider(
            self.history,
            event,
            now=self.today,
            recorded_by=said.recorded_by or "The Secretary",
            attest=said.attest,
            coalition=self.coalition,
        )

    def _written(self, said: Said) -> dict[str, Any]:
        fields = dict(said.fields)
        self.day = fields.setdefault("at", self.day)[:10]
        if self.convener is not None:
            fields.setdefault("by", self.convener)
        if said.unsigned:
            fields.pop("by", None)
        return {"coalition": self.name, "type": said.type, **fields}

    def _keep(self, records: tuple[Recorded, ...]) -> None:
        self.history += records
        if any(record.voids for record in records):
            self.coalition = coalition_of(self.history)
        else:
            self.coalition = fold(records, self.coalition)
        self.convener = self.coalition.membership.convener or self.convener


def rule_saying(words: str) -> str:
    """The id of the one rule whose sentence starts with these words."""
    wanted = words.rstrip(".").lower()
    found = [rule.id for rule in RULES.values() if rule.sentence.lower().startswith(wanted)]
    assert len(found) == 1, f"{len(found)} rules say {words!r}: {found}"
    return found[0]
