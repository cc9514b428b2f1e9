"""Lines: small files to import, as somebody might have written them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from engine.exchange import jsonl
from engine.importing import How, Outcome, Report, import_lines, into
from engine.ledger import Ledger

Fields = dict[str, Any]


def proposed(coalition: str = "alder", **fields: Any) -> Fields:
    given = {"type": "coalition-proposed", "name": "Alder", "purpose": "Plant.", "convener": "ash", "origin": "invited"}
    return {"coalition": coalition, "at": "2020-01-01", "by": "ash"} | given | fields


def joined(party: str, coalition: str = "alder", **fields: Any) -> Fields:
    given = {"type": "party-joined", "party": party, "name": party, "kind": "other", "standing": "member", "by": party}
    return {"coalition": coalition, "at": "2020-01-01"} | given | fields


def moment(what: str, coalition: str = "alder", **fields: Any) -> Fields:
    given = {"type": "trust-moment", "between": ["ash", "birch"], "kind": "help", "what": what, "by": "ash"}
    return {"coalition": coalition, "at": "2020-01-01"} | given | fields


def told(coalition: str = "alder", **fields: Any) -> Fields:
    """Testimony about an event."""
    given = {"type": "account-contested", "party": "birch", "account": "Not so.", "by": "birch"}
    return {"coalition": coalition, "at": "2020-01-01"} | given | fields


def opened(coalition: str = "alder") -> list[Fields]:
    return [proposed(coalition), joined("ash", coalition), joined("birch", coalition)]


#: An act that makes no sense after `opened`: somebody joins again.
AGAIN = joined("birch")


def written(lines: list[Any]) -> bytes:
    return b"".join((each if isinstance(each, bytes) else jsonl.dumps(each).encode()) + b"\n" for each in lines)


def take(
    ledger: Ledger, lines: list[Any], committed: Callable[[str, Outcome], None] | None = None, **how: Any
) -> Report:
    manner = How("clerk", **how)
    return import_lines(jsonl.read(io.BytesIO(written(lines))), manner, into(ledger, manner), committed)


def types(ledger: Ledger, coalition: str = "alder") -> list[str]:
    return [entry.type for entry in ledger.stream(coalition)]
