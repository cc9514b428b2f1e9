"""Orphans: why what people recorded could not have been recorded on a branch, in a sentence each.

The Navy’s delivery of c-4 could not have been recorded: c-4 was never promised, because act 17 was dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.refusal import RULES
from engine.scenario import Replay, Step
from projections.sentences.deeds import deed, never
from projections.sentences.wording import capital, finished

#: What became of a step on the way from the edit to an orphan.
_FATES = {
    "orphaned": "could not have been recorded either",
    "vanished": "did not follow",
    "changed": "had other consequences",
}


def stories(replay: Replay) -> list[dict[str, Any]]:
    """`[{"n", "type", "sentence"}…]`: the orphans of a replay, in their order."""
    steps = {step.n: step for step in replay.differing if step.n is not None}
    names = replay.record.coalition.membership.names
    return [
        {"n": step.n, "type": step.type, "sentence": finished(_story(step, steps, replay), names)}
        for step in replay.differing
        if step.label == "orphaned"
    ]


def _story(step: Step, steps: Mapping[Any, Step], replay: Replay) -> str:
    chain = [steps[n] for n in step.because if n in steps]
    what_was_done = deed(step.record.event, replay.record.coalition.membership)
    told = f"{_at_the_start(what_was_done)} could not have been recorded"
    missing = _missing(step, chain) if step.rule == "¶known" else None
    if missing is None:
        return f"{told}{_rule(step)}{_joined(': ', _cause(chain, None, step, replay))}{_detail(step)}"
    what, maker = missing
    return f"{told}: {what}{_joined(', because ', _cause(chain, maker, step, replay))}"


def _rule(step: Step) -> str:
    if step.rule is None:
        return ""
    sentence = RULES[step.rule].sentence.rstrip(".")
    return f", by the rule that {sentence[0].lower()}{sentence[1:]}"


def _detail(step: Step) -> str:
    """Of what is inserted, what the refusal says beyond its rule, as a sentence of its own: what is missing.

    Whoever wrote the scenario can mend it; nobody can mend what others recorded.
    """
    if not isinstance(step.n, str) or step.rule is None or step.message is None:
        return ""
    sentence = RULES[step.rule].sentence
    more = step.message.removeprefix(sentence)
    return f".{more}" if more and more != step.message else ""


def _missing(step: Step, chain: Sequence[Step]) -> tuple[str, Step] | None:
    """What an event speaks of that one of the steps it comes from would have brought in, and that step."""
    for maker in chain:
        event = maker.record.event
        brought = {*event.introduces(), *event.also_names(), *event.reserves()}
        for kinds, name in step.record.event.refers():
            if kind := next((kind for kind in kinds if (kind, name) in brought), None):
                return never(kind, name), maker
    return None


def _cause(chain: Sequence[Step], through: Step | None, step: Step, replay: Replay) -> str:
    """The edit that it comes from, and the step through which it does: the nearest, where no other is given."""
    if not chain:
        return ""
    if through is not None and through.label not in _FATES:
        return _edited(through, step, replay)
    edit = [link for link in chain if link.label not in _FATES][-1:] or [chain[-1]]
    through = through or next((link for link in chain if link.label in _FATES), edit[0])
    ends = _edited(edit[0], step, replay)
    return ends if through is edit[0] else f"{_called(through)} {_FATES[through.label]}, as {ends}"


def _edited(edit: Step, step: Step, replay: Replay) -> str:
    """What the scenario did at a step."""
    if edit.label == "dropped":
        return f"{_called(edit)} was dropped"
    called = "it" if edit.n == step.n else _called(edit)
    if isinstance(edit.n, str):  # what is inserted is called i1, i2 …, and may be an orphan itself
        return f"{called} was inserted"
    recorded = replay.timeline.by_number.get(edit.n) if isinstance(edit.n, int) else None
    if recorded is not None and recorded.event.at != edit.at:
        return f"{called} was moved to {edit.at}"
    return f"{called} was changed"


def _called(step: Step) -> str:
    if isinstance(step.n, str):
        return step.n
    return f"{'event' if step.derived else 'act'} {step.n}"


def _at_the_start(draft: str) -> str:
    """A draft at the start of a sentence; a name stands as it is."""
    return draft if draft.startswith("\x00") else capital(draft)


def _joined(words: str, rest: str) -> str:
    return f"{words}{rest}" if rest else ""
