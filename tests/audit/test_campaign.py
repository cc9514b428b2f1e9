"""A campaign of tampering: every column of every table of the ledger and its log, eight kinds of edit, in a file.

One attacker edits and leaves it at that; every edit is found, and one of an event at that very event. The other makes
the whole log anew from what he has edited, and has no key; who kept a checkpoint finds every edit under it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from .sealed import Sealed, audited, kinds, relogged, tampered
from .tampering import (
    KINDS,
    SQLITE,
    TRIALS,
    VIEWS,
    Hand,
    How,
    Kind,
    check_every_edit_is_found,
    check_no_edit_of_a_view_misleads,
    check_who_makes_the_log_anew_is_found,
)


class File:
    """A ledger in a file, to be tampered with."""

    def __init__(self, original: Sealed, path: Path, kind: Kind = SQLITE) -> None:
        self.kind = kind
        self._original, self._path, self.url = original, path, f"sqlite:///{path}"

    def restore(self) -> None:
        """Make it as it was."""
        self._original.copy(self._path)

    @contextmanager
    def hand(self) -> Iterator[Hand]:
        """The way in past the engine."""
        with tampered(self._path) as connection:
            yield Hand(self.kind, connection.cursor())


@pytest.mark.parametrize("how", KINDS, ids=lambda how: how.__name__)
@pytest.mark.parametrize(("table", "column"), SQLITE.places)
def test_every_edit_is_found(original: Sealed, copy: Path, table: str, column: str, how: How) -> None:
    check_every_edit_is_found(File(original, copy), original.held, table, column, how, TRIALS)


@pytest.mark.parametrize("how", KINDS, ids=lambda how: how.__name__)
@pytest.mark.parametrize("column", SQLITE.columns["stored_events"])
def test_who_makes_the_log_anew_is_found_by_a_checkpoint(original: Sealed, copy: Path, column: str, how: How) -> None:
    check_who_makes_the_log_anew_is_found(File(original, copy), original.held, column, how, TRIALS)


@pytest.mark.parametrize("table", VIEWS)
def test_no_edit_of_a_view_misleads(original: Sealed, copy: Path, table: str) -> None:
    file = File(original, copy, replace(SQLITE, more=VIEWS))
    for column in VIEWS[table]:
        tried = {how: check_no_edit_of_a_view_misleads(file, table, column, how, 1) for how in KINDS}
        assert sum(tried.values()) >= 3, (column, tried)


def test_nothing_is_found_where_nothing_was_done(original: Sealed, copy: Path) -> None:
    assert audited(copy, original.held_with_leaves)["faults"] == []
    with tampered(copy) as connection:
        relogged(connection)
        connection.execute("INSERT INTO audit_node SELECT * FROM (SELECT 1, 1, x'') WHERE 0")
    assert kinds(copy, original.held) <= {"node-wrong"}  # the nodes that he did not keep
