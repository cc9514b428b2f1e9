"""Reading: the event that stored bytes stand for, as exports write it, without the store that they come from."""

from __future__ import annotations

from eventsourcing.persistence import StoredEvent

from engine.errors import Damaged
from engine.exchange import jsonl
from engine.integrity.entry import Entry
from engine.integrity.strict import Malformed
from engine.mapper import EventMapper

_MAPPER = EventMapper()


def exported(entry: Entry, leaf: str, state: bytes) -> bytes:
    """The line of an export: the event as written, what recording added, `prev` and `hash`. Raises Malformed.

    Bytes that two readers could read in two ways, such as a key that stands twice, are refused.
    """
    try:
        for line in state.decode().split("\n"):
            jsonl.loads(line)
        record = _MAPPER.to_domain_event(StoredEvent(entry.stream, entry.version, entry.topic, state))
    except (ValueError, Damaged) as unreadable:
        raise Malformed(f"The event cannot be read: {unreadable}") from unreadable
    return jsonl.dumps(record.as_exported() | {"prev": entry.prev, "hash": leaf}).encode()
