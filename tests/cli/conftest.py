"""Where commands are tried: in an empty folder, or in one with the example histories, recorded on a known day."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import EXAMPLES

from engine import stores
from engine.demo import EXAMPLES as NAMES
from engine.exchange.formats import reader_for
from engine.importing import How, import_lines, into
from engine.ledger import Ledger


@pytest.fixture(scope="session")
def histories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the example histories, recorded on 1 June 2024."""
    file, how = tmp_path_factory.mktemp("histories") / "coalition.db", How(recorded_by="demo")
    with Ledger(str(file), create=True, clock=lambda: datetime(2024, 6, 1, tzinfo=UTC)) as ledger:
        for name in NAMES:
            with (EXAMPLES / f"{name}.jsonl").open("rb") as stream:
                assert not import_lines(reader_for("jsonl")(stream), how, into(ledger, how)).refusals
    (file.parent / "copy").mkdir()
    stores.backup(str(file), file.parent / "copy" / file.name)  # one file, without the journal of a store in use
    return file.parent / "copy" / file.name


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ann, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("COALITION_STORE", "COALITION_DEBUG", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COALITION_USER", "ann")
    monkeypatch.setenv("COALITION_KEY", str(tmp_path / "signing-key.pem"))
    return tmp_path


@pytest.fixture
def examples(folder: Path, histories: Path) -> Path:
    """The example histories, as the store that commands take where none is named."""
    return Path(shutil.copy(histories, folder))
