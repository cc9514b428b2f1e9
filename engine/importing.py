"""Importing: many events from outside, atomically per coalition, with a report of what was refused and why.

A number that a line gives for another event means the file's own `n` where its lines carry one, and is
mapped to the number that the event gets here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydantic import ValidationError

from domain.event import ADDED_BY_RECORDING, Event, Recorded
from domain.refusal import Refused
from domain.shape import parsed
from engine.batch import Batch, check_text
from engine.errors import Damaged, EngineError
from engine.exchange import jsonl
from engine.exchange.line import Fault, Line
from engine.integrity import entry
from engine.integrity.merkle import leaf_hash
from engine.ledger import Ledger, Receipt
from engine.mapper import Envelope, EventMapper
from engine.numbering import Numbers


class Refusal(NamedTuple):
    """A line that was not accepted: the rule it broke, or null where it could not even be read."""

    line: int
    coalition: str | None
    type: str | None
    rule: str | None
    message: str


@dataclass(slots=True)
class Outcome:
    """What became of the lines of one coalition."""

    accepted: int = 0
    refused: int = 0
    version: int = 0
    repeated: bool = False  #: whether this very import had been acknowledged before


@dataclass(slots=True)
class Report:
    """What became of a file."""

    coalitions: dict[str, Outcome] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        """How many lines were accepted, those of earlier identical imports included."""
        return sum(outcome.accepted for outcome in self.coalitions.values())

    def merge(self, other: Report) -> None:
        """Add what became of another file."""
        for name, outcome in other.coalitions.items():
            earlier = self.coalitions.setdefault(name, Outcome())
            earlier.accepted += outcome.accepted
            earlier.refused += outcome.refused
            earlier.version, earlier.repeated = outcome.version, outcome.repeated
        self.refusals += other.refusals

    def as_json(self) -> dict[str, Any]:
        """The report in the shape that other tools lean on."""
        each = {
            name: {"accepted": o.accepted, "refused": o.refused, "version": o.version, "repeated": o.repeated}
            for name, o in self.coalitions.items()
        }
        refusals = [refusal._asdict() for refusal in self.refusals]
        return {"accepted": self.accepted, "refused": len(refusals), "coalitions": each, "refusals": refusals}


@dataclass(frozen=True, slots=True)
class How:
    """How a file is imported."""

    recorded_by: str
    attest: str | None = None  #: a reason that attests every line which gives none of its own
    keep_going: bool = False  #: record what is accepted although other lines are refused


#: Where batches come from and go to: (coalition, work, command id) → receipt; for a rehearsal nothing is stored.
Write = Callable[[str, Callable[[Batch], None], str], Receipt]


def import_lines(
    lines: Iterable[Line | Fault], how: How, write: Write, committed: Callable[[str, Outcome], None] | None = None
) -> Report:
    """Record the events that the lines stand for. `committed` is told of every coalition once it is on disk.

    Unless told to keep going, an unreadable line keeps the whole file out, and a refused one its coalition.
    """
    report, groups = Report(), _grouped(lines)
    for fault in groups.faults:
        report.refusals.append(Refusal(fault.number, None, None, None, fault.message))
    if groups.faults and not how.keep_going:
        return report
    for stream, group in groups.streams.items():
        outcome = report.coalitions[stream] = _import_one(stream, group, how, write, report.refusals)
        if committed is not None and outcome.accepted:
            committed(stream, outcome)
    report.refusals.sort(key=lambda refusal: refusal.line)
    return report


def into(ledger: Ledger, how: How) -> Write:
    """Store the batches in a ledger."""

    def write(stream: str, work: Callable[[Batch], None], command: str) -> Receipt:
        receipt = ledger.write(stream, work, recorded_by=how.recorded_by, command_id=command)
        if receipt.repeated and how.keep_going:  # to tell again which lines were refused
            work(ledger.rehearse(stream, how.recorded_by, at_version=receipt.first - 1))
        return receipt

    return write


def rehearsed(open_batch: Callable[[str], Batch], ledger: Ledger | None = None) -> Write:
    """Decide the batches and store nothing; with a ledger, what that holds already by this command is not decided."""

    def write(stream: str, work: Callable[[Batch], None], command: str) -> Receipt:
        if ledger is not None and (known := ledger.acknowledged(command, stream)) is not None:
            return known
        batch = open_batch(stream)
        work(batch)
        return Receipt(command, stream, batch.coalition.version, batch.coalition.version, repeated=False)

    return write


@dataclass(slots=True)
class _Groups:
    streams: dict[str, list[Line]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


class _HeldBack(Exception):
    """Some line was refused, and nothing of the coalition is to be recorded."""


def _grouped(lines: Iterable[Line | Fault]) -> _Groups:
    groups = _Groups()
    for line in lines:
        if isinstance(line, Fault):
            groups.faults.append(line)
        elif not isinstance(stream := line.fields.get("coalition"), str):
            groups.faults.append(Fault(line.number, "The field coalition is missing or not text: name the coalition."))
        else:
            groups.streams.setdefault(stream, []).append(line)
    return groups


def _import_one(stream: str, lines: list[Line], how: How, write: Write, refusals: list[Refusal]) -> Outcome:
    outcome, found = Outcome(), list[Refusal]()

    def work(batch: Batch) -> None:
        found.clear()
        outcome.accepted = _propose_all(batch, lines, how, found)
        outcome.version = batch.coalition.version
        if found and not how.keep_going:
            outcome.accepted, outcome.version = 0, batch.coalition.version - len(batch.records)
            raise _HeldBack

    try:
        receipt = write(stream, work, _command_id(stream, lines, how))
    except _HeldBack:
        pass
    except EngineError as error:
        raise type(error)(f"{error}. Coalitions before {stream} are recorded; import the file again") from error
    else:
        if receipt.repeated:
            outcome.version, outcome.repeated = receipt.last, True
            if not how.keep_going:  # what refuses them now that they are recorded, by a twin perhaps, says nothing
                outcome.accepted = _acts(lines)
                found.clear()
    refusals += found
    outcome.refused = len(found)
    return outcome


def _propose_all(batch: Batch, lines: list[Line], how: How, refusals: list[Refusal]) -> int:
    numbers = Numbers(lines)
    with batch.in_bulk():
        return sum(_propose(batch, line, numbers, how, refusals) for line in lines)


def _propose(batch: Batch, line: Line, numbers: Numbers, how: How, refusals: list[Refusal]) -> bool:
    """Whether a line was accepted as an act."""
    try:
        if numbers.leave_out(line):
            return False
        event, attest = _proposed(line, numbers)
        records = batch.propose(event, attest or how.attest)
    except Refused as refused:
        refusals.append(_refusal(line, refused))
        return False
    numbers.learn(line, records)
    return True


def _proposed(line: Line, numbers: Numbers) -> tuple[Event, str | None]:
    fields = {name: value for name, value in line.fields.items() if name not in ADDED_BY_RECORDING}
    return parsed(numbers.mapped(fields)), _attested_reason(line.fields.get("attested"))


def _attested_reason(attested: Any) -> str | None:
    if attested is None:
        return None
    reason = attested.get("reason") if isinstance(attested, Mapping) else None
    try:
        check_text(reason or "")
    except ValueError:
        raise Refused("¶shape", 'attested should be an object with a reason in plain text: {"reason": "…"}.') from None
    return reason


def _refusal(line: Line, refused: Refused) -> Refusal:
    named = {name: line.fields.get(name) for name in ("coalition", "type")}
    known = {name: value if isinstance(value, str) else None for name, value in named.items()}
    return Refusal(line.number, known["coalition"], known["type"], refused.rule, refused.message + refused.also)


def _acts(lines: Iterable[Line]) -> int:
    return sum(line.fields.get("derived_from") is None for line in lines)


def _command_id(stream: str, lines: Iterable[Line], how: How) -> str:
    """The same lines in the same way are the same command: an import that broke off is simply run again."""
    digest = hashlib.sha256(repr((stream, how.attest, how.keep_going)).encode())
    for line in lines:
        digest.update(repr(sorted(line.fields.items())).encode("utf-8", "backslashreplace"))
    return f"import-{digest.hexdigest()}"


def restored(lines: Iterable[Line | Fault]) -> Iterator[Recorded]:
    """The records that an export's lines stand for, everything that recording added taken as given.

    Raises ValueError with the line where one is unreadable, makes no record, or has other hashes than its events give.
    """
    chain = Chain()
    for line in lines:
        if isinstance(line, Fault):
            raise ValueError(f"Line {line.number}: {line.message}")
        try:
            record = _as_given(line.fields)
            chain.check(record, line.fields)
            yield record
        except Refused as refused:
            raise ValueError(f"Line {line.number}: {refused.message}") from None
        except HashesDiffer as differ:
            raise ValueError(f"Line {line.number}: {differ}") from None
        except ValidationError as invalid:
            error = invalid.errors(include_url=False)[0]
            place = ".".join(map(str, error["loc"]))
            raise ValueError(f"Line {line.number}: {place} {error['msg']}") from None
        except ValueError as wrong:
            raise ValueError(f"Line {line.number}: {wrong}") from None


def _as_given(fields: Mapping[str, Any]) -> Recorded:
    event = parsed({name: value for name, value in fields.items() if name not in ADDED_BY_RECORDING})
    added = {name: fields[name] for name in ADDED_BY_RECORDING - {"n", "prev", "hash"} if name in fields}
    envelope, n = Envelope.model_validate(added), fields.get("n")
    if not isinstance(n, int) or isinstance(n, bool):
        raise Refused("¶shape", "n is missing: only an export can be restored; import anything else without --restore.")
    return envelope.around(event, n)


class HashesDiffer(ValueError):
    """An exported line holds another hash than its event gives: one of them was changed."""


class Chain:
    """The leaf hashes of histories as they go on: the same in every store that holds the same events."""

    def __init__(self) -> None:
        self._mapper, self._last = EventMapper(), dict[str, tuple[int, bytes | None]]()

    def check(self, record: Recorded, fields: Mapping[str, Any]) -> None:
        """Hold what an export says of a record against what it gives. Raises HashesDiffer."""
        stored, stream = self._mapper.to_stored_event(record), record.event.coalition
        number, before = self._last.get(stream, (0, None))
        if record.n == number + 1:  # what has a gap is refused for that
            written = entry.for_event(stream, record.n, record.type, stored.state, before).written()
            leaf = leaf_hash(written)
            self._last[stream] = record.n, leaf
            told = {"prev": None if before is None else before.hex(), "hash": leaf.hex()}
            if wrong := [name for name in told if name in fields and fields[name] != told[name]]:
                raise HashesDiffer(f"{wrong[0]} is not that of the event: the export was changed after it was made")


def exported(ledger: Ledger, coalitions: Iterable[str]) -> Iterator[str]:
    """The entries of these coalitions, a line of JSON each, as `restored` reads them."""
    for coalition in coalitions:
        entries, leaves = ledger.stream(coalition), ledger.leaves(coalition)  # what comes meanwhile waits
        if len(leaves) < len(entries):
            raise Damaged(f"The log does not know all events of {coalition}. See: coalition audit verify")
        for record, prev, leaf in zip(entries, [None, *leaves], leaves, strict=False):
            yield jsonl.dumps(record.as_exported() | {"prev": prev, "hash": leaf})
