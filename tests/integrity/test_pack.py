"""Evidence packs that hold: what is in them, what people read, and that their bytes are always the same."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from hashlib import sha256

import pytest

from engine.integrity import pack, unzip
from engine.integrity.check import check
from engine.integrity.findings import Finding
from integrity.making import KEY, Log, state
from integrity.packing import FILES, LOG, NOTE, PACK


def test_a_pack_of_the_whole_ledger_holds() -> None:
    result = check(PACK, KEY.verifier)
    assert result.holds
    assert (result.kind, result.faults, result.left_out) == ("pack", (), ())
    assert result.coalitions == {"alder": 4, "birch": 4, "con": 1}
    assert result.head == LOG.head()
    assert [finding.message for finding in result.findings] == [
        "The checkpoint of 'ledger.example/alder-street' over 11 entries is signed by the key",
        "alder: all its events, 1 to 4, are here, unchanged, and in the log",
        "birch: all its events, 1 to 4, are here, unchanged, and in the log",
        "con: all its events, 1 to 1, are here, unchanged, and in the log",
        "Every coalition of the log is here, and nothing else is among its 11 entries",
        "Nothing is said of what was recorded after the checkpoint",
    ]


def test_a_pack_of_some_coalitions_holds_and_names_the_others() -> None:
    result = check(LOG.pack(NOTE, ["birch"]), KEY.verifier)
    assert result.holds
    assert result.left_out == ("alder", "con")
    assert "Not in this pack, though in the log: alder, con" in [finding.message for finding in result.findings]
    assert check(LOG.pack(NOTE, []), KEY.verifier).left_out == ("alder", "birch", "con")


def test_a_pack_of_an_empty_ledger_holds() -> None:
    log = Log()
    result = check(log.pack(log.close()), KEY.verifier)
    assert result.holds
    assert result.coalitions == {}


@pytest.mark.parametrize("later", [0, 1, 2])
def test_what_is_older_than_the_log_is_said_to_be(later: int) -> None:
    log = Log()
    log.record("alder")
    log.record("birch")
    note = log.close(trusted=True)
    for _ in range(later):
        log.record("alder")
        note = log.close()
    result = check(log.pack(note), KEY.verifier)
    assert result.holds
    assert (
        Finding(None, "The first 2 events are older than the log: what they were before it is not shown")
        in result.findings
    )


def test_the_same_contents_give_the_same_bytes() -> None:
    assert LOG.pack(NOTE) == LOG.pack(NOTE, ["con", "birch", "alder"]) == PACK
    with zipfile.ZipFile(io.BytesIO(PACK)) as archive:
        assert archive.namelist() == sorted(pack.names({"alder": 4, "birch": 4, "con": 1}, 2))
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_what_people_read_in_a_pack() -> None:
    assert FILES["summary.txt"].decode() == (
        "Evidence from the log ledger.example/alder-street\n"
        f"11 entries, root {base64.b64encode(LOG.head().root).decode()}\n"
        "9 events of 3 coalitions; in this pack: alder, birch, con\n"
        "Every coalition of the log is in this pack.\n"
        "\n"
        "alder: events 1 to 4\n"
        "--------------------\n"
        "\n"
        "     1  2024-01-02  celebration-held; by navy; recorded 2024-02-01T00:00:01Z by clerk; no source\n"
        "     2  2024-01-03  celebration-held; by navy; recorded 2024-02-01T00:00:02Z by clerk; no source\n"
        "     3  2024-01-04  celebration-held; by navy; recorded 2024-02-01T00:00:03Z by clerk; "
        "attested by clerk: written up\\nfrom minutes; breaks membership.actor-is-in; no source\n"
        "     4  2024-01-05  celebration-held; by navy; recorded 2024-02-01T00:00:04Z by clerk; source: minutes 4\n"
        "\n"
        "      4 celebration-held\n"
        "\n"
        "birch: events 1 to 4\n" + FILES["summary.txt"].decode().partition("birch: events 1 to 4\n")[2]
    )
    assert FILES["summary.txt"].decode().endswith("no source\n\n      1 celebration-held\n")
    assert f"verifier key: {KEY.verifier}\n" in FILES["key.txt"].decode()
    assert KEY.verifier.fingerprint in FILES["key.txt"].decode()
    assert "coalition audit check FILE.zip --key KEY" in FILES["HOW-TO-VERIFY.txt"].decode()
    assert FILES["manifest.json"] == (
        b'{"coalitions":{"alder":4,"birch":4,"con":1},"format":"coalition-log/pack/v1","scope":"ledger"}\n'
    )
    some = unzip.unzipped(LOG.pack(NOTE, ["con"]))["manifest.json"]
    assert some == b'{"coalitions":{"con":1},"format":"coalition-log/pack/v1","scope":"coalitions"}\n'


def test_the_words_of_a_form_do_not_change() -> None:
    """A pack made long ago is held to the words that it was made with: other words are another form."""
    assert pack.FORM == "coalition-log/pack/v1"
    assert sha256(FILES["HOW-TO-VERIFY.txt"]).hexdigest() == (
        "3e9eec1c9125f91fbd7c2b49a07336e3bb0aeb9ce2fa30c929d0d3a8318ce43f"
    )
    assert FILES["key.txt"].decode() == (f"verifier key: {KEY.verifier}\nfingerprint:  {KEY.verifier.fingerprint}\n")


def test_events_are_told_as_exports_tell_them() -> None:
    lines = [json.loads(line) for line in FILES["events-of-alder.jsonl"].splitlines()]
    assert [line["n"] for line in lines] == [1, 2, 3, 4]
    assert [line["prev"] for line in lines] == [None, *(line["hash"] for line in lines[:-1])]
    assert lines[-1]["hash"] == LOG.ends["alder"].leaf
    assert lines[2]["attested"] == {"reason": "written up\nfrom minutes", "by": "clerk"}
    assert list(lines[0])[-2:] == ["prev", "hash"]


def test_texts_in_a_pack_cannot_hide_anything() -> None:
    log = Log()
    log.record("alder", source="from \u202eevil\u202c\tand\nmore\u200b\U000e0041")
    line = unzip.unzipped(log.pack(log.close()))["summary.txt"].decode()
    assert r"source: from \u202eevil\u202c\tand\nmore\u200b\U000e0041" in line
    assert line.isprintable() is False  # there are line ends in it
    assert "".join(line.split("\n")).isprintable()


def test_a_coalition_without_a_name_for_who_acted() -> None:
    log = Log()
    log.record("alder")
    _, stored = state("alder", 2)
    event, recorded = stored.split(b"\n")
    log.record("alder", event.replace(b',"by":"navy"', b"") + b"\n" + recorded[:-1] + b',"derived_from":1}')
    text = unzip.unzipped(log.pack(log.close()))["summary.txt"].decode()
    assert "celebration-held; by nobody named; recorded 2024-02-01T00:00:02Z by clerk; derived from 1; no" in text


# What is left out
