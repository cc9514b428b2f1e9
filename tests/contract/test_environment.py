"""The address alone configures a ledger: the process environment could turn its safeguards off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.ledger import Ledger

from .samples import Clock, begin, moment, record

#: What the event store's library reads, and values that would do harm.
HARMFUL = {
    "PERSISTENCE_MODULE": "eventsourcing.popo",
    "INFRASTRUCTURE_FACTORY": "eventsourcing.popo:Factory",
    "FACTORY_TOPIC": "eventsourcing.popo:Factory",
    "APPLICATION_RECORDER_TOPIC": "no.such.module:Recorder",
    "AGGREGATE_RECORDER_TOPIC": "no.such.module:Recorder",
    "MAPPER_TOPIC": "no.such.module:Mapper",
    "TRANSCODER_TOPIC": "no.such.module:Transcoder",
    "COMPRESSOR_TOPIC": "zlib",
    "CIPHER_TOPIC": "no.such.module:Cipher",
    "CIPHER_KEY": "not a key",
    "IS_SNAPSHOTTING_ENABLED": "yes",
    "CREATE_TABLE": "yes",
    "ORIGINATOR_ID_TYPE": "uuid",
    "AGGREGATE_CACHE_MAXSIZE": "not a number",
    "SQLITE_DBNAME": "elsewhere.db",
    "SQLITE_LOCK_TIMEOUT": "not a number",
    "SINGLE_ROW_TRACKING": "not a choice",
    "POSTGRES_DBNAME": "elsewhere",
    "POSTGRES_ENABLE_DB_FUNCTIONS": "yes",
}


@pytest.mark.parametrize("prefix", ["", "LEDGER_", "APPLICATION_", "Ledger_"])
def test_the_process_environment_has_no_influence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, new_url: Callable[[str], str], clock: Clock, prefix: str
) -> None:
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    monkeypatch.chdir(nowhere)
    with Ledger(new_url("calm"), create=True, clock=clock) as calm:
        begin(calm)
        expected = list(calm.recorder.select_events("alder"))
    for name, value in HARMFUL.items():
        monkeypatch.setenv(prefix + name, value)
    address = new_url("harmed")
    with Ledger(address, create=True, clock=clock) as ledger:
        begin(ledger)
        record(ledger, moment("a walk"))
        assert ledger.health().events == 4
        assert ledger.snapshots is None
    with Ledger(address) as again:
        assert again.recorder.select_events("alder", lte=3) == expected
    assert list(nowhere.iterdir()) == []
