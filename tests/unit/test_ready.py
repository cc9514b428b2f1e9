"""Coalitions held ready: caught up with what others recorded, read whole only where it must be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from contract.samples import begin, moment, record, retracted

from domain.event import Recorded
from domain.history import coalition_of
from engine import ready
from engine.ledger import Ledger
from engine.ready import Ready


class Shelf:
    """The entries of a ledger, and from where on they were asked for."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.asked: list[tuple[str, int | None]] = []

    def __call__(self, stream: str, /, gt: int | None = None) -> Sequence[Recorded]:
        """The entries of a coalition after a version."""
        self.asked.append((stream, gt))
        return self.whole(stream)[gt or 0 :]

    def whole(self, stream: str) -> list[Recorded]:
        """All entries of a coalition."""
        return self.ledger.stream(stream) if self.ledger.version(stream) else []


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with Ledger(f"sqlite:///{tmp_path / 'a.db'}", create=True) as ledger:
        begin(ledger)
        yield Shelf(ledger)


def test_only_what_is_new_is_read(shelf: Shelf) -> None:
    held = Ready(shelf)
    assert held.current("alder").coalition == coalition_of(shelf.whole("alder"))
    record(shelf.ledger, moment("a walk"))
    live = held.current("alder")
    assert live.coalition == coalition_of(shelf.whole("alder"))
    assert live.recorded_at == shelf.whole("alder")[-1].known_from
    assert held.current("alder") is live
    assert shelf.asked == [("alder", 0), ("alder", 3), ("alder", 4)]


def test_what_others_took_back_is_no_longer_held(shelf: Shelf) -> None:
    held = Ready(shelf)
    record(shelf.ledger, moment("a walk"))
    held.current("alder")
    record(shelf.ledger, retracted(4))
    assert held.current("alder").coalition == coalition_of(shelf.whole("alder"))
    assert shelf.asked == [("alder", 0), ("alder", 4), ("alder", None)]


def test_what_is_recorded_while_all_is_read_again_is_held_with_its_instant(shelf: Shelf) -> None:
    held = Ready(shelf)
    record(shelf.ledger, moment("a walk"))
    held.current("alder")
    record(shelf.ledger, retracted(4))
    seen = shelf.whole("alder")
    record(shelf.ledger, moment("another walk"))

    def overtaken(stream: str, /, gt: int | None = None) -> Sequence[Recorded]:
        return shelf(stream, gt) if gt is None else seen[gt:]

    held._read = overtaken
    live = held.current("alder")
    assert live.coalition.version == 6
    assert live.recorded_at == shelf.whole("alder")[-1].known_from > seen[-1].known_from


def test_a_coalition_that_is_not_there_is_not_held(shelf: Shelf) -> None:
    held = Ready(shelf)
    assert held.current("beech").coalition.version == 0
    begin(shelf.ledger, "beech")
    assert held.current("beech").coalition == coalition_of(shelf.whole("beech"))
    assert shelf.asked == [("beech", 0), ("beech", 0)]


def test_those_that_nobody_asked_for_the_longest_are_let_go(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "_KEPT", 2)
    held = Ready(shelf)
    for stream in ("beech", "cherry"):
        begin(shelf.ledger, stream)
    held.current("alder"), held.current("beech")
    held.keep("alder", held.current("alder"))
    held.current("cherry")
    del shelf.asked[:]
    for stream in ("alder", "cherry", "beech"):
        held.current(stream)
    assert shelf.asked == [("alder", 3), ("cherry", 3), ("beech", 0)]
