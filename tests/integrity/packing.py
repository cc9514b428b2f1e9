"""A pack for the tests, what may be done to it, and what is told of it then."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.integrity import pack, unzip
from engine.integrity.check import check
from engine.integrity.findings import Checked
from engine.integrity.heads import Head
from engine.integrity.note import Signer
from integrity.making import KEY, Log, small

LOG, NOTE = small()
PACK = LOG.pack(NOTE)
FILES = unzip.unzipped(PACK)
Files = dict[str, bytes]


def checked(files: Files, key: Signer = KEY) -> Checked:
    return check(pack.zipped(files), key.verifier)


def told(result: Checked) -> str:
    """What a result says that does not hold; that there is such a thing is made sure of."""
    assert not result.holds
    return "\n".join(fault.message for fault in result.faults)


def without(files: Files, *names: str) -> Files:
    return {name: data for name, data in files.items() if name not in names}


def relogged(ends: Callable[[dict[str, Head]], dict[str, Head]], number: int | None = None) -> tuple[Log, bytes]:
    """The small log, closed with other stream heads than it has: somebody who holds the key lies in them."""
    log = small()[0]
    log.entries.pop()
    log.closings.pop()
    return log, log.close(ends(log.ends), number)


def but_con(ends: dict[str, Head]) -> dict[str, Head]:
    return {name: end for name, end in ends.items() if name != "con"}


def forged_pack(log: Log, note: bytes, streams: list[str] | None = None) -> Files:
    """A pack as somebody makes it who leaves out the checks of the writer."""
    with pytest.MonkeyPatch.context() as patch:
        for check_of_the_writer in ("check_closing", "check_last", "_check_whole"):
            patch.setattr(pack, check_of_the_writer, lambda *_: None)
        return unzip.unzipped(log.pack(note, streams))
