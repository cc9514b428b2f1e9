"""The benchmarks run on a small size and write their table; how long things take is no business of the tests."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import rows, run
from benchmarks.histories import PARTIES, history
from benchmarks.ledgers import recorded
from benchmarks.report import kept, lines_of, page, table
from benchmarks.rows import Figure, Limit, Sizes, at_least, at_most
from benchmarks.timing import Pairs
from domain.event import registry


def test_every_row_runs_and_is_in_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "results.md"
    assert run.main(["--small", "--out", str(page)]) == 0
    told, said = capsys.readouterr()
    numbers = {key.rstrip("abcdefgh") for key in kept(page)[0]}
    assert numbers == {str(number) for number in rows.rows()} >= {"1", "2", "3", "6", "7", "8", "9"}
    assert said.count("…") == len(rows.rows())
    for line in page.read_text(encoding="utf-8").splitlines():
        assert not line.startswith("|") or line in told
    assert str(tmp_path) not in page.read_text(encoding="utf-8")


def test_what_was_said_before_stands_beside_and_what_is_not_asked_for_stays(tmp_path: Path) -> None:
    page = tmp_path / "results.md"
    run.main(["--small", "--rows", "1,6", "--out", str(page)])
    first, _ = kept(page)
    run.main(["--small", "--rows", "6", "--out", str(page)])
    second, _ = kept(page)
    assert second["1"] == first["1"]
    assert (first["6"][6], second["6"][6]) == ("", first["6"][3])


def test_a_limit_that_is_missed_is_marked() -> None:
    assert (at_least(2).met(2), at_least(2).met(1.9), at_most(2).met(2), at_most(2).met(2.1)) == (True, False) * 2
    figures = [Figure("2", "a", "b", [3, 1, 2], at_most(1)), Figure("10", "c", "d", [5], None, "so it is")]
    lines = lines_of(figures, {"2": ["2", "a", "b", "7", "", "", ""]})
    assert table(lines).splitlines()[2:] == ["| 2 | a | b | 2 | 1 – 3 | ≤ 1 ✗ | 7 |", "| 10 | c | d | 5 |  |  |  |"]
    assert "- **10** so it is" in page(lines, {"10": ["so it is"]}, "a machine", Sizes(), "2026-01-05")
    assert Limit("≥", 1).met(1)


def test_pairs_are_compared_one_by_one() -> None:
    pairs = Pairs([2.0, 6.0, 9.0], [1.0, 2.0, 1.0])
    assert (pairs.costs, pairs.speeds[:1], pairs.medians) == ([2, 3, 9], [0.5], (6.0, 1.0))


@pytest.mark.parametrize("seed", [1, 7])
def test_histories_are_as_asked_for_and_every_line_is_accepted(seed: int) -> None:
    lines = list(history(seed, 1_200))
    assert (len(lines), lines) == (1_200, list(history(seed, 1_200)))
    told = Counter(line["type"] for line in lines)
    usual = {"commitment-made": 0.3, "session-held": 0.15, "trust-moment": 0.15}
    assert all(abs(told[name] / 1_200 - share) < 0.04 for name, share in usual.items())
    assert abs((told["commitment-delivered"] + told["delivery-accepted"]) / 1_200 - 0.4) < 0.06
    assert {registry()[name].area for name in told} >= {"conflicts", "decisions", "resources", "initiatives", "risks"}
    assert {line["by"] for line in lines} >= set(PARTIES)
    assert 150 < sum(len(json.dumps(line)) for line in lines) / 1_200 < 250
    records = recorded(seed, 1_200)
    assert len(records) >= 1_200
    assert not any(record.breaches for record in records)


def test_of_however_few_events_a_history_makes_sense() -> None:
    for events in (1, 2, 40, 77):
        assert len([record for record in recorded(3, events) if record.derived_from is None]) == events
