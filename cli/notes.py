"""Notes: what whoever gives minutes is told beside the events: what a refusal may come of, what to look at again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from domain.coalition import Coalition, Origin
    from domain.event import Event
    from engine.exchange.line import Line
    from engine.importing import Refusal, Report
    from engine.ledger import Ledger

_RECORDED = (
    "These minutes seem to be recorded already. To change what they said, find the entry in: coalition log {}, "
    "and put another in its place; see: coalition record event-retracted --help"
)
#: The rules by which the word of whoever keeps the minutes is not enough.
_OF_WHOSE_WORD = ("commitments.only-the-accountable-deliver", "commitments.only-the-promisee-accepts")


class Taken(NamedTuple):
    """What minutes came to in one coalition, on record or in a rehearsal."""

    opening: Event | Origin  #: with what its history starts
    events: Sequence[Event]  #: those of the minutes, with what the rules derived from them
    standing: Callable[[], Coalition]  #: the coalition as it then stands


def hints(lines: Sequence[Line], report: Report, ledger: Ledger | None) -> Iterator[str]:
    """What minutes that were refused may come of; without a ledger where there is none yet."""
    if ledger is not None:
        yield from _not_proposed(report, ledger)
    yield from _recorded_already(report)
    yield from _joining_later(lines, report)
    yield from _said_by_nobody(lines, report)


def without_proposal(refusal: Refusal, ledger: Ledger) -> Refusal:
    """The refusal without its advice to propose a coalition, where another one is meant that there is."""
    if refusal.rule != "¶opened" or not ledger.meant(str(refusal.coalition)):
        return refusal
    return refusal._replace(message=refusal.message.replace("; record that first.", ".", 1))


def notes(taken: Taken, lines: Sequence[Line], *, rehearsed: bool) -> Iterator[str]:
    """What in minutes that were accepted may be a mistake, once where several events say the same."""
    from domain.facts import early

    yield from dict.fromkeys(sentence for event in taken.events for sentence in early(taken.opening, event))
    yield from _guests(taken)
    yield from dict.fromkeys(_late(taken, lines, "would be" if rehearsed else "is"))


def _not_proposed(report: Report, ledger: Ledger) -> Iterator[str]:
    unopened = {str(refusal.coalition) for refusal in report.refusals if refusal.rule == "¶opened"}
    yield from (f"The ledger holds no coalition {name!r}.{ledger.meant(name)}" for name in sorted(unopened))


def _recorded_already(report: Report) -> Iterator[str]:
    taken = [refusal for refusal in report.refusals if refusal.rule == "¶new"]
    if any(refusal.type == "session-held" for refusal in taken) or len(taken) > max(1, len(report.refusals) // 2):
        yield _RECORDED.format(taken[0].coalition)


def _joining_later(lines: Sequence[Line], report: Report) -> Iterator[str]:
    """Which of those who are not in join further down in the same minutes."""
    from domain.advice import OF_BEING_IN

    refused = {refusal.line for refusal in report.refusals if refusal.rule in OF_BEING_IN}
    missing, joining = set[tuple[Any, str]](), dict[str, int]()
    for line in lines:
        stream, party = line.fields.get("coalition"), line.fields.get("party")
        if line.fields.get("type") == "party-joined" and isinstance(party, str) and (stream, party) in missing:
            joining.setdefault(party, line.number)
        if line.number in refused:
            missing |= {(stream, name) for name in _names(line.fields.values())}
    if joining:
        at = f"line{'s' * (len(joining) > 1)} {_listed(map(str, joining.values()))}"
        one = len(joining) == 1
        yield (
            f"party-joined of {_listed(joining)} ({at}) {'is' if one else 'are'} among the events, which are recorded "
            f"last: put {'it' if one else 'them'} into minutes of {'its' if one else 'their'} own before these, with a "
            "line --- between."
        )


def _names(values: Iterable[Any]) -> Iterator[str]:
    """Everything among the values of an event that may be the name of a party."""
    for value in values:
        yield from (name for name in ([value] if isinstance(value, str) else _within(value)) if isinstance(name, str))


def _within(value: Any) -> Iterable[Any]:
    return value if isinstance(value, (list, tuple, dict)) else ()


def _said_by_nobody(lines: Sequence[Line], report: Report) -> Iterator[str]:
    """Which lines name nobody, and are taken for the word of whoever keeps the minutes."""
    refused = {refusal.line for refusal in report.refusals if refusal.rule in _OF_WHOSE_WORD}
    silent = [line for line in lines if line.number in refused and "by" in line.assumed]
    for keeper in sorted({str(line.fields.get("by")) for line in silent}):
        at = [str(line.number) for line in silent if line.fields.get("by") == keeper]
        silence = f"Line {at[0]} has" if len(at) == 1 else f"Lines {_listed(at)} have"
        yield f"{silence} no by, and {keeper}, who keeps these minutes, is taken to say it: name whose word it is."


def _listed(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _guests(taken: Taken) -> Iterator[str]:
    """Of everybody who is counted as present and is no party, a sentence."""
    from domain.advice import guests

    if sessions := [event for event in taken.events if event.type == "session-held"]:
        coalition = taken.standing()
        yield from (sentence for event in sessions for sentence in guests(coalition, event))


def _late(taken: Taken, lines: Iterable[Line], stands: str) -> Iterator[str]:
    """Of what is late only by the day of the meeting at which it was reported, a sentence."""
    from domain.commitments import CommitmentDelivered
    from domain.facts import late

    dated = {_delivery(line.fields) for line in lines if "at" in line.assumed}
    reported = [e for e in taken.events if isinstance(e, CommitmentDelivered) and (e.commitment, e.at) in dated]
    coalition = taken.standing() if reported else None
    for event in reported:
        if coalition is not None and (days := late(coalition, event)) is not None:
            due, done = days
            told = (
                f"{event.commitment} was due on {due} and {stands} on record as done on {done}, the day of the meeting."
            )
            yield f"{told} If it was done earlier, {_TO_CORRECT[stands]}"


_TO_CORRECT = {
    "is": "correct it with at: and that day; see: coalition record event-retracted --help",
    "would be": "say so with at: and that day.",
}


def _delivery(fields: Any) -> tuple[str, str]:
    """Which delivery it is: of what, and when."""
    return str(fields.get("commitment")), str(fields.get("at"))
