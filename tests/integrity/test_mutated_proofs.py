"""A thousand proofs and checkpoints with something done to them: each is refused with a sentence, or is the same."""

from __future__ import annotations

import random

import pytest

from engine.integrity import receipt
from integrity.making import KEY
from integrity.test_check import LOG, NOTE, RECEIPT, checked


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with something done to them: bits, bytes, stretches and lines changed, moved, doubled or lost."""
    first, second = sorted(chance.choices(range(len(data) + 1), k=2))
    second = min(second, first + chance.choice((1, 1, 4, 40, 400)))
    lines = data.split(b"\n")
    place, other = chance.choices(range(len(lines)), k=2)
    byte = data[first : first + 1] or b"\n"
    stretch = data[first:second]
    exchanged = {place: lines[other], other: lines[place]}
    ways = (
        lambda: data[:first] + bytes([byte[0] ^ 1 << chance.randrange(8)]) + data[first + 1 :],
        lambda: data[:first] + bytes([chance.randrange(256)]) + data[first + 1 :],
        lambda: data[:first] + chance.randbytes(chance.randrange(1, 9)) + data[first:],
        lambda: data[:first] + data[second:],
        lambda: data[:second] + stretch + data[second:],
        lambda: data[:first] + stretch[::-1] + data[second:],
        lambda: data[:first],
        lambda: data[:second] + data[first:],
        lambda: data[:first] + stretch.swapcase() + data[second:],
        lambda: b"\n".join([*lines[:place], *lines[place + 1 :]]),
        lambda: b"\n".join([*lines[:place], lines[other], *lines[place:]]),
        lambda: b"\n".join(exchanged.get(number, line) for number, line in enumerate(lines)),
        lambda: data.replace(stretch, stretch[: len(stretch) // 2]),
    )
    return chance.choice(ways)()


def plain(data: bytes) -> bytes:
    """A proof or checkpoint with one signature line of the key and no other: signatures of strangers, and the same one
    again, are to be ignored, as the format of notes has it; they are the only bytes that may differ.
    """
    text, parting, lines = data.rpartition(b"\n\n")
    own = [line for line in lines.splitlines(keepends=True) if KEY.verifier.name.encode() in line]
    return text + parting + own[0] if own else data


@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_mutations_of_a_proof(seed: int) -> None:
    chance, refused = random.Random(seed), 0
    for number in range(100):
        original = (LOG.receipt(number % len(LOG.rows), NOTE).written(), NOTE, RECEIPT.written())[number % 3]
        data = mutated(original, chance)
        result = checked(data)
        if result.holds:
            assert plain(data) == plain(original)
        else:
            refused += 1
            assert result.faults
            assert all(fault.message.isprintable() for fault in result.faults)
    assert refused > 80


def test_the_bytes_that_may_differ_are_signatures_of_strangers() -> None:
    witnessed = RECEIPT.written() + "— witness.example AAAAAAAA\n".encode()
    assert checked(witnessed).holds
    assert plain(witnessed) == RECEIPT.written()


def test_receipts_are_those_of_the_rows() -> None:
    assert receipt.of(RECEIPT).entry_bytes == LOG.rows[4].entry
