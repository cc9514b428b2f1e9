"""A signed ledger for every test of the audit: made once, copied for who spoils it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .sealed import Sealed, sealed


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """The ledger that nobody spoils."""
    return sealed(tmp_path_factory.mktemp("sealed") / "a.db")


@pytest.fixture
def copy(original: Sealed, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return original.copy(tmp_path / "copy.db")
