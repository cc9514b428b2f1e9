"""Accountability: where promises stand on a date, and how well parties keep their word."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.coalition import Coalition
from domain.event import Recorded
from domain.history import coalition_of, consider, counting, fold
from domain.shape import parsed
from domain.values import asked_moment
from projections.accountability import Accountability, accountability
from projections.figure import Case, Figure, plain
from projections.promises import Promises
from projections.shares import elephant_factor, equality
from projections.view import folded
from projections.weights import weights_from

ROOT = Path(__file__).parents[2]
HISTORIES = [
    *sorted((ROOT / "examples").glob("*.jsonl")),
    *sorted((ROOT.parent / "shared/data/histories").glob("*.jsonl")),
]


def line(event_type: str, at: str, by: str = "navy", **fields: Any) -> dict[str, Any]:
    return {"coalition": "c", "type": event_type, "at": at, "by": by, **fields}


def joined(party: str, at: str = "2020-01-01", standing: str = "member") -> dict[str, Any]:
    return line("party-joined", at, party, party=party, name=party.upper(), kind="public-agency", standing=standing)


def promise(
    commitment: str = "p", due: str | None = "2020-04-01", at: str = "2020-01-02", **fields: Any
) -> dict[str, Any]:
    fields = {"promisor": "navy", "promisee": "nasa", "what": "a calendar"} | fields
    dated = {} if due is None else {"due": due}
    return line("commitment-made", at, fields["promisor"], commitment=commitment, **fields, **dated)


def on(event_type: str, at: str, by: str = "navy", commitment: str = "p", **fields: Any) -> dict[str, Any]:
    return line(event_type, at, by, commitment=commitment, **fields)


def delivered(at: str, **fields: Any) -> dict[str, Any]:
    return on("commitment-delivered", at, **{"evidence": "seen", **fields})


def accepted(at: str, **fields: Any) -> dict[str, Any]:
    return on("delivery-accepted", at, **{"by": "nasa", **fields})


def moved(at: str, due: str | None, **fields: Any) -> dict[str, Any]:
    return on("commitment-renegotiated", at, due=due, **{"agreed_by": "nasa", **fields})


PROPOSED = line(
    "coalition-proposed", "2020-01-01", name="Ducts", purpose="Dig once", convener="navy", origin="grassroots"
)
START = (PROPOSED, joined("navy"), joined("nasa"))


class Book:
    """A coalition as it is recorded, attested where a line breaks a rule."""

    def __init__(self) -> None:
        self.history: list[Recorded] = []
        self.coalition = Coalition()

    def add(self, written: dict[str, Any]) -> None:
        fields = dict(written)
        attest = (fields.pop("attested", None) or {}).get("reason", "from the minutes")
        given = {"now": "2030-01-01T00:00:00Z", "recorded_by": "clerk", "attest": attest}
        records = consider(self.history, parsed(fields), coalition=self.coalition, **given)
        self.history += records
        retracted = any(recorded.voids for recorded in records)
        self.coalition = coalition_of(self.history) if retracted else fold(records, self.coalition)


def record(*lines: dict[str, Any]) -> list[Recorded]:
    book = Book()
    for written in lines:
        book.add(written)
    return book.history


def told(*lines: dict[str, Any], day: str = "2020-12-31") -> dict[str, Any]:
    moment = asked_moment(day)
    return accountability(counting(record(*START, *lines), moment), moment)


def only(*lines: dict[str, Any], day: str = "2020-12-31") -> dict[str, Any]:
    """The one commitment there is."""
    (commitment,) = told(*lines, day=day)["commitments"]
    return dict(commitment)


def rates(*lines: dict[str, Any], day: str = "2020-12-31") -> list[tuple[float | None, int]]:
    """kept, verified and honoured, each with its n."""
    whole = told(*lines, day=day)["coalition"]
    return [(whole[name], whole[f"{name}_n"]) for name in ("kept_rate", "verified_rate", "honoured_rate")]


@cache
def recorded(path: Path) -> tuple[list[Recorded], ...]:
    """The coalitions of a file."""
    books: defaultdict[str, Book] = defaultdict(Book)
    for written in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        books[written["coalition"]].add(written)
    return tuple(book.history for book in books.values())


def figures_in(place: Any, path: str = "") -> Iterator[tuple[str, Figure]]:
    """Every figure with its path; no number stands outside of one, event numbers apart."""
    if isinstance(place, Figure):
        yield path, place
    elif isinstance(place, dict):
        for name, inner in place.items():
            if name not in ("n", "events", "event"):
                yield from figures_in(inner, f"{path}.{name}")
    elif isinstance(place, list | tuple):
        for number, inner in enumerate(place):
            yield from figures_in(inner, f"{path}.{number}")
    else:
        assert place is None or isinstance(place, str | bool), path


# One promise


def test_a_promise_is_kept_by_the_day_of_its_delivery_however_late_it_is_accepted() -> None:
    kept = only(promise(), delivered("2020-04-01T23:30:00-08:00"), accepted("2020-06-01"))
    assert (kept["status"], kept["days_late"], kept["delivered_at"]) == ("kept", 0, "2020-04-01T23:30:00-08:00")
    assert (kept["first_due"], kept["due"], kept["days_overdue"]) == ("2020-04-01", "2020-04-01", None)


def test_a_promise_is_late_by_the_days_from_its_due_date_to_the_delivery_that_was_accepted() -> None:
    lines = [promise(), delivered("2020-03-20"), on("delivery-refused", "2020-03-25", "nasa", reason="half of it")]
    late = only(*lines, delivered("2020-04-11"), accepted("2020-05-01"))
    assert (late["status"], late["days_late"], late["refused"]) == ("kept", 10, 1)
    assert late["delivered_at"] == "2020-04-11"


@pytest.mark.parametrize(
    ("day", "status", "days"),
    [
        ("2020-03-24", "open", None),
        ("2020-03-25", "due-soon", None),
        ("2020-04-01", "due-soon", None),
        ("2020-04-02", "overdue", 1),
        ("2020-05-01", "overdue", 30),
    ],
)
def test_an_open_promise_is_due_soon_seven_days_before_and_overdue_from_the_day_after(
    day: str, status: str, days: int | None
) -> None:
    commitment = only(promise(), day=day)
    assert (commitment["status"], commitment["days_overdue"], commitment["days_late"]) == (status, days, None)


def test_what_is_soon_is_a_weight() -> None:
    moment = asked_moment("2020-03-01")
    weights = weights_from("[accountability]\ndue_soon_days = 31")
    answer = accountability(counting(record(*START, promise()), moment), moment, weights)
    assert answer["commitments"][0]["status"] == "due-soon"


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([delivered("2020-03-01")], "awaiting-acceptance"),
        ([on("commitment-broken", "2020-05-01", "nasa", reason="nothing came")], "broken"),
        ([on("commitment-revoked", "2020-03-01", reason="no money")], "revoked"),
        ([on("commitment-released", "2020-03-01", "nasa", reason="no need")], "released"),
        ([line("party-withdrew", "2020-03-01", party="navy", reason="gone")], "orphaned"),
        ([moved("2020-03-01", None)], "undated"),
    ],
)
def test_every_other_end_has_a_status_of_its_own(lines: list[dict[str, Any]], status: str) -> None:
    answer = told(promise(), *lines)
    assert answer["commitments"][0]["status"] == status
    counts = {name: count for name, count in answer["parties"]["navy"].items() if count == 1}
    assert {"made", status.replace("awaiting-acceptance", "awaiting")} <= counts.keys()


def test_a_promise_tells_what_happened_on_the_way() -> None:
    lines = [
        line("goal-set", "2020-01-02", goal="g", statement="x", measure="m", target="1", unit="u", due="2021-01-01"),
        line("initiative-launched", "2020-01-02", initiative="i", name="Ducts"),
        line("request-made", "2020-01-02", "nasa", request="r", asker="nasa", asked="navy", what="a calendar"),
        promise(initiative="i", answers="r", co_accountable=[]),
        on("progress-reported", "2020-02-01", what="half of it"),
        moved("2020-02-02", "2020-05-01", what="a better calendar"),
        on("assessment-given", "2020-02-03", assessor="auditor", extent="limited", evidence="read it"),
        joined("noaa", "2020-02-04"),
        on("commitment-handed-over", "2020-02-05", "noaa", to="noaa", accepted_by="noaa"),
    ]
    commitment = only(*lines, day="2020-03-01")
    counted = {name: commitment[name] for name in ("refused", "renegotiated", "handed_over", "progress")}
    assert counted == {"refused": 0, "renegotiated": 1, "handed_over": 1, "progress": 1}
    assert (commitment["promisor"], commitment["accountable"], commitment["what"]) == (
        "noaa",
        ["noaa"],
        "a better calendar",
    )
    assert (commitment["initiative"], commitment["answers"], commitment["settles"]) == ("i", "r", None)
    assert commitment["assessments"] == [
        {
            "n": 10,
            "type": "assessment-given",
            "at": "2020-02-03",
            "by": "navy",
            "assessor": "auditor",
            "extent": "limited",
            "evidence": "read it",
        }
    ]
    assert [(event["n"], event["type"]) for event in commitment["history"]] == [
        (7, "commitment-made"),
        (8, "progress-reported"),
        (9, "commitment-renegotiated"),
        (10, "assessment-given"),
        (12, "commitment-handed-over"),
    ]
    assert commitment["history"][2]["due"] == "2020-05-01"
    assert commitment["events"] == [7, 8, 9, 10, 12]


def test_a_promise_rests_on_the_clause_it_was_last_put_under() -> None:
    drafted = line(
        "charter-drafted",
        "2020-01-01",
        version=1,
        mission="m",
        vision="v",
        clauses=[{"clause": "a", "text": "x"}, {"clause": "b", "text": "y"}],
        decision_rule="majority",
        authors=["navy", "nasa"],
    )
    lines = [drafted, promise(clause="a"), on("commitment-anchored", "2020-02-01", clause="b")]
    assert only(*lines, day="2020-01-31")["clause"] == "a"
    assert only(*lines)["clause"] == "b"


# Rates


def test_kept_counts_the_first_due_date_and_honoured_the_one_agreed_in_time() -> None:
    lines = [promise(), moved("2020-04-01", "2020-05-01"), delivered("2020-04-20"), accepted("2020-04-21")]
    assert rates(*lines) == [(0, 1), (0, 1), (1, 1)]
    assert only(*lines)["days_late"] == 0


def test_moving_a_missed_date_does_not_unmiss_it() -> None:
    missed = [promise(), moved("2020-04-02", "2020-05-01"), moved("2020-04-03", "2020-06-01")]
    assert rates(*missed, delivered("2020-04-20"), accepted("2020-04-21")) == [(0, 1), (0, 1), (0, 1)]


def test_a_date_withdrawn_in_time_leaves_the_honoured_rate_and_may_come_back() -> None:
    withdrawn = [promise(), moved("2020-03-01", None)]
    assert rates(*withdrawn) == [(0, 1), (0, 1), (None, 0)]
    again = [*withdrawn, moved("2020-06-01", "2020-07-01"), delivered("2020-06-30"), accepted("2020-06-30")]
    assert rates(*again) == [(0, 1), (0, 1), (1, 1)]


def test_the_first_date_ever_given_may_come_later_than_the_promise() -> None:
    lines = [promise(due=None), moved("2020-02-01", "2020-03-01"), moved("2020-02-02", "2020-04-01")]
    lines += [delivered("2020-03-02"), accepted("2020-03-03")]
    assert only(*lines)["first_due"] == "2020-03-01"
    assert rates(*lines) == [(0, 1), (0, 1), (1, 1)]


def test_a_promise_counts_from_the_day_on_which_it_is_due() -> None:
    assert rates(promise(), day="2020-03-31") == [(None, 0)] * 3
    assert rates(promise(), day="2020-04-01") == [(0, 1)] * 3
    early = [promise(), delivered("2020-02-01"), accepted("2020-02-02")]
    assert rates(*early, day="2020-03-31") == [(None, 0)] * 3
    assert rates(*early, day="2020-04-01") == [(1, 1)] * 3


@pytest.mark.parametrize(
    "lines",
    [
        [promise(due=None), delivered("2020-02-01"), accepted("2020-02-02")],
        [promise(), on("commitment-released", "2020-04-01", "nasa", reason="no need")],
        [promise(), delivered("2020-03-01")],
        [promise(), delivered("2020-05-01")],
    ],
    ids=["never dated", "released in time", "waits for acceptance", "late, and waits for acceptance"],
)
def test_what_says_nothing_yet_is_left_out(lines: list[dict[str, Any]]) -> None:
    assert rates(*lines) == [(None, 0)] * 3


@pytest.mark.parametrize(
    "lines",
    [
        [on("commitment-released", "2020-04-02", "nasa", reason="no use any more")],
        [on("commitment-revoked", "2020-02-01", reason="no money")],
        [on("commitment-broken", "2020-05-01", "nasa", reason="nothing came")],
        [line("party-withdrew", "2020-03-01", party="navy", reason="gone")],
        [delivered("2020-03-01"), on("delivery-refused", "2020-05-01", "nasa", reason="half of it")],
        [],
    ],
    ids=["released too late", "revoked", "broken", "orphaned", "refused", "open"],
)
def test_what_is_not_delivered_by_its_date_counts_as_not_kept(lines: list[dict[str, Any]]) -> None:
    assert rates(promise(), *lines) == [(0, 1)] * 3


def test_acceptance_by_who_answers_for_the_promise_is_counted_apart() -> None:
    lines = [promise(), delivered("2020-03-01"), accepted("2020-03-02", by="navy")]
    lines += [promise("q"), delivered("2020-03-01", commitment="q"), accepted("2020-03-02", commitment="q")]
    lines += [promise("late"), delivered("2020-05-01", commitment="late")]
    lines += [accepted("2020-05-02", by="navy", commitment="late"), promise("none")]
    assert rates(*lines) == [(0.5, 4), (0.5, 2), (0.5, 4)]
    whole = told(*lines)["coalition"]
    assert (whole["self_certified"], whole["kept"], whole["kept_late"], whole["overdue"]) == (2, 2, 1, 1)


def test_whose_acceptance_counts_is_that_of_the_latest() -> None:
    lines = [promise(), delivered("2020-03-01"), accepted("2020-03-02", by="navy"), accepted("2020-03-05")]
    assert told(*lines, day="2020-03-04")["coalition"]["self_certified"] == 1
    assert told(*lines)["coalition"]["self_certified"] == 0


def test_a_person_who_speaks_for_both_sides_certifies_for_the_promisee() -> None:
    speaks = [
        line("introduction-made", "2020-01-02", "pat", party=party, person="pat", role="x", how_we_got_here="y")
        for party in ("navy", "nasa")
    ]
    both = [*speaks, promise(), delivered("2020-03-01"), accepted("2020-03-02", by="pat")]
    assert told(*both)["coalition"]["self_certified"] == 0
    one = [speaks[0], promise(), delivered("2020-03-01"), accepted("2020-03-02", by="pat")]
    assert told(*one)["coalition"]["self_certified"] == 1
    to_all = [speaks[0], promise(promisee="all"), delivered("2020-03-01"), accepted("2020-03-02", by="pat")]
    assert told(*to_all)["coalition"]["self_certified"] == 1


def test_who_accepted_may_not_be_recorded() -> None:
    nobody = accepted("2020-03-02")
    del nobody["by"]
    assert told(promise(), delivered("2020-03-01"), nobody)["coalition"]["self_certified"] == 0


# Parties


def test_a_promise_counts_in_full_for_each_who_answers_for_it_and_once_for_all() -> None:
    answer = told(joined("noaa"), promise(co_accountable=["noaa"]), promise("q"), day="2020-02-01")
    assert {party: figures["made"] for party, figures in answer["parties"].items()} == {"nasa": 0, "navy": 2, "noaa": 1}
    whole = answer["coalition"]
    assert (whole["made"], whole["open"]) == (2, 2)
    assert [answer["parties"][party]["load"] for party in ("nasa", "navy", "noaa")] == [0, 2, 1]
    assert whole["load"] == 1
    # x = 0, 1, 2: G = (−2·0 + 0·1 + 2·2) ÷ (3·3)
    assert whole["equality"] == pytest.approx(1 - 4 / 9)
    assert whole["elephant_factor"] == 1


def test_who_answers_is_read_from_how_things_stand() -> None:
    lines = [joined("noaa"), promise(co_accountable=["noaa"]), promise("q")]
    left = [*lines, line("party-withdrew", "2020-03-01", party="navy", reason="gone")]
    before, after = told(*left, day="2020-02-29"), told(*left)
    assert [commitment["accountable"] for commitment in before["commitments"]] == [["navy", "noaa"], ["navy"]]
    assert [commitment["accountable"] for commitment in after["commitments"]] == [["noaa"], ["navy"]]
    assert {party: figures["made"] for party, figures in after["parties"].items()} == {"nasa": 0, "navy": 1, "noaa": 1}
    assert after["parties"]["navy"]["orphaned"] == 1
    assert after["commitments"][0]["history"][-1] == {
        "n": 7,
        "type": "party-withdrew",
        "at": "2020-03-01",
        "by": "navy",
        "party": "navy",
        "reason": "gone",
    }


def test_lateness_is_that_of_what_was_kept_late() -> None:
    lines: list[dict[str, Any]] = []
    for name, day in {
        "a": "2020-03-01",
        "b": "2020-04-03",
        "c": "2020-04-05",
        "d": "2020-04-11",
        "e": "2020-05-01",
    }.items():
        lines += [promise(name), delivered(day, commitment=name), accepted("2020-06-01", commitment=name)]
    whole = told(*lines)["coalition"]
    assert (whole["median_days_late"], whole["worst_days_late"]) == (7, 30)
    assert (whole["kept"], whole["kept_late"], whole["kept_rate"]) == (1, 4, 0.2)


def test_requests_declined_are_counted_for_who_was_asked() -> None:
    asked = [
        line("request-made", "2020-01-02", "nasa", request=name, asker="nasa", asked=party, what="x")
        for name, party in (("r", "navy"), ("s", "navy"), ("t", "stranger"))
    ]
    answer = told(*asked, line("request-declined", "2020-01-03", request="r", reason="no hands"))
    assert (answer["parties"]["navy"]["decline_rate"], answer["parties"]["navy"]["decline_rate_n"]) == (0.5, 2)
    assert (answer["parties"]["nasa"]["decline_rate"], answer["parties"]["stranger"]["decline_rate"]) == (None, 0)
    assert (answer["coalition"]["decline_rate"], answer["coalition"]["decline_rate_n"]) == (pytest.approx(1 / 3), 3)


def test_the_reasons_of_misses_are_counted_the_most_frequent_first() -> None:
    silent = on("commitment-broken", "2020-05-01", "nasa", commitment="d")
    lines = [promise(name) for name in "abcde"]
    lines += [on("commitment-revoked", "2020-03-01", commitment="a", reason="no money")]
    lines += [on("commitment-broken", "2020-05-01", "nasa", commitment="b", reason="no money")]
    lines += [on("commitment-released", "2020-05-01", "nasa", commitment="c", reason="late anyway"), silent]
    lines += [on("commitment-released", "2020-02-01", "nasa", commitment="e", reason="no need")]
    assert list(told(*lines)["coalition"]["reasons"].items()) == [
        ("no money", 2),
        ("late anyway", 1),
        ("not recorded", 1),
    ]


def test_shares_are_equal_where_all_carry_alike_and_unknown_where_nobody_does() -> None:
    def carried(*loads: int) -> dict[str, list[Case]]:
        return {
            f"p{i}": [Case(n, "commitment-made", "2020-01-01") for n in range(load)] for i, load in enumerate(loads)
        }

    def answer(*loads: int) -> tuple[Any, Any]:
        return equality(carried(*loads), "").value, elephant_factor(carried(*loads), "").value

    assert answer() == answer(0) == answer(0, 0) == (None, None)
    assert answer(3) == (1, 1)
    assert answer(2, 2, 2, 2) == (1, 2)
    assert answer(0, 0, 0, 5) == (pytest.approx(0.25), 1)
    assert answer(1, 1, 2) == (pytest.approx(1 - 2 / 12), 1)
    assert answer(1, 2, 3, 4) == (pytest.approx(0.75), 2)


# When facts arrive late


def test_what_was_agreed_later_is_in_force_also_where_an_earlier_word_arrives_late() -> None:
    lines = [promise(), moved("2020-03-20", "2020-06-01"), moved("2020-03-10", "2020-05-01")]
    commitment = only(*lines, day="2020-05-15")
    assert (commitment["due"], commitment["first_due"], commitment["status"]) == ("2020-06-01", "2020-04-01", "open")
    assert only(*lines, day="2020-03-15")["due"] == "2020-05-01"


def test_the_chain_of_renegotiations_goes_by_when_they_happened() -> None:
    lines = [promise(), moved("2020-04-20", "2020-06-01"), moved("2020-03-10", "2020-05-01")]
    lines += [delivered("2020-05-20"), accepted("2020-05-21")]
    assert rates(*lines) == [(0, 1), (0, 1), (1, 1)]


def test_a_date_between_shows_what_had_happened_by_then() -> None:
    lines = [promise(), accepted("2020-04-20"), delivered("2020-03-20"), accepted("2020-04-21")]
    assert only(*lines, day="2020-03-25")["status"] == "awaiting-acceptance"
    assert only(*lines, day="2020-03-01")["status"] == "open"
    assert (only(*lines)["status"], only(*lines)["days_late"]) == ("kept", 0)


def test_on_one_day_a_bare_date_and_an_instant_keep_the_order_in_which_they_were_recorded() -> None:
    lines = [
        promise(at="2020-04-01T08:00:00Z"),
        delivered("2020-04-01T10:00:00Z"),
        accepted("2020-04-01"),
    ]
    kept = only(*lines)
    assert (kept["status"], kept["delivered_at"], kept["days_late"]) == ("kept", "2020-04-01T10:00:00Z", 0)
    moved_first = only(
        promise(), moved("2020-04-02T10:00:00Z", "2020-04-03"), delivered("2020-04-02"), accepted("2020-04-02")
    )
    assert moved_first["days_late"] == 0


# Edges


def test_an_empty_history_has_nothing_to_answer_for() -> None:
    answer = accountability([])
    assert (answer["commitments"], answer["parties"]) == ([], {})
    whole = answer["coalition"]
    unknown = {name for name, value in whole.items() if value is None}
    assert unknown == {
        "kept_rate",
        "verified_rate",
        "honoured_rate",
        "median_days_late",
        "worst_days_late",
        "load",
        "equality",
        "elephant_factor",
        "decline_rate",
    }
    assert whole["reasons"] == {}
    assert {value for name, value in whole.items() if name not in unknown | {"reasons"}} == {0}


def test_a_coalition_of_one() -> None:
    answer = accountability(record(PROPOSED, joined("navy")))
    assert list(answer["parties"]) == ["navy"]
    assert (answer["coalition"]["load"], answer["coalition"]["equality"]) == (0, None)


def test_everything_on_one_day() -> None:
    day = "2020-04-01"
    lines = [promise(at=day), delivered(day), accepted(day)]
    assert rates(*lines, day=day) == [(1, 1)] * 3
    assert only(*lines, day=day)["status"] == "kept"


def test_what_is_attested_may_be_odd() -> None:
    accepted_only = only(promise(), accepted("2020-04-03"))
    assert (accepted_only["status"], accepted_only["days_late"], accepted_only["delivered_at"]) == (
        "kept",
        2,
        "2020-04-03",
    )
    dated_later = only(promise(), delivered("2020-04-05"), accepted("2020-04-01"))
    assert (dated_later["status"], dated_later["days_late"], dated_later["delivered_at"]) == ("kept", 4, "2020-04-05")
    undated = only(promise(due=None), delivered("2020-02-01"), accepted("2020-02-01"))
    assert (undated["status"], undated["days_late"]) == ("kept", None)
    refused = only(
        promise(), delivered("2020-02-01"), accepted("2020-02-02"), on("delivery-refused", "2020-02-03", "nasa")
    )
    assert (refused["status"], refused["delivered_at"]) == ("overdue", None)
    backwards = only(promise(due="2019-01-01"), day="2020-01-02")
    assert (backwards["status"], backwards["days_overdue"]) == ("overdue", 366)
    both = told(promise(co_accountable=["navy", "nobody"]))
    assert both["commitments"][0]["accountable"] == ["navy", "nobody"]
    assert both["parties"]["nobody"]["made"] == 1
    assert only(promise(due="9999-12-31"), day="9999-12-31")["status"] == "due-soon"


def test_a_new_cycle_orphans_what_is_open() -> None:
    ended = [line("coalition-dissolved", "2020-03-01", reason="other"), line("coalition-reconvened", "2020-03-02")]
    answer = told(promise(), *ended)
    assert answer["commitments"][0]["status"] == "orphaned"
    assert list(answer["parties"]) == ["navy"]
    assert answer["coalition"]["load"] is None


# Of every history


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_every_figure_is_the_sum_of_its_parts_and_every_promise_is_counted_once(path: Path) -> None:
    for history in recorded(path):
        records = counting(history)
        moment = asked_moment("2026-08-01")
        figures = folded(Accountability.initial(), records).figures(moment)
        for name, figure in figures_in(figures):
            if figure.value is not None:
                assert math.isclose(sum(part.contribution for part in figure.parts), figure.value, abs_tol=1e-12), name
        for counts in (figures["coalition"], *figures["parties"].values()):
            apart = list(counts)[1 : list(counts).index("undated") + 1]
            assert len(apart) == 11
            assert counts["made"].value == sum(counts[name].value for name in apart)
        assert json.dumps(plain(figures)) == json.dumps(accountability(records, moment))


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_promises_stand_where_the_rules_put_them_and_a_fold_may_pause_anywhere(path: Path) -> None:
    for history in recorded(path):
        records = counting(history)
        promises = folded(Promises(), records)
        assert promises.rooms.commitments == fold(records).commitments
        assert {promise.name: promise.stands for promise in promises.each()} == dict(
            fold(records).commitments.promises.items()
        )
        half = len(records) // 2
        paused = folded(Accountability.initial(), records[:half])
        assert folded(paused, records[half:]) == folded(Accountability.initial(), records)
