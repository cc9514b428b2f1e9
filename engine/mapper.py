"""The mapper: records to stored bytes and back, through pydantic both ways.

A stored event is two lines of JSON: the event as it was written, then what recording added. Its topic is
the type's tag, looked up in the registry and nowhere else: a stored row can never name code to import.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from pydantic import BaseModel, ConfigDict, ValidationError

from domain.event import Attested, Event, Recorded, has_decimals, registry
from domain.values import Number, Text, When
from engine.errors import Damaged
from engine.exchange import jsonl


class _Attested(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    reason: Text
    by: Text


class Envelope(BaseModel):
    """What recording added to an event, as it is stored; absent where it does not apply."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    recorded_at: When
    recorded_by: Text
    derived_from: Number | None = None
    attested: _Attested | None = None
    breaches: tuple[str, ...] = ()
    voids: tuple[Number, ...] = ()
    stands_at: Number | None = None
    command_id: Text | None = None
    schema_version: Number = 1

    def around(self, event: Event, n: int) -> Recorded:
        """The record of an event with what recording added. Raises ValueError where that cannot be."""
        if (self.voids and event.type != "event-retracted") or (self.stands_at and not self.derived_from):
            raise ValueError("only a retraction voids anything, and gives it another place")
        return Recorded(
            event,
            n,
            self.recorded_at,
            self.recorded_by,
            self.derived_from,
            Attested(self.attested.reason, self.attested.by) if self.attested else None,
            self.breaches,
            self.voids,
            self.stands_at,
            self.command_id,
        )


class EventMapper(Mapper[str]):
    """Turns records into stored events and back. Raises Damaged for a row that is not what it says it is."""

    def __init__(self, types: Mapping[str, type[Event]] | None = None) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self._types = registry() if types is None else types

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """The row of a record."""
        assert isinstance(domain_event, Recorded)
        state = f"{_event_line(domain_event.event)}\n{_envelope_line(domain_event)}".encode()
        return StoredEvent(domain_event.originator_id, domain_event.n, domain_event.type, state)

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded:
        """The record of a row."""
        try:
            return self._record(stored_event)
        except (ValueError, TypeError, LookupError, AttributeError) as fault:  # an upcast may meet anything
            place = f"{stored_event.originator_id} event {stored_event.originator_version}"
            raise Damaged(
                f"The stored {place} cannot be read: {_first_line(fault)}. See: coalition store check"
            ) from fault

    def _record(self, stored: StoredEvent) -> Recorded:
        _check_columns(stored)
        event_type = self._types.get(stored.topic)
        if event_type is None:
            raise ValueError(f"no event type is called {stored.topic!r}")
        lines = stored.state.split(b"\n")
        if len(lines) != 2:
            raise ValueError("its bytes are not two lines")
        event_line, envelope_line = lines
        envelope = _envelope(envelope_line)
        event = _event(event_type, event_line, envelope.schema_version)
        if event.coalition != stored.originator_id:
            raise ValueError(f"it says it belongs to {event.coalition!r}")
        return envelope.around(event, stored.originator_version)


@lru_cache(maxsize=256)
def _envelope(line: bytes) -> Envelope:
    """What recording added; the events of a file that was imported have the same, all but the first."""
    return Envelope.model_validate_json(line)


def _check_columns(stored: StoredEvent) -> None:
    """A database may hold anything in any column. Raises ValueError."""
    n, topic, state = stored.originator_version, stored.topic, stored.state
    if not (isinstance(n, int) and n > 0 and isinstance(topic, str) and isinstance(state, bytes)):
        raise ValueError("its columns do not hold a number, a type and bytes")


def _event(event_type: type[Event], line: bytes, version: int) -> Event:
    if version != event_type.schema_version:
        return event_type.model_validate(_upcast(event_type, jsonl.loads(line.decode()), version))
    if has_decimals(event_type):  # a decimal must not pass through a float, which pydantic's own parser makes of it
        return event_type.model_validate(jsonl.loads(line.decode()))
    return _reader(event_type)(line)


@cache
def _reader(event_type: type[Event]) -> Callable[[bytes], Event]:
    """What `model_validate_json` comes down to for a type, without the way there: a tenth of reading an event."""
    event_type.model_rebuild()
    return event_type.__pydantic_validator__.validate_json


def _upcast(event_type: type[Event], fields: dict[str, Any], version: int) -> dict[str, Any]:
    if version > event_type.schema_version:
        raise ValueError(f"its schema version {version} is newer than this engine knows")
    for older in range(version, event_type.schema_version):
        fields = event_type.upcast(fields, older)
    return fields


def _event_line(event: Event) -> str:
    if has_decimals(type(event)):
        return jsonl.dumps(event.model_dump(exclude_unset=True))
    return event.model_dump_json(exclude_unset=True)


def _envelope_line(recorded: Recorded) -> str:
    added: dict[str, Any] = {"recorded_at": recorded.recorded_at, "recorded_by": recorded.recorded_by}
    optional = {
        "derived_from": recorded.derived_from,
        "attested": recorded.attested._asdict() if recorded.attested else None,
        "breaches": list(recorded.breaches),
        "voids": list(recorded.voids),
        "stands_at": recorded.stands_at,
        "command_id": recorded.command_id,
        "schema_version": recorded.event.schema_version if recorded.event.schema_version > 1 else None,
    }
    return jsonl.dumps(added | {name: value for name, value in optional.items() if value})


def _first_line(fault: Exception) -> str:
    if isinstance(fault, ValidationError):
        error = fault.errors(include_url=False)[0]
        return f"{'.'.join(map(str, error['loc'])) or 'it'}: {error['msg']}"
    return str(fault).partition("\n")[0][:200] or type(fault).__name__
