"""The measures on the command line: chosen by party and by date, and told where there is nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from command_line import run

from cli.measuring import DATED
from projections import choosing
from projections.measures import MEASURES

AS_OF = ("--as-of", "2019-11-01")


def told(measure: str, *options: str) -> Any:
    return run(measure, "i3t", "--json", *AS_OF, *options).json


def test_those_with_rows_of_a_date_are_asked_by_date() -> None:
    assert DATED == choosing.DATED
    for measure in MEASURES:
        assert ("--since" in run(measure, "--help").out) == (measure in DATED)


def test_promises_between_two_dates(examples: Path) -> None:
    everything = [row["commitment"] for row in told("accountability")["commitments"]]
    some = told("accountability", "--since", "2019-03-29", "--until", "2019-03-29")
    assert "fiber-survey" in {row["commitment"] for row in some["commitments"]} < set(everything)
    assert some["coalition"] == told("accountability")["coalition"]  # figures of the whole stay
    mine = told("accountability", "--since", "2019-03-29", "--party", "navy")["commitments"]
    assert mine
    assert all("navy" in str(row) for row in mine)


def test_the_curve_between_two_dates(examples: Path) -> None:
    points = told("momentum", "--since", "2019-01-01", "--until", "2019-06-30")["curve"]
    assert points
    assert all("2019-01-01" <= point["at"][:10] <= "2019-06-30" for point in points)


@pytest.mark.parametrize("measure", ["conflicts", "decisions", "resources"])
def test_where_there_is_nothing_it_says_so(examples: Path, measure: str) -> None:
    done = run(measure, "went-alone", "--as-of", "2022-01-20")
    assert (done.code, done.out, done.err) == (0, "", "There is nothing of that kind.\n")
    assert run(measure, "i3t", "--since", "1999-13-01").code == 2


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("coalition", ["i3t", "leads", "went-alone", "fell-apart"])
def test_every_measure_has_its_table(examples: Path, coalition: str, measure: str) -> None:
    done = run(measure, coalition)
    assert done.code == 0
    assert done.out or done.err == "There is nothing of that kind.\n"
