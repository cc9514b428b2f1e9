"""Weights: the constants of the measures, replaced in part, and what is said of a file that is wrong."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from recounting import EXAMPLES, example

from projections.measures import MEASURES, measured
from projections.view import latest_moment
from projections.weights import Weights, shipped, weights_from


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "[momentum]\n", "[momentum.delivery]\n[trust]\n"])
def test_what_says_nothing_changes_nothing(text: str) -> None:
    assert weights_from(text) == shipped()
    assert weights_from(text).digest == shipped().digest


def test_what_is_given_takes_its_place_and_the_rest_stays() -> None:
    given = weights_from("[momentum]\nhalf_life_days = 7\n[momentum.delivery]\noverdue = -3.5\n")
    assert (given.momentum.half_life_days, given.momentum.delivery["overdue"]) == (7, -3.5)
    assert given.momentum.delivery["commitment-made"] == shipped().momentum.delivery["commitment-made"]
    assert given.trust == shipped().trust


def test_the_digest_is_of_the_numbers_and_not_of_how_they_are_written() -> None:
    assert weights_from("[trust]\nkept = 1.0").digest == shipped().digest
    assert weights_from("[trust]\nkept = 1_0e-1").digest == shipped().digest
    digests = {weights_from(f"[trust]\nkept = {number}").digest for number in (1, 1.5, 2, -1)}
    assert len(digests) == 4
    assert all(len(digest) == 16 and set(digest) <= set("0123456789abcdef") for digest in digests)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("half_life_days: 7", "The weights are not TOML: "),
        ("[momentum\n", "The weights are not TOML: "),
        ("[trust]\nkept = 1\nkept = 2\n", "The weights are not TOML: "),
        ("[trust]\nkept =\n", "The weights are not TOML: "),
        ("[momentun]\n", "There is no weight momentun; did you mean momentum? There is: accountability, momentum"),
        ("[trust]\nkep = 1", "There is no weight trust.kep; did you mean kept? There is: half_life_days, kept, "),
        ("[momentum.delivery]\nzeal = 1", "There is no weight momentum.delivery.zeal; there is: commitment-made, "),
        ("kept = 1", "There is no weight kept; there is: accountability, "),
        ("momentum = 1", "momentum should be a table of weights"),
        ("[[momentum]]\nhalf_life_days = 1", "momentum should be a table of weights"),
        ("[momentum]\ndelivery = 1", "momentum.delivery should be a table of weights"),
        ("[momentum]\nhalf_life_days = {long = 1}", "momentum.half_life_days should be a number"),
        ("[momentum]\nhalf_life_days = -1", "The weight momentum.half_life_days is -1: it should be at least 1e-06"),
        ("[momentum]\nhalf_life_days = 0", "The weight momentum.half_life_days is 0: it should be at least 1e-06"),
        ("[factors]\nfew = 0", "The weight factors.few is 0: it should be at least 1"),
        ("[factors]\nfew = 100001", "The weight factors.few is 100001: it should be at most 100000"),
        ("[trust]\nkept = 1e300", "The weight trust.kept is 1e+300: it should be at most 1e+09"),
        ("[trust]\nkept = inf", "The weight trust.kept is Infinity: it should be a finite number"),
        ("[trust]\nkept = -inf", "The weight trust.kept is -Infinity: it should be a finite number"),
        ("[trust]\nkept = nan", "The weight trust.kept is NaN: it should be a finite number"),
        ("[trust]\nkept = 1e999", "The weight trust.kept is Infinity: it should be a finite number"),
        (
            "[momentum.trust]\ntrust-moment = nan",
            "The weight momentum.trust.trust-moment is NaN: it should be a finite",
        ),
        ('[trust]\nkept = "1"', 'The weight trust.kept is "1": it should be a number'),
        ("[trust]\nkept = true", "The weight trust.kept is true: it should be a number"),
        ("[trust]\nkept = 2020-01-01", 'The weight trust.kept is "2020-01-01": it should be a number'),
        ("[trust]\nkept = [1]", "The weight trust.kept is [1]: it should be a number"),
        ("[momentum]\ndrivers = 2.5", "The weight momentum.drivers is 2.5: it should be a whole number"),
        ("[momentum]\ndrivers = true", "The weight momentum.drivers is true: it should be a whole number"),
    ],
)
def test_a_file_that_is_wrong_is_told_what_is_wrong_and_where(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(told)}") as wrong:
        weights_from(text)
    assert "\n" not in str(wrong.value)


def test_nothing_shipped_may_be_missing() -> None:
    constants: dict[str, Any] = shipped().model_dump()
    del constants["trust"]["kept"]
    with pytest.raises(ValueError, match="kept"):
        Weights.model_validate(constants)


EXTREMES = """
[momentum]
half_life_days = {small}
recent_days = {small}
usual_days = {large}
stalled_days = {large}
[momentum.delivery]
commitment-made = 1e9
overdue = -1e9
[trust]
half_life_days = {small}
kept = 1e9
fracture = 1e9
[factors]
recent_days = {large}
[collaboration]
window_days = {large}
"""


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("small_and_large", [("1e-6", "1e15"), ("1e15", "1e-6")])
def test_the_smallest_and_the_largest_that_may_be_given_still_make_finite_figures(
    measure: str, small_and_large: tuple[str, str]
) -> None:
    small, large = small_and_large
    weights = weights_from(EXTREMES.format(small=small, large=large))
    for name in EXAMPLES:
        told = measured(measure, example(name), latest_moment(example(name)), weights)
        json.dumps(told, allow_nan=False, default=str)
        assert set(told) == set(measured(measure, example(name), latest_moment(example(name))))
