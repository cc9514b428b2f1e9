"""Factors: each condition of success present, weak, absent and unknown, and the events that say so."""

from __future__ import annotations

from typing import Any

import pytest
from recounting import (
    ASH,
    EXAMPLES,
    LARGE,
    PROPOSED,
    THREE,
    attested,
    example,
    figures,
    joined,
    kept,
    left,
    line,
    promised,
    record,
    register,
)
from tracing import assert_traceable

from domain.history import counting
from domain.values import asked_moment
from projections.accountability import accountability
from projections.factors import factors
from projections.momentum import momentum
from projections.participation import participation
from projections.weights import weights_from

#: The conditions in the order of the measures.
SLUGS = (
    "threat-apart",
    "trust-before-need",
    "shared-values",
    "joint-charter",
    "clear-roles",
    "milestones",
    "communication",
    "rhythm",
    "quick-wins",
    "sponsorship",
    "celebrations",
    "equal-accountability",
    "five-steps",
    "power-shared",
    "experiments",
    "end-in-sight",
    "representation",
)
END = attested(line("coalition-dissolved", "2020-06-30", reason="other", consents=[]))
ANEW = line("coalition-reconvened", "2020-07-01", purpose="Again", convener="ash")


def judged(slug: str, *lines: dict[str, Any], on: str = "2020-06-30") -> tuple[str, float | None, list[int]]:
    """The state of a condition, its number, and the events after the first four."""
    told = factors(record(*THREE, *lines), asked_moment(on))["factors"][slug]
    return told["state"], told["value"], [n for n in told["events"] if n > 4]


def state(slug: str, *lines: dict[str, Any], on: str = "2020-06-30") -> str:
    return judged(slug, *lines, on=on)[0]


def test_of_an_empty_history_nothing_is_known() -> None:
    answer = factors([])
    assert [answer[name] for name in ("present", "weak", "absent", "unknown")] == [0, 0, 0, 17]
    assert tuple(answer["factors"]) == SLUGS
    assert answer["factors"]["rhythm"] == {
        "sentence": "A rhythm of meeting is kept.",
        "state": "unknown",
        "value": None,
        "counts": "recent sessions ÷ those that the rhythm asked for",
        "parties": [],
        "events": [],
    }


def test_of_a_coalition_of_one_nothing_is_known() -> None:
    assert factors(record(PROPOSED, ASH))["unknown"] == 17


def test_conditions_are_counted_by_their_state() -> None:
    answer = figures("factors", [*THREE, threat(4, 2)], "2020-06-30")
    assert (answer["present"].value, [part.type for part in answer["present"].parts]) == (1, ["threat-apart"])
    assert answer["present"].value + answer["weak"].value + answer["absent"].value + answer["unknown"].value == 17


def threat(apart: int, together: int, what: str = "Floods", at: str = "2020-01-02") -> dict[str, Any]:
    return line("threat-assessed", at, threat=what, apart=apart, together=together, uncertainty=3)


def test_the_threat_apart() -> None:
    assert judged("threat-apart", threat(4, 2)) == ("present", 2, [5])
    assert judged("threat-apart", threat(3, 3)) == ("weak", 0, [5])
    assert judged("threat-apart", threat(1, 2)) == ("absent", -1, [5])
    assert judged("threat-apart", threat(1, 2), threat(5, 2, "Fire")) == ("present", 3, [5, 6])
    assert judged("threat-apart", threat(5, 1), threat(1, 2, at="2020-01-03")) == ("absent", -1, [6])
    assert judged("threat-apart", threat(5, 1, at="2020-01-03"), threat(1, 2)) == ("present", 4, [5])


def moment(at: str = "2020-01-02") -> dict[str, Any]:
    return line("trust-moment", at, between=["ash", "birch"], kind="help", what="Lent a pump")


def conflict(name: str = "k", at: str = "2020-03-01", **fields: Any) -> dict[str, Any]:
    told = {"between": ["ash", "birch"], "about": "Noise", "over": [], "stage": 2} | fields
    return line("conflict-raised", at, conflict=name, **told)


def test_trust_before_it_was_needed() -> None:
    target = line("target-set-aside", "2020-01-03", party="ash", target="Rent", in_favour_of="All")
    ceded = line("control-ceded", "2020-01-04", giver="ash", to="birch", over="The pump")
    assert judged("trust-before-need", moment()) == ("weak", 1, [5])
    assert judged("trust-before-need", moment(), target, ceded) == ("present", 3, [5, 6, 7])
    assert judged("trust-before-need", moment("2020-03-02"), conflict()) == ("absent", 0, [6])
    assert judged("trust-before-need", conflict(), moment()) == ("weak", 1, [5, 6])


def draft(version: int = 1, authors: tuple[str, ...] = ("ash", "birch"), **fields: Any) -> dict[str, Any]:
    text = {"mission": "Dig", "vision": "Once", "clauses": [], "goals": [], "values": [], "exit_conditions": []}
    told = {**text, "decision_rule": "consensus", "authors": list(authors)} | fields
    return attested(line("charter-drafted", "2020-01-05", version=version, **told))


CONSENTS = [line("charter-consented", "2020-01-06", p, version=1, party=p) for p in ("ash", "birch", "cedar")]
REPEALED = line("charter-repealed", "2020-02-01", version=1, reason="Old")


def value(text: str) -> dict[str, Any]:
    return line("value-shared", "2020-01-02", value=text, parties=["ash", "birch"])


def test_shared_values() -> None:
    assert judged("shared-values", value("Candour"), value("candour")) == ("weak", 1, [5])
    assert judged("shared-values", value("Candour"), draft(values=["Thrift", "Care", "Candour"])) == ("weak", 1, [5])
    in_force = [value("Candour"), draft(values=["Thrift", "Care", "Candour"]), *CONSENTS]
    assert judged("shared-values", *in_force) == ("present", 3, [5, 6])
    assert judged("shared-values", draft(), *CONSENTS) == ("absent", 0, [5])
    assert judged("shared-values", draft(values=["Thrift"]), *CONSENTS, REPEALED) == ("absent", 0, [10])


def ratified(**fields: Any) -> dict[str, Any]:
    return attested(line("charter-ratified", "2020-01-07", version=1, **fields))


def test_a_jointly_written_charter() -> None:
    assert judged("joint-charter", draft(), *CONSENTS) == ("present", 2, [5, 9])
    assert judged("joint-charter", draft()) == ("weak", 2, [5])
    assert judged("joint-charter", draft(authors=()), *CONSENTS) == ("weak", 0, [9])
    assert judged("joint-charter", draft(authors=("ash",)), ratified(consents=["ash"])) == ("absent", 1, [5, 6])
    assert judged("joint-charter", draft(), *CONSENTS, REPEALED) == ("absent", 0, [10])
    assert judged("joint-charter", ratified()) == ("unknown", None, [5])
    assert judged("joint-charter", ratified(consents=["ash", "birch"])) == ("weak", 0, [5])
    assert state("joint-charter", line("coalition-abandoned", "2020-01-09", reason="Rain")) == "absent"


def role(name: str, person: str = "pat", party: str = "ash", at: str = "2020-01-02") -> dict[str, Any]:
    return line("role-assigned", at, role=name, person=person, party=party)


def initiative(name: str = "i", leads: tuple[str, ...] = ()) -> dict[str, Any]:
    told = [{"person": f"p-{party}", "party": party, "area": party} for party in leads]
    return line("initiative-launched", "2020-01-03", initiative=name, name="Dig", leads=told)


def test_clear_roles() -> None:
    given_up = line("role-relinquished", "2020-02-01", role="secretary", person="pat")
    assert judged("clear-roles", role("secretary")) == ("weak", 1, [5])
    assert judged("clear-roles", role("secretary"), given_up) == ("absent", 0, [6])
    assert judged("clear-roles", role("secretary"), initiative(leads=("ash", "birch"))) == ("present", 3, [5, 6])
    assert state("clear-roles", role("secretary", party="cedar"), left("cedar", "2020-02-01")) == "unknown"
    ended = line("initiative-ended", "2020-02-01", initiative="i", outcome="completed", learned="Much")
    assert state("clear-roles", initiative(leads=("ash", "birch")), ended) == "unknown"


def test_milestones_planned() -> None:
    planned = line("milestone-planned", "2020-01-04", milestone="m", initiative="i", what="Half", due="2020-09-01")
    goal = line("goal-set", "2020-01-04", goal="g", statement="S", measure="M", target="3", unit="km", due="2020-12-31")
    assert judged("milestones", initiative()) == ("absent", 0, [5])
    assert judged("milestones", initiative(), planned, goal) == ("weak", 2, [5, 6, 7])
    assert state("milestones", goal, goal | {"goal": "h"}, goal | {"goal": "i"}) == "present"


def session(name: str, at: str, kind: str = "working") -> dict[str, Any]:
    return line("session-held", at, session=name, topic="Ducts", kind=kind, attendance={"ash": 1})


CHANNEL = line("channel-opened", channel="list", kind="listserv", audience="All")


def update(at: str) -> dict[str, Any]:
    return line("update-released", at, channel="list", summary="News")


def test_frequent_communication() -> None:
    assert judged("communication", CHANNEL) == ("absent", 0, [5])
    assert judged("communication", CHANNEL, update("2020-01-02")) == ("weak", 1, [6])
    assert judged("communication", CHANNEL, update("2020-01-02"), on="2020-07-01") == ("absent", 0, [5, 6])
    told = [update("2020-02-01"), session("s", "2020-03-01"), update("2020-04-01")]
    assert judged("communication", CHANNEL, *told) == ("present", 3, [6, 7, 8])


def test_what_counts_as_recent_and_enough_can_be_weighed() -> None:
    records, on = record(*THREE, CHANNEL, update("2020-06-01")), asked_moment("2020-06-30")
    for given, expected in (("enough = 1", "present"), ("recent_days = 20", "absent"), ("few = 2", "absent")):
        answer = factors(records, on, weights_from(f"[factors]\n{given}"))
        assert answer["factors"]["communication"]["state"] == expected


RHYTHM = line("rhythm-agreed", "2020-01-01", every_days=30)


def test_a_kept_rhythm() -> None:
    sessions = [session(f"s-{month}", f"2020-0{month}-15") for month in range(2, 7)]
    assert judged("rhythm", RHYTHM, on="2020-01-30") == ("unknown", None, [5])
    assert judged("rhythm", RHYTHM) == ("absent", 0, [5])
    assert judged("rhythm", RHYTHM, *sessions) == ("present", 5 / 6, [5, 6, 7, 8, 9, 10])
    assert state("rhythm", RHYTHM, *sessions[:3]) == "weak"
    assert state("rhythm", RHYTHM, *sessions[:2]) == "absent"
    assert state("rhythm", *sessions) == "unknown"


def test_a_rhythm_that_was_kept_once_and_no_more_is_absent() -> None:
    sessions = [session(f"s-{month}", f"2020-0{month}-15") for month in range(2, 7)]
    assert judged("rhythm", RHYTHM, *sessions, on="2021-06-30") == ("absent", 0, [5])


def test_a_rhythm_given_up_is_weak_at_best() -> None:
    sessions = [session(f"s-{month}", f"2020-0{month}-15") for month in range(2, 7)]
    given_up = line("rhythm-ended", "2020-06-29", reason="Done")
    assert state("rhythm", RHYTHM, *sessions, given_up) == "weak"
    assert state("rhythm", RHYTHM, line("rhythm-ended", "2020-01-20", reason="Done")) == "absent"
    assert state("rhythm", RHYTHM, *sessions, given_up, RHYTHM | {"at": "2020-06-30"}) == "unknown"


def test_the_series_agreed_first_is_the_one_that_counts() -> None:
    other = line("rhythm-agreed", "2020-01-02", every_days=1, series="daily")
    sessions = [session(f"s-{month}", f"2020-0{month}-15") for month in range(2, 7)]
    assert state("rhythm", RHYTHM, other, *sessions) == "present"


def test_of_a_slow_rhythm_two_intervals_are_looked_at() -> None:
    yearly = line("rhythm-agreed", "2020-01-01", every_days=365)
    sessions = [session("a", "2020-12-01"), session("b", "2021-12-01")]
    assert judged("rhythm", yearly, *sessions, on="2022-06-01") == ("present", 1, [5, 6, 7])


@pytest.mark.parametrize(
    ("on", "missed"), [("2020-01-02T17:59:59Z", 0), ("2020-01-02T18:00:00Z", 1), ("2020-01-03T18:00:00Z", 2)]
)
def test_an_interval_is_full_when_its_hours_have_gone_by_for_every_measure(on: str, missed: int) -> None:
    """A rhythm of a day that was agreed at six in the evening asks for a session by six in the evening of the next."""
    records = record(PROPOSED, ASH, line("rhythm-agreed", "2020-01-01T18:00:00Z", every_days=1))
    kept = factors(records, asked_moment(on))["factors"]["rhythm"]
    assert (kept["state"], kept["value"]) == (("absent", 0) if missed else ("unknown", None))
    curve = momentum(records, asked_moment(on), days=[asked_moment(on)])
    assert curve["components"]["rhythm"] == pytest.approx(-sum(2 ** (-day / 42) for day in range(missed)))
    half_past = participation(records, asked_moment(on))["sessions"]["series"]["main"]
    assert half_past["expected"] == max(0, missed - 1)  # the time of a session ends half an interval later


def voiced(name: str) -> dict[str, Any]:
    return line("dissatisfaction-voiced", dissatisfaction=name, party="ash", about="Mud", severity=3)


def win(name: str, *addresses: str) -> dict[str, Any]:
    told = line("quick-win-delivered", "2020-01-02", win=name, what="Boots", delivered_by=["ash"])
    return told | {"addresses": list(addresses)} if addresses else attested(told)


def test_quick_wins_on_real_dissatisfactions() -> None:
    three = [voiced("a"), voiced("b"), voiced("c")]
    assert judged("quick-wins", *three) == ("absent", 0, [5, 6, 7])
    assert judged("quick-wins", *three, win("w", "a")) == ("weak", 1, [5, 6, 7, 8])
    assert judged("quick-wins", *three, win("w", "a"), win("x", "a", "b")) == ("present", 2, [5, 6, 7, 8, 9])
    assert judged("quick-wins", win("w")) == ("absent", 0, [5])


def sponsor(tag: str, at: str = "2020-01-02", **fields: Any) -> dict[str, Any]:
    return line(f"sponsorship-{tag}", at, "mayor", sponsor="mayor", **fields)


def test_sponsorship() -> None:
    asked, granted = sponsor("requested", ask="Help"), sponsor("granted", mandate="none", support="Rooms")
    recognised = line("recognition-received", "2020-01-05", from_whom="City", recognised_as="Advisers")
    assert judged("sponsorship", asked) == ("absent", 0, [5])
    assert judged("sponsorship", asked, granted) == ("present", 1, [6])
    assert judged("sponsorship", asked, sponsor("declined", reason="No")) == ("absent", 0, [5, 6])
    assert judged("sponsorship", granted, sponsor("withdrawn", "2020-02-01", reason="No")) == ("absent", 0, [6])
    assert judged("sponsorship", recognised) == ("weak", 0, [5])


def test_celebrated_successes() -> None:
    done = [promised("p", "ash", "birch", "2020-02-01"), *kept("p", "ash", "birch", "2020-01-10")]
    party = line("celebration-held", "2020-01-11", of="The map")
    assert state("celebrations", done[0]) == "unknown"
    assert judged("celebrations", *done) == ("absent", 0, [7])
    assert judged("celebrations", *done, party) == ("weak", 1, [8])
    same_day = session("s", "2020-01-11T18:00:00Z", "celebration")
    assert judged("celebrations", *done, party, same_day) == ("weak", 1, [8])
    more = [party | {"at": at} for at in ("2020-02-11", "2020-03-11")]
    assert judged("celebrations", party, *more) == ("present", 3, [5, 6, 7])


def test_equal_accountability() -> None:
    def carried(*promisors: str) -> list[dict[str, Any]]:
        return [promised(f"p-{n}", promisor, "all", "2020-05-01") for n, promisor in enumerate(promisors)]

    assert state("equal-accountability", *carried("ash", "birch")) == "unknown"
    assert judged("equal-accountability", *carried("ash", "birch", "cedar")) == ("present", 1, [5, 6, 7])
    lopsided, share, _ = judged("equal-accountability", *carried("ash", "ash", "ash", "birch"))
    assert (lopsided, share) == ("weak", pytest.approx(0.5))
    assert judged("equal-accountability", *carried("ash", "ash", "ash"))[1] == pytest.approx(1 / 3)
    five = [*(joined(name) for name in ("dogwood", "elm")), *carried("ash", "ash", "ash", "ash", "ash")]
    assert state("equal-accountability", *five) == "absent"


def test_it_is_the_equality_that_accountability_tells() -> None:
    records, on = example("i3t"), asked_moment("2019-10-30")
    told = factors(records, on)["factors"]["equal-accountability"]["value"]
    assert told == pytest.approx(accountability(records, on)["coalition"]["equality"])


def steps(name: str = "k") -> list[dict[str, Any]]:
    """All that two sides do to settle a conflict."""
    told: list[dict[str, Any]] = []
    for side in ("ash", "birch"):
        own = {"conflict": name, "party": side}
        mine = {"how_we_got_here": "Slowly", "happening_now": "Rows", "contributions": {side: "Silence"}}
        told.append(line("conflict-prepared", "2020-03-02", side, **own, **mine))
        told.append(line("conflict-purpose-checked", "2020-03-03", side, **own, motive="protect"))
    told.append(line("conflict-congruence-found", "2020-03-04", conflict=name, common_purposes=["Sleep"]))
    told[-1]["parties"] = ["ash", "birch"]
    for side in ("ash", "birch"):
        own = {"conflict": name, "party": side}
        told.append(line("conflict-explored", "2020-03-05", side, **own, perspective="A", impact="B", at_stake=[]))
    return [*told, settlement(name)]


def settlement(name: str = "k") -> dict[str, Any]:
    contract = [{"party": side, "will_do": "Call", "due": "2020-12-01"} for side in ("ash", "birch")]
    told = {"contract": contract, "interests_met": {}, "review_on": "2020-06-01"}
    consequences = {"positive_consequences": ["a"], "negative_consequences": ["b"]}
    return line("conflict-settled", "2020-03-06", conflict=name, **told, **consequences)


def test_conflicts_met_by_the_five_steps() -> None:
    closed = line("conflict-closed", "2020-03-09", conflict="k", reason="Enough")
    assert judged("five-steps", conflict(), *steps()) == ("present", 1, [5])
    assert judged("five-steps", conflict(), *steps()[:1]) == ("weak", 0.5, [5])
    assert judged("five-steps", conflict(), closed) == ("absent", 0, [5])
    assert judged("five-steps", conflict(), attested(settlement())) == ("absent", 0, [5])
    assert judged("five-steps", conflict(), *steps(), conflict("j"), *steps("j")[:1])[1] == 0.75
    assert judged("five-steps", conflict(), left("birch", "2020-03-02")) == ("absent", 0, [5])


def test_a_conflict_that_was_just_raised_says_nothing_yet() -> None:
    assert judged("five-steps", conflict(), on="2020-08-28") == ("unknown", None, [5])
    assert judged("five-steps", conflict(), on="2020-08-29") == ("absent", 0, [5])
    failed = line("conflict-reviewed", "2020-06-01", conflict="k", held=False)
    assert state("five-steps", conflict(), *steps(), failed) == "unknown"


def test_power_shared() -> None:
    ceded = line("control-ceded", "2020-01-04", giver="ash", to="birch", over="The pump")
    told = {"kind": "power-play", "severity": 3, "what": "Took the pump"}
    play = line("trust-fractured", "2020-01-05", breached_by="ash", against=["birch"], **told)
    assert judged("power-shared", ceded) == ("weak", 1, [5])
    assert judged("power-shared", ceded, ceded, ceded) == ("present", 3, [5, 6, 7])
    assert judged("power-shared", ceded, ceded, ceded, play) == ("weak", 2, [5, 6, 7, 8])
    assert judged("power-shared", play) == ("absent", -1, [5])
    assert state("power-shared", play | {"kind": "exclusion"}) == "unknown"


def test_room_for_experiments() -> None:
    tried = [line("experiment-started", experiment=name, hypothesis="H", lead="ash") for name in ("a", "b", "c")]
    learned = line("experiment-concluded", "2020-02-01", experiment="a", outcome="did-not", learned="Much")
    assert judged("experiments", tried[0], learned) == ("weak", 1, [5, 6])
    assert judged("experiments", *tried) == ("present", 3, [5, 6, 7])


def test_an_end_in_sight() -> None:
    exits = {"exit_conditions": ["Done", "Broke"]}
    assert judged("end-in-sight", draft(**exits), *CONSENTS) == ("present", 2, [5])
    assert judged("end-in-sight", draft(**exits)) == ("weak", 0, [5])
    assert judged("end-in-sight", draft(sunset="2020-12-31"), *CONSENTS) == ("present", 1, [5])
    assert judged("end-in-sight", draft(), *CONSENTS) == ("absent", 0, [5])
    assert judged("end-in-sight", ratified()) == ("unknown", None, [])


def test_a_sunset_is_in_sight_until_its_day_is_over() -> None:
    extended = line("sunset-extended", "2020-02-01", sunset="2020-06-30", reason="More")
    assert judged("end-in-sight", extended, on="2020-06-30") == ("present", 1, [5])
    assert judged("end-in-sight", extended, on="2020-07-01") == ("weak", 0, [5])


def test_diverse_representation() -> None:
    def of(kind: str, party: str, **fields: Any) -> dict[str, Any]:
        return joined(party, kind=kind, **fields)

    others = [of("academic", "dogwood"), of("nonprofit", "elm")]
    assert factors(record(*THREE))["factors"]["representation"]["state"] == "absent"
    assert judged("representation", *others) == ("weak", 2, [5, 6])
    assert judged("representation", *others, of("community", "fir")) == ("present", 3, [5, 6, 7])
    assert judged("representation", *others, left("elm", "2020-02-01")) == ("weak", 1, [5])
    placed = [of("unit", f"p-{place}", constituency=place) for place in ("north", "south", "east", "west")]
    assert state("representation", *placed) == "present"
    untold = [PROPOSED, of("other", "ash"), of("other", "birch")]
    assert factors(record(*untold))["factors"]["representation"]["state"] == "unknown"


# The end, and a new cycle


def test_what_has_ended_is_judged_as_it_stood() -> None:
    lines = [CHANNEL, update("2020-02-01"), update("2020-03-01"), update("2020-04-01"), END]
    assert state("communication", *lines, on="2030-01-01") == "present"


def test_what_starts_empty_in_a_new_cycle_is_looked_at_in_that_cycle_only() -> None:
    first = [draft(), *CONSENTS, role("secretary"), RHYTHM, moment(), END, ANEW]
    told = factors(record(*THREE, *first), asked_moment("2020-12-31"))["factors"]
    assert [told[slug]["state"] for slug in ("joint-charter", "clear-roles", "rhythm")] == ["unknown"] * 3
    assert told["trust-before-need"]["state"] == "weak"


# Whole histories


def test_the_published_account() -> None:
    answer = factors(example("i3t"))
    assert [answer[name] for name in ("present", "weak", "absent", "unknown")] == [12, 3, 0, 2]
    states = {slug: told["state"] for slug, told in answer["factors"].items()}
    assert (states["sponsorship"], states["five-steps"], states["experiments"]) == ("present", "present", "unknown")


def test_the_coalition_that_fell_apart() -> None:
    on = asked_moment("2020-12-01")
    before, after = factors(counting(example("fell-apart"), on), on), factors(example("fell-apart"))
    assert before["factors"]["sponsorship"]["state"] == "present"
    states = {slug: told["state"] for slug, told in after["factors"].items()}
    gone = ("trust-before-need", "joint-charter", "sponsorship", "five-steps", "power-shared")
    assert {states[slug] for slug in gone} == {"absent"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_traceable(name: str) -> None:
    assert_traceable("factors", example(name))


@pytest.mark.parametrize("name", LARGE)
def test_registers_are_traceable(name: str) -> None:
    for records in register(name).values():
        assert_traceable("factors", records)
