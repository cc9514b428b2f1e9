"""Errors: what can go wrong with a store, said in a sentence that tells what to do."""

from __future__ import annotations


class EngineError(Exception):
    """Something outside the rules went wrong; the message says what, where and what to do."""


class NoStore(EngineError):
    """There is no ledger at the address given."""


class NotAStore(EngineError):
    """What lies at the address is not a ledger of this engine, or not one that can be trusted to keep things."""


class Unavailable(NotAStore):
    """A store cannot be used now: its disk is full or fails, somebody keeps it locked, or its library is missing."""


class StoreExists(EngineError):
    """A new store was asked for where there is one already."""


class CannotWrite(EngineError):
    """A file cannot be made or written where it was asked for."""


class Damaged(EngineError):
    """A stored event cannot be read back as what it says it is."""


class NoCoalition(EngineError):
    """The ledger holds no coalition of that name."""


class NoCheckpoint(EngineError):
    """No checkpoint of that size was signed here, or it does not cover what was asked for."""


class Contended(EngineError):
    """Others kept recording into the same coalition; nothing was recorded."""


class CommandReused(EngineError):
    """A command id that already stands for a recording in another coalition was given again."""


class NoKey(EngineError):
    """There is no signing key where it should be, or no place for one."""


class UnsafeKey(EngineError):
    """What lies where the signing key should be cannot be trusted to be one that only its owner knows."""


class Unsigned(EngineError):
    """Nothing was signed, because something that would be signed does not hold."""


class NothingToSign(EngineError):
    """Nothing was signed, because there is nothing yet."""
