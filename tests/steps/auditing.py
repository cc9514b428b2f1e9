"""The auditor: what she keeps of a ledger, what somebody does to it, and what she finds."""

from __future__ import annotations

import shutil
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from audit.sealed import relogged, tampered
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytest_bdd import given, parsers, then, when

from domain.shape import parsed
from engine.audit.signing import packed, proved, signed, verifier_of
from engine.audit.taken_back import TakenBack, taken_back
from engine.audit.verifying import Held, verify
from engine.demo import make_demo
from engine.errors import NoCheckpoint, Unsigned
from engine.integrity import check
from engine.integrity.checkpoint import opened
from engine.integrity.findings import Checked
from engine.integrity.note import Signer, Verifier
from engine.ledger import Ledger
from projections.audit_log import audit_log
from projections.breaches import breaches


@dataclass
class Auditor:
    """A ledger in a folder, whoever signs for it, and what the auditor has of it."""

    folder: Path
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    kept: Held = field(default_factory=Held)
    found: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    handed_over: bytes = b""

    @property
    def path(self) -> Path:
        """The ledger's file."""
        return self.folder / "demo.db"

    def opened(self) -> Ledger:
        """The ledger; use it in `with`."""
        return Ledger(f"sqlite:///{self.path}", clock=lambda: datetime(2026, 2, 3, tzinfo=UTC))

    def verifier(self) -> Verifier:
        """The ledger's key."""
        with self.opened() as ledger:
            return verifier_of(ledger, self.private)

    def record(self, fields: dict[str, Any]) -> None:
        """Somebody records an event, in the ordinary way."""
        with self.opened() as ledger:
            ledger.record(parsed(fields), recorded_by="the secretary")

    def kept_size(self) -> int:
        """How many entries the checkpoint covers that she keeps."""
        return opened(self.kept.checkpoints[0], self.verifier()).size

    def held_against(self) -> Checked:
        """What was handed over, held against what she keeps."""
        return check.check(self.handed_over, self.verifier(), self.kept.checkpoints)

    def places(self) -> set[tuple[str, str | None, int | None]]:
        """What was found, and where."""
        return {(fault["kind"], fault["coalition"], fault["version"]) for fault in self.found["faults"]}


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    """An auditor who has asked nothing yet."""
    return Auditor(tmp_path)


@given("the ledger with the example histories")
def _(auditor: Auditor) -> None:
    make_demo(auditor.folder)


@given("the auditor keeps a checkpoint of it, and the hashes of its leaves")
def _(auditor: Auditor) -> None:
    with auditor.opened() as ledger:
        now = signed(ledger, auditor.private)
    leaves = {idx: now.tree.leaf(idx).hex() for idx in range(now.head.size)}
    auditor.kept = Held((*auditor.kept.checkpoints, now.note), leaves, now.verifier)


@given(parsers.parse('later a celebration of "{what}" is recorded in {coalition}'))
def _(auditor: Auditor, what: str, coalition: str) -> None:
    auditor.record(
        {
            "coalition": coalition,
            "type": "celebration-held",
            "at": "2019-11-01",
            "by": "nasa",
            "of": what,
            "source": "x",
        }
    )


@given(parsers.parse('later the Navy contests event {n:d} of {coalition}: "{account}"'))
def _(auditor: Auditor, n: int, coalition: str, account: str) -> None:
    told = {"type": "account-contested", "at": "2019-11-01", "by": "navy", "party": "navy", "account": account}
    auditor.record({"coalition": coalition, "event": n, **told})


@given(parsers.parse("later event {n:d} of {coalition} is retracted"))
def _(auditor: Auditor, n: int, coalition: str) -> None:
    told = {"type": "event-retracted", "at": "2019-11-03", "by": "nasa", "reason": "another year", "cascade": False}
    auditor.record({"coalition": coalition, "event": n, **told})


@given(parsers.parse('somebody changes "{old}" to "{new}" in the database'))
def _(auditor: Auditor, old: str, new: str) -> None:
    with tampered(auditor.path) as connection:
        done = connection.execute(
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), ?, ?) AS BLOB) "
            "WHERE originator_id = 'i3t' AND instr(CAST(state AS TEXT), ?) AND topic = 'commitment-made'",
            (old, new, old),
        )
        assert done.rowcount == 1


@given("he makes the whole log anew")
def _(auditor: Auditor) -> None:
    with tampered(auditor.path) as connection:
        relogged(connection)


@given("he makes the whole log anew, and forgets its checkpoints")
def _(auditor: Auditor) -> None:
    with tampered(auditor.path) as connection:
        connection.execute("DELETE FROM checkpoint")
        connection.execute("DELETE FROM audit_leaf WHERE notification_id IS NULL")
        relogged(connection)


@given(parsers.parse('somebody deletes the coalition "{coalition}" from the database'))
def _(auditor: Auditor, coalition: str) -> None:
    with tampered(auditor.path) as connection:
        assert connection.execute("DELETE FROM stored_events WHERE originator_id = ?", (coalition,)).rowcount


@given("a backup is made")
def _(auditor: Auditor) -> None:
    with tampered(auditor.path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(auditor.path, auditor.folder / "backup")


@when("the backup is put back")
def _(auditor: Auditor) -> None:
    shutil.copy(auditor.folder / "backup", auditor.path)


@when("the auditor holds the ledger against what she kept")
def _(auditor: Auditor) -> None:
    with auditor.opened() as ledger:
        auditor.found = verify(ledger, auditor.kept)


@when("somebody holds the ledger against nothing")
def _(auditor: Auditor) -> None:
    with auditor.opened() as ledger:
        auditor.found = verify(ledger)


@when(parsers.parse("the auditor asks which rules were broken in {coalition}"))
def _(auditor: Auditor, coalition: str) -> None:
    with auditor.opened() as ledger:
        auditor.told = breaches([ledger.history(coalition)])


@when(parsers.parse("the auditor asks how {coalition} came to be on record"))
def _(auditor: Auditor, coalition: str) -> None:
    with auditor.opened() as ledger:
        auditor.told = audit_log(ledger.stream(coalition))


@when(parsers.parse("the convener hands over the receipt of event {n:d} of {coalition}"))
def _(auditor: Auditor, n: int, coalition: str) -> None:
    with auditor.opened() as ledger:
        auditor.handed_over = proved(ledger, coalition, n, auditor.private).proof.written()


@when(
    parsers.parse(
        "the convener hands over the receipt of event {n:d} of {coalition} under the checkpoint that the auditor kept"
    )
)
def _(auditor: Auditor, n: int, coalition: str) -> None:
    with auditor.opened() as ledger:
        receipt = proved(ledger, coalition, n, auditor.private, auditor.kept_size())
    auditor.handed_over = receipt.proof.written()


@when(parsers.parse("the convener hands over the evidence pack of {coalition}"))
def _(auditor: Auditor, coalition: str) -> None:
    with auditor.opened() as ledger:
        auditor.handed_over = packed(ledger, [coalition], auditor.private)


@when(parsers.parse('on the way "{old}" becomes "{new}"'))
def _(auditor: Auditor, old: str, new: str) -> None:
    lines = auditor.handed_over.split(b"\n")
    place = next(place for place, line in enumerate(lines) if line.startswith(b"extra "))
    carried = b64decode(lines[place].removeprefix(b"extra "))
    assert old.encode() in carried
    lines[place] = b"extra " + b64encode(carried.replace(old.encode(), new.encode()))
    auditor.handed_over = b"\n".join(lines)


@then("nothing is wrong")
def _(auditor: Auditor) -> None:
    assert auditor.found["faults"] == []


@then("the checkpoint holds")
def _(auditor: Auditor) -> None:
    assert [known["ok"] for known in auditor.found["checkpoints"]] == [True]


@then("the checkpoint does not hold")
def _(auditor: Auditor) -> None:
    assert not auditor.found["checkpoints"][-1]["ok"]


@then(parsers.parse("the audit finds {kind} at event {n:d} of {coalition}"))
def _(auditor: Auditor, kind: str, n: int, coalition: str) -> None:
    assert (kind, coalition, n) in auditor.places()


@then(parsers.parse("the audit finds no {kind}"))
def _(auditor: Auditor, kind: str) -> None:
    assert kind not in {found for found, _, _ in auditor.places()}


@then("the audit finds truncated")
def _(auditor: Auditor) -> None:
    assert "truncated" in {found for found, _, _ in auditor.places()}


@then(parsers.parse('event {n:d} broke {rule} because "{reason}"'))
def _(auditor: Auditor, n: int, rule: str, reason: str) -> None:
    assert [(b["n"], b["rules"], b["reason"]) for b in auditor.told["breaches"]] == [(n, [rule], reason)]


@then(parsers.parse("event {n:d} names its source"))
def _(auditor: Auditor, n: int) -> None:
    assert auditor.told["entries"][n - 1]["source"]


@then(parsers.parse("every act names a source but {without:d}"))
def _(auditor: Auditor, without: int) -> None:
    evidence = auditor.told["evidence"]
    assert evidence["without_source"] == without == sum(evidence["gaps"].values())
    assert evidence["coverage"] == (evidence["acts"] - without) / evidence["acts"]


@then(parsers.parse('beside event {n:d} stands what {party} says: "{account}"'))
def _(auditor: Auditor, n: int, party: str, account: str) -> None:
    beside = auditor.told["entries"][n - 1]["contested"]
    assert [(told["party"], told["says"]) for told in beside] == [(party, account)]


@then("it holds for who has the key")
def _(auditor: Auditor) -> None:
    assert check.check(auditor.handed_over, auditor.verifier()).holds


@then(
    parsers.parse("there is no receipt of event {n:d} of {coalition} under the checkpoint that the auditor kept"),
)
def _(auditor: Auditor, n: int, coalition: str) -> None:
    with auditor.opened() as ledger, pytest.raises(NoCheckpoint, match=f"event {n} came after the checkpoint"):
        proved(ledger, coalition, n, auditor.private, auditor.kept_size())


@then("it holds against what she kept")
def _(auditor: Auditor) -> None:
    assert auditor.held_against().fits


@then("it is not shown to fit what she kept")
def _(auditor: Auditor) -> None:
    assert [known.ok for known in auditor.held_against().against] == [None]


@then("it does not hold against what she kept")
def _(auditor: Auditor) -> None:
    assert [known.ok for known in auditor.held_against().against] == [False]


@then(
    parsers.parse(
        "the convener is told that event {by:d} took event {n:d} of {coalition} back, and that nothing stands in its "
        "place"
    )
)
def _(auditor: Auditor, by: int, n: int, coalition: str) -> None:
    with auditor.opened() as ledger:
        assert taken_back(ledger.stream(coalition), n) == TakenBack(by, None, derived=False)


@then("it does not hold for who has the key")
def _(auditor: Auditor) -> None:
    assert not check.check(auditor.handed_over, auditor.verifier()).holds


@then("it does not hold for who has another key")
def _(auditor: Auditor) -> None:
    other = Signer(auditor.verifier().name, Ed25519PrivateKey.generate()).verifier
    assert not check.check(auditor.handed_over, other).holds


@then(parsers.parse('it shows "{text}"'))
def _(auditor: Auditor, text: str) -> None:
    assert text in (check.check(auditor.handed_over, auditor.verifier()).event or "")


@then(parsers.parse('it does not show "{text}"'))
def _(auditor: Auditor, text: str) -> None:
    carried = next(line for line in auditor.handed_over.split(b"\n") if line.startswith(b"extra "))
    assert text.encode() not in b64decode(carried.removeprefix(b"extra "))


@then(parsers.parse("it holds all {n:d} events of {coalition}"))
def _(auditor: Auditor, n: int, coalition: str) -> None:
    assert dict(check.check(auditor.handed_over, auditor.verifier()).coalitions) == {coalition: n}


@then(parsers.parse("it says that {coalitions} are left out"))
def _(auditor: Auditor, coalitions: str) -> None:
    expected = coalitions.replace(" and ", ", ").split(", ")
    assert list(check.check(auditor.handed_over, auditor.verifier()).left_out) == expected


@then("no checkpoint can be made, because the event is not the one that was logged")
def _(auditor: Auditor) -> None:
    with auditor.opened() as ledger, pytest.raises(Unsigned, match="The event is not the one that was logged"):
        signed(ledger, auditor.private)
