"""A thousand packs with something done to them: each is refused with a sentence, or its files are those of the pack.

What may differ in a pack that holds is the archive about the files, which says nothing: dates, modes, comments, how
they are compressed and in which order they stand.
"""

from __future__ import annotations

import random

import pytest

from engine.integrity import pack, unzip
from engine.integrity.check import check
from engine.integrity.findings import Checked
from engine.integrity.strict import Malformed
from integrity.making import KEY, small
from integrity.test_mutated_proofs import mutated

LOG, NOTE = small()
PACK = LOG.pack(NOTE)
FILES = unzip.unzipped(PACK)
NAMES = sorted(FILES)


def files_of(data: bytes) -> dict[str, bytes] | None:
    try:
        return unzip.unzipped(data)
    except Malformed:
        return None


def accepted(data: bytes) -> bool:
    """Whether a pack is accepted; that it is told cleanly why not is made sure of."""
    result: Checked = check(data, KEY.verifier)
    if not result.holds:
        assert result.faults
        assert all(fault.message.isprintable() and fault.place.isprintable() for fault in result.faults)
    return result.holds


@pytest.mark.parametrize("seed", range(10))
def test_fifty_archives_whose_bytes_were_changed(seed: int) -> None:
    chance, refused = random.Random(seed), 0
    for _ in range(50):
        data = mutated(PACK, chance)
        if accepted(data):
            assert files_of(data) == FILES
        else:
            refused += 1
    assert refused > 30


def edited(chance: random.Random) -> dict[str, bytes]:
    """The files of the pack with one changed, lost, renamed, doubled under another name or put in another's place."""
    one, other = chance.sample(NAMES, 2)
    files = dict(FILES)
    way = chance.randrange(8)
    if way < 4:
        files[one] = mutated(FILES[one], chance)
    elif way == 4:
        del files[one]
    elif way == 5:
        files[one], files[other] = FILES[other], FILES[one]
    elif way == 6:
        files[mutated(one.encode(), chance).decode(errors="replace")[:150] or "x"] = files.pop(one)
    else:
        files[other] = FILES[one]
    return files


@pytest.mark.parametrize("seed", range(10))
def test_fifty_packs_whose_files_were_changed(seed: int) -> None:
    chance = random.Random(1000 + seed)
    for _ in range(50):
        files = edited(chance)
        assert accepted(pack.zipped(files)) == (files == FILES)
