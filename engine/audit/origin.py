"""The name of a log: it is in every checkpoint, and in the name of the key that signs."""

from __future__ import annotations

from engine.errors import NothingToSign
from engine.stores.leaves import Log


def origin_of(log: Log) -> str:
    """The name of a log, after its first leaf: a copy keeps it, another ledger has another. Raises NothingToSign."""
    try:
        return f"coalition-ledger/{log.leaf(0).hex()[:32]}"
    except LookupError:
        raise NothingToSign("There is nothing to sign: the ledger holds no events yet") from None
