"""The campaign of tampering on a real PostgreSQL server, by the owner of the database, who may do anything there.

What the database itself refuses, such as a text where a number belongs, is no edit; at least some kinds of edit to each
column it takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from contract.postgres import new_schema, server

from engine import stores
from engine.stores.postgres_address import address_of

from .sealed import Sealed
from .tampering import (
    KINDS,
    POSTGRESQL,
    TRIALS,
    VIEWS,
    Hand,
    audited,
    check_every_edit_is_found,
    check_no_edit_of_a_view_misleads,
    check_who_makes_the_log_anew_is_found,
    relogged,
)


class Schema:
    """A ledger on a server, to be tampered with, and how it was at first."""

    kind = POSTGRESQL

    def __init__(self, original: Sealed) -> None:
        name, self._kept = new_schema(), new_schema()
        self.url = server().url(name)
        stores.copy(f"sqlite:///{original.path}", self.url)
        self._connection: psycopg.Connection[tuple[object, ...]] = server().connect()
        self._connection.execute(f"CREATE SCHEMA {self._kept}")
        for table in POSTGRESQL.columns:
            self._connection.execute(f"CREATE TABLE {self._kept}.{table} AS TABLE {name}.{table}")
        self._connection.execute(f"SET search_path TO {name}, {address_of(self.url).views}")
        put_back = (
            f"DELETE FROM {name}.{each}; INSERT INTO {name}.{each} TABLE {self._kept}.{each};"
            for each in self.kind.columns
        )
        self._restore = f"BEGIN; {' '.join(put_back)} COMMIT"

    def restore(self) -> None:
        """Make it as it was."""
        self._connection.execute(self._restore)

    @contextmanager
    def hand(self) -> Iterator[Hand]:
        """The way in past the engine."""
        with self._connection.cursor() as cursor:
            yield Hand(self.kind, cursor)

    def close(self) -> None:
        """Leave it."""
        self._connection.close()


@pytest.fixture(scope="module")
def schema(original: Sealed) -> Iterator[Schema]:
    """The ledger that nobody spoils, on a server."""
    made = Schema(original)
    yield made
    made.close()


@pytest.mark.parametrize(("table", "column"), POSTGRESQL.places)
def test_every_edit_is_found(original: Sealed, schema: Schema, table: str, column: str) -> None:
    tried = {how: check_every_edit_is_found(schema, original.held, table, column, how, TRIALS) for how in KINDS}
    assert sum(map(bool, tried.values())) >= 3, tried


@pytest.mark.parametrize("column", POSTGRESQL.columns["stored_events"])
def test_who_makes_the_log_anew_is_found_by_a_checkpoint(original: Sealed, schema: Schema, column: str) -> None:
    tried = {how: check_who_makes_the_log_anew_is_found(schema, original.held, column, how, TRIALS) for how in KINDS}
    assert sum(map(bool, tried.values())) >= 2, tried


@pytest.mark.parametrize("table", VIEWS)
def test_no_edit_of_a_view_misleads(schema: Schema, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    schema.restore()
    monkeypatch.setattr(schema, "kind", replace(POSTGRESQL, more=VIEWS), raising=False)
    for column in VIEWS[table]:
        tried = {how: check_no_edit_of_a_view_misleads(schema, table, column, how, 1) for how in KINDS}
        assert sum(tried.values()) >= 3, (column, tried)


def test_nothing_is_found_where_nothing_was_done(original: Sealed, schema: Schema) -> None:
    schema.restore()
    assert audited(schema, original.held_with_leaves)["faults"] == []
    with schema.hand() as hand, hand.at_once():
        relogged(hand)
    assert {fault["kind"] for fault in audited(schema, original.held)["faults"]} <= {"node-wrong"}
