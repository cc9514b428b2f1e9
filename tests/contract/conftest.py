"""The stores that the contract is held against: a kind of store is added here, and every test runs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.ledger import Ledger

from .postgres import new_schema, server
from .samples import Clock

#: A kind of store → the address of one that is not there yet.
STORES: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: f"sqlite:///{folder / 'ledger.db'}",
    "postgresql": lambda folder: server().url(new_schema()),
}


@pytest.fixture(params=STORES)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Addresses of stores that are not there yet, by a name of one's own."""

    def address(name: str) -> str:
        folder = tmp_path / name
        folder.mkdir()
        return STORES[request.param](folder)

    return address


@pytest.fixture
def store_url(new_url: Callable[[str], str]) -> str:
    """The address of a store that is not there yet."""
    return new_url("store")


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is set."""
    return Clock()


@pytest.fixture
def ledger(store_url: str, clock: Clock) -> Iterator[Ledger]:
    """An empty ledger by that clock."""
    with Ledger(store_url, create=True, clock=clock) as made:
        yield made


@pytest.fixture
def other(ledger: Ledger, store_url: str, clock: Clock) -> Iterator[Ledger]:
    """Somebody else's ledger on the same store."""
    with Ledger(store_url, clock=clock) as opened:
        yield opened
