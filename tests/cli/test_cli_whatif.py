"""What-ifs on the command line: the answers for people and programs, the exit codes, and nothing written anywhere."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import ROOT, Done, run

SCENARIOS = ROOT / "examples" / "scenarios"
THEN = ("--as-of", "2019-06-01")
ASSUMPTION = (
    "Other people's later choices are assumed unchanged; "
    "this is a projection under the recorded rules, not a prediction."
)
LEAVES = {"type": "party-withdrew", "at": "2019-05-10", "by": "navy", "party": "navy", "reason": "no crew"}
SWEEP = """
question: Does the charter hang on one party?
outcomes:
  chartered: phase == 'chartered'
  momentum: momentum.score
vary:
  without-party: each
  weights: {momentum.half_life_days: [21, 42]}
"""


def asked(*arguments: str | Path) -> dict[str, Any]:
    done = run(*arguments, "--json")
    assert done.code == 0, done
    return dict(done.json)


def refused(*arguments: str | Path) -> str:
    done = run(*arguments)
    assert done.code == 2, done
    assert done.out == ""
    return done.err


@pytest.fixture
def sweep_file(folder: Path) -> Path:
    file = folder / "sweep.yaml"
    file.write_text(SWEEP)
    return file


# whatif


def test_a_program_gets_both_sides_and_what_differs(examples: Path) -> None:
    data = asked("whatif", "i3t", "--drop", "navy-broke", *THEN)
    assert list(data) == [
        *("coalition", "as_of", "known_at", "version", "weights", "scenario"),
        *("after", "first_divergence", "counts", "steps", "orphans"),
        *("record", "branch", "differences", "commands", "assumption", "expectation"),
    ]
    assert data["scenario"] == {"name": None, "question": None, "from": None, "edits": ["drop navy-broke"]}
    assert (data["coalition"], data["version"], data["after"]) == ("i3t", 133, "admissible")
    assert data["first_divergence"] == 80
    assert data["counts"]["dropped"] == 1
    assert data["steps"][79] == {
        "n": 80,
        "label": "dropped",
        "type": "commitment-broken",
        "at": "2019-04-16",
        "rule": None,
        "message": None,
        "because": [],
    }
    by_path = {difference["path"]: difference for difference in data["differences"]}
    assert by_path["accountability.parties.navy.broken"] == {
        "path": "accountability.parties.navy.broken",
        "record": 1,
        "branch": 0,
    }
    assert data["record"]["momentum"]["score"] < data["branch"]["momentum"]["score"]
    assert data["assumption"] == ASSUMPTION
    assert data["expectation"] is None


def test_the_record_in_the_answer_is_what_other_commands_tell(examples: Path) -> None:
    data = asked("whatif", "i3t", "--without-party", "navy", *THEN)
    for measure in ("momentum", "accountability", "trust"):
        told = asked(measure, "i3t", *THEN)
        assert data["record"][measure] == {name: told[name] for name in data["record"][measure]}
    shown = asked("show", "i3t", *THEN)
    for name in ("phase", "members", "charter", "promises", "overdue", "next", "events"):
        assert data["record"][name] == shown[name]


def test_people_get_a_table_the_story_the_curves_and_the_assumption_last(examples: Path) -> None:
    lines = run("whatif", "i3t", "--drop", "79", "--drop", "73", *THEN).out.splitlines()
    assert lines[0] == "What if: drop 79; drop 73"
    assert lines[1].endswith("vanished.")
    assert lines[2] == "They part at event 73: commitment-made, 2019-01-30, dropped."
    assert (
        "  - 80: The breaking of fiber-survey could not have been recorded: fiber-survey was never promised, "
        "because act 73 was dropped." in lines
    )
    (columns,) = (line for line in lines if line.startswith("figure"))
    assert columns.split() == ["figure", "record", "branch"]
    assert any(re.fullmatch(r"accountability\.parties\.navy\.broken +1 +0", line) for line in lines)
    curves = [line for line in lines if re.match("(record|branch)  [▁▂▃▄▅▆▇█]{24}  ", line)]
    assert len(curves) == 2
    assert lines[-1] == ASSUMPTION


def test_what_is_long_is_cut_and_can_be_asked_for(examples: Path) -> None:
    brief = run("whatif", "i3t", "--drop", "5").out
    assert "… and 49 more of them; --all shows them." in brief
    whole = run("whatif", "i3t", "--drop", "5", "--all").out
    assert "--all" not in whole
    assert len(whole.splitlines()) > 2 * len(brief.splitlines())


def test_nothing_differs(examples: Path) -> None:
    done = run("whatif", "went-alone")
    assert done.code == 0
    assert "What if: nothing differs\n11 kept.\nNothing would have been different.\n" in done.out
    assert asked("whatif", "went-alone")["differences"] == []


def test_every_kind_of_edit_and_every_policy(examples: Path, folder: Path) -> None:
    (folder / "more.jsonl").write_text(
        json.dumps(LEAVES) + "\n\n" + json.dumps({**LEAVES, "by": "noaa", "party": "noaa"})
    )
    edits = [
        *("--drop", "26 sponsor", "--replace", "38 due=2019-05-01", "--shift", "120..122 by 5d"),
        *("--insert", "more.jsonl", "--charter", "decision_rule=majority", "--without-party", "estuary-learning"),
    ]
    for after in ("admissible", "keep", "none"):
        data = asked("whatif", "i3t", *edits, "--after", after)
        assert data["scenario"]["edits"] == [
            "drop 26 sponsor",
            "replace 38 due=2019-05-01",
            "shift 120..122 by 5d",
            "insert party-withdrew at 2019-05-10",
            "insert party-withdrew at 2019-05-10",
            "without-party estuary-learning",
            "charter decision_rule=majority",
        ]
        assert data["after"] == after
    whole = asked("whatif", "i3t", *edits)
    assert [step["n"] for step in whole["steps"] if step["label"] == "inserted"] == ["i1", "i2"]
    assert len(whole["commands"]) == 2


def test_the_fork_is_a_version_or_a_date(examples: Path) -> None:
    for start, known, first in (("100", 100, 101), ("2019-06-01", "2019-06-01", 98)):
        data = asked("whatif", "i3t", "--from", start, "--without-party", "navy")
        assert data["scenario"]["from"] == known
        assert data["first_divergence"] >= first


def test_what_is_inserted_can_be_recorded_for_real(examples: Path) -> None:
    done = run("whatif", "i3t", "--insert", json.dumps(LEAVES))
    assert (
        "To record for real what the scenario inserts\n  coalition record party-withdrew i3t --at 2019-05-10"
        in done.out
    )


def test_it_is_asked_of_a_version_of_what_was_known_and_on_a_date(examples: Path) -> None:
    short = asked("whatif", "i3t", "--drop", "80", "--at-version", "81")
    assert (short["version"], len(short["steps"])) == (81, 81)
    assert len(asked("whatif", "i3t", "--drop", "42", "--at-version", "48")["steps"]) == 49  # 49 came in one go with 48
    early = asked("whatif", "i3t", "--drop", "80", "--as-of", "2019-04-10")
    assert early["differences"] == []  # on that day it was yet to come
    assert "Nothing was known of i3t by then" in refused("whatif", "i3t", "--known-at", "2024-01-01")
    assert "i3t has versions 1 to 133" in refused("whatif", "i3t", "--at-version", "134")


def test_other_weights_are_other_figures(examples: Path, folder: Path) -> None:
    (folder / "w.toml").write_text("[momentum]\nhalf_life_days = 20\n")
    usual = asked("whatif", "i3t", "--drop", "80", *THEN)
    other = asked("whatif", "i3t", "--drop", "80", *THEN, "--weights", "w.toml")
    assert usual["weights"] != other["weights"]
    assert usual["branch"]["momentum"]["score"] != other["branch"]["momentum"]["score"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--drop", "999"), "drop 999: There is no event 999: the history has events 1 to 133"),
        (("--drop", "1"), "act 1 proposes the coalition and always stays"),
        (("--drop", "nothing-of-it"), "no act bears the ref 'nothing-of-it'"),
        (("--drop", "49"), "Name act 48 instead"),
        (("--drop", "9..7"), "the range runs backwards"),
        (("--replace", "38 due=soon"), "replace 38 due=soon"),
        (("--replace", "38"), "write an act's number and its new fields"),
        (("--shift", "38 by a bit"), "is no length of time"),
        (("--insert", '{"type":'), "Not JSON"),
        (("--insert", "nowhere.jsonl"), "There is no file nowhere.jsonl"),
        (("--insert", '{"type": "party-left", "at": "2019-05-01"}'), "party-left"),
        (("--without-party", "nobody"), "nothing is by nobody or names it"),
        (("--charter", "majority"), "write fields as name=value"),
        (("--drop", "38", "--replace", "38 due=2019-05-01"), "keep one"),
        (("--after", "whatever"), "There is no policy 'whatever'; there is: admissible, keep, none"),
        (("--from", "400", "--drop", "38"), "the history has versions 1 to 133"),
        (("--from", "2019-01-01", "--drop", "38"), "stands before the fork"),
        (("--scenario", "nowhere.yaml"), "There is no file nowhere.yaml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_makes_no_sense_is_told(examples: Path, options: tuple[str, ...], words: str) -> None:
    assert words in refused("whatif", "i3t", *options)


def test_there_is_no_such_coalition(examples: Path) -> None:
    for command in (("whatif", "x"), ("whatif-necessary", "x", "true"), ("depends", "x", "1")):
        assert "no coalition 'x'" in refused(*command)


# Scenario files


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.yaml")), ids=lambda file: file.stem)
def test_what_the_example_scenarios_expect_holds(examples: Path, file: Path) -> None:
    coalition = re.search("^coalition: (.*)$", file.read_text(), re.MULTILINE)
    assert coalition is not None
    data = asked("whatif", coalition[1], "--scenario", file)
    assert data["scenario"]["name"]
    assert data["scenario"]["question"].endswith("?")


def test_an_expectation_that_does_not_hold_is_an_exit_code(examples: Path, folder: Path) -> None:
    written = "name: n\nquestion: q?\nedits: [{drop: 5}]\nexpect: phase == 'chartered'\n"
    (folder / "s.yaml").write_text(written)
    done = run("whatif", "i3t", "--scenario", "s.yaml", "--json")
    assert done.code == 4
    assert done.json["expectation"] == {
        "outcome": "phase == 'chartered'",
        "holds": False,
        "held": True,
        "unknown": [],
    }
    people = run("whatif", "i3t", "--scenario", "s.yaml")
    assert people.code == 4
    assert people.out.startswith("q?\ndrop 5\n")
    assert "Expected: phase == 'chartered'. It does not hold." in people.out
    assert people.out.endswith(ASSUMPTION + "\n")


def test_an_expectation_that_hangs_on_the_unknown_says_on_what(examples: Path, folder: Path) -> None:
    (folder / "s.yaml").write_text(
        "name: n\nedits: [{without-party: navy}]\nexpect: accountability.parties.navy.kept > 0\n"
    )
    done = run("whatif", "i3t", "--scenario", "s.yaml")
    assert done.code == 4
    assert "It does not hold: accountability.parties.navy.kept is unknown." in done.out


def test_an_expectation_may_speak_of_what_the_scenario_brings_in(examples: Path, folder: Path) -> None:
    joins = {"type": "party-joined", "at": "2019-05-10", "by": "port", "party": "port", "name": "Port"}
    joins |= {"kind": "commercial", "standing": "observer"}
    written = f"name: n\nedits: [{{insert: {json.dumps(joins)}}}]\nexpect: observers.port.name == 'Port'\n"
    (folder / "s.yaml").write_text(written)
    assert run("whatif", "i3t", "--scenario", "s.yaml").code == 0


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("name: n\nexpect: phas == 'x'\n", "there is no 'phas' to ask about; did you mean phase?"),
        ("name: n\nexpect: phase\n", "an outcome is answered yes or no, and this is 'chartered'"),
        ("name: n\nexpect: members.navi.name == 'x'\n", "There is no 'navi' in members"),
        ("name: n\ncoalition: leads\n", "s.yaml is about leads, not i3t"),
        ("name: n\nedits:\n- drop: 3\n- dorp: 4\n", "s.yaml: Line 4"),
        ("name: n\nedits:\n- drop: 999\n", "There is no event 999"),
        ("", "s.yaml: The file is empty"),
    ],
)
def test_a_scenario_that_makes_no_sense_is_told(examples: Path, folder: Path, written: str, words: str) -> None:
    (folder / "s.yaml").write_text(written)
    assert words in refused("whatif", "i3t", "--scenario", "s.yaml")


def test_options_add_to_a_scenario_file(examples: Path, folder: Path) -> None:
    (folder / "s.yaml").write_text("name: n\nfrom: 3\nafter: keep\nedits: [{drop: 38}]\n")
    data = asked("whatif", "i3t", "--scenario", "s.yaml", "--drop", "80", "--after", "none")
    assert data["scenario"] == {"name": "n", "question": None, "from": 3, "edits": ["drop 38", "drop 80"]}
    assert data["after"] == "none"


# Which events mattered


def test_necessary(examples: Path) -> None:
    data = asked("whatif-necessary", "i3t", "phase == 'chartered'")
    assert list(data)[-3:] == ["outcome", "holds", "necessary"]
    assert (data["outcome"], data["holds"]) == ("phase == 'chartered'", True)
    assert [act["n"] for act in data["necessary"]] == [5, 6, 7, 10, 18, 19, 32, 41, 42, 43, 45, 46, 48]
    assert (data["necessary"][7]["n"], data["necessary"][7]["type"]) == (41, "charter-drafted")
    assert data["necessary"][7]["takes"][:3] == [42, 43, 44]
    people = run("whatif-necessary", "i3t", "phase == 'chartered'").out
    assert people.startswith("phase == 'chartered': 13 acts without which it would not hold\n")
    assert "U.S. Navy consented to version 1 of the charter." in people
    assert people.endswith(ASSUMPTION + "\n")


def test_sufficient(examples: Path) -> None:
    data = asked("whatif-sufficient", "fell-apart", "phase == 'dissolved'")
    assert list(data)[-4:] == ["outcome", "holds", "sufficient", "story"]
    assert data["sufficient"] == [1, 6, 33, 34]
    assert data["story"][-1].startswith("2021-04-12: The coalition was dissolved")
    people = run("whatif-sufficient", "fell-apart", "phase == 'dissolved'").out
    assert people.startswith("phase == 'dissolved': 4 acts are enough\n")
    assert people.endswith(ASSUMPTION + "\n")


@pytest.mark.parametrize("command", ["whatif-necessary", "whatif-sufficient"])
def test_an_outcome_that_does_not_hold_is_an_exit_code(examples: Path, command: str) -> None:
    done = run(command, "i3t", "phase == 'dissolved'", "--json")
    assert done.code == 4
    assert done.json["holds"] is False
    assert done.json["necessary" if command == "whatif-necessary" else "sufficient"] == []
    people = run(command, "i3t", "phase == 'dissolved'")
    assert people.code == 4
    assert "this does not hold on record" in people.out


def test_influence(examples: Path) -> None:
    data = asked("whatif-influence", "i3t", "momentum.score", "--as-of", "2019-05-01")
    assert list(data)[-3:] == ["path", "value", "influence"]
    told = asked("momentum", "i3t", "--as-of", "2019-05-01")
    assert data["value"] == told["score"]
    first = data["influence"][0]
    assert list(first) == ["n", "type", "without", "change", "share", "takes"]
    assert first["change"] == pytest.approx(data["value"] - first["without"])
    assert sum(act["share"] for act in data["influence"]) == pytest.approx(1)
    changes = [abs(act["change"]) for act in data["influence"]]
    assert changes == sorted(changes, reverse=True)
    people = run("whatif-influence", "i3t", "momentum.score", "--as-of", "2019-05-01").out.splitlines()
    assert people[1].split() == ["n", "adds", "without", "it", "share", "what", "happened"]
    assert people[-1] == ASSUMPTION


def test_a_figure_that_nothing_changes(examples: Path) -> None:
    assert "No act alone changes it." in run("whatif-influence", "went-alone", "conflicts.settled").out


def test_depends(examples: Path) -> None:
    data = asked("depends", "i3t", "60")
    assert list(data)[-4:] == ["n", "type", "takes", "rests_on"]
    assert (data["type"], data["takes"]) == ("commitment-delivered", [64])
    assert data["rests_on"] == [1, 5, 7, 39]
    people = run("depends", "i3t", "60").out.splitlines()
    assert people[0].startswith("60: ")
    assert "Without it, these could not have been recorded" in people
    assert "It rests on" in people
    assert asked("depends", "i3t", "49")["takes"] is None
    assert "The rules added it" in run("depends", "i3t", "49").out


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("whatif-necessary", "i3t", "phase = 'x'"), "Invalid value for OUTCOME: phase = 'x': at column 7"),
        (("whatif-sufficient", "i3t", "momentum.score"), "an outcome is answered yes or no"),
        (("whatif-necessary", "i3t", "trust.pairs.nobody.navy.belief > 0.5"), "There is no 'nobody' in trust.pairs"),
        (("whatif-influence", "i3t", "momentum"), "several figures lie there; name one of: score"),
        (("whatif-influence", "i3t", "phase"), "it is no number but 'chartered'"),
        (("depends", "i3t", "134"), "There is no event 134: the history has events 1 to 133"),
        (("depends", "i3t", "x"), "Invalid value for 'N'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_question_that_makes_no_sense_is_told(examples: Path, command: tuple[str, ...], words: str) -> None:
    assert words in refused(*command)


# Sweeps


def test_a_sweep_is_a_table(examples: Path, sweep_file: Path) -> None:
    data = asked("whatif-sweep", "i3t", sweep_file, "--workers", "1")
    assert list(data)[-6:] == ["sweep", "question", "outcomes", "rows", "differing", "assumption"]
    assert list(data["rows"][0]) == ["case", "edits", "from", "after", "weights", "outcomes", "differs", "fault"]
    assert data["rows"][0]["case"] == "as recorded"
    by_case = {row["case"]: row for row in data["rows"]}
    assert by_case["without-party nasa"]["outcomes"]["chartered"] is False
    assert by_case["without-party nasa"]["differs"] == ["chartered", "momentum"]
    assert by_case["weights momentum.half_life_days=21"]["weights"] == {"momentum.half_life_days": 21}
    assert by_case["weights momentum.half_life_days=42"]["differs"] == []
    assert data["differing"]["chartered"] == sum("chartered" in row["differs"] for row in data["rows"])
    assert not sweep_file.with_name("sweep.yaml.journal").exists()
    people = run("whatif-sweep", "i3t", sweep_file, "--workers", "1").out.splitlines()
    assert people[0] == "Does the charter hang on one party?"
    assert people[1].split() == ["scenario", "chartered", "momentum"]
    assert any(re.fullmatch(r"without-party nasa +no \* +\S+ \*", line) for line in people)
    assert people[-1] == ASSUMPTION


def test_a_sweep_that_is_interrupted_goes_on(examples: Path, sweep_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = asked("whatif-sweep", "i3t", sweep_file, "--workers", "1", *THEN)
    _interrupt_after(monkeypatch, 3)
    stopped = run("whatif-sweep", "i3t", sweep_file, "--workers", "1", *THEN)
    assert stopped.code == 130
    assert "What is done is kept in sweep.yaml.journal. Ask the same again" in stopped.err.replace(
        f"{sweep_file.parent}/", ""
    )
    journal = sweep_file.with_name("sweep.yaml.journal")
    assert len(journal.read_text().splitlines()) == 1 + 3
    monkeypatch.undo()
    monkeypatch.chdir(sweep_file.parent)
    again = run("whatif-sweep", "i3t", sweep_file, "--workers", "1", "--json")  # the date is that of the journal
    assert again.code == 0
    assert "which asks about 2019-06-01T23:59:59.999999Z" in again.err
    assert again.json == whole
    assert not journal.exists()


def test_a_journal_that_is_named_is_kept(examples: Path, sweep_file: Path) -> None:
    asked("whatif-sweep", "i3t", sweep_file, "--workers", "1", "--journal", "kept", *THEN)
    before = Path("kept").read_bytes()
    asked("whatif-sweep", "i3t", sweep_file, "--workers", "1", "--journal", "kept", *THEN)
    assert Path("kept").read_bytes() == before


def _interrupt_after(monkeypatch: pytest.MonkeyPatch, answers: int) -> None:
    from projections.sweeps import Table

    asked_of, count = Table.__call__, iter(range(answers))

    def stop(table: Table, *given: Any) -> Any:
        if next(count, None) is None:
            raise KeyboardInterrupt
        return asked_of(table, *given)

    monkeypatch.setattr(Table, "__call__", stop)


def test_a_cluster_that_is_not_there(examples: Path, sweep_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = run("whatif-sweep", "i3t", sweep_file, "--cluster", "tcp://127.0.0.1:9")
    assert done.code == 1
    assert "pip install 'coalition-engine[cluster]'" in done.err
    monkeypatch.undo()
    monkeypatch.chdir(sweep_file.parent)
    pytest.importorskip("distributed")
    monkeypatch.setattr("engine.sweep._PATIENCE", 1)
    done = run("whatif-sweep", "i3t", sweep_file, "--cluster", "tcp://127.0.0.1:9")
    assert done.code == 1
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in done.err


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("outcomes: {a: phas}\nvary: {drop: each}", "there is no 'phas' to ask about"),
        ("outcomes: {a: phase}\nvary: {dropp: each}", "line 2: vary has no key 'dropp'"),
        ("outcomes: {a: phase}\nvary: {weights: {momentum.half: [1]}}", "There is no weight momentum.half"),
        ("outcomes: {a: phase}\ncoalition: leads\nvary: {drop: each}", "is about leads, not i3t"),
    ],
)
def test_a_sweep_that_makes_no_sense_is_told(examples: Path, folder: Path, written: str, words: str) -> None:
    (folder / "bad.yaml").write_text(written)
    assert words in refused("whatif-sweep", "i3t", "bad.yaml")


def test_a_case_that_cannot_be_made_stands_in_the_table(examples: Path, folder: Path) -> None:
    (folder / "s.yaml").write_text("outcomes: {a: phase}\nvary: {without-party: [navy, nobody]}")
    done = run("whatif-sweep", "i3t", "s.yaml", "--workers", "1")
    assert done.code == 0
    assert re.search("without-party nobody +without-party nobody: nothing is by nobody", done.out)


# Nothing is ever recorded


@pytest.mark.parametrize(
    "command",
    [
        ("whatif", "i3t", "--drop", "5", "--insert", json.dumps(LEAVES), "--after", "keep"),
        ("whatif", "i3t"),
        ("whatif-necessary", "went-alone", "phase == 'abandoned'"),
        ("whatif-sufficient", "went-alone", "phase == 'abandoned'"),
        ("whatif-influence", "went-alone", "momentum.score"),
        ("whatif-sweep", "went-alone", "sweep.yaml", "--workers", "1"),
        ("depends", "went-alone", "3"),
    ],
    ids=lambda command: command[0],
)
def test_not_a_byte_of_the_store_changes(examples: Path, sweep_file: Path, command: tuple[str, ...]) -> None:
    sweep_file.write_text("outcomes: {a: phase}\nvary: {drop: each}")
    assert run("log", "went-alone").code == 0  # the first one to open a copy of a store sets its journal mode
    before = _bytes(examples)
    done = run(*command)
    assert done.code == 0, done
    assert _bytes(examples) == before


def _bytes(store: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(store.parent.glob("coalition.db*"))
    }


def test_user_text_cannot_style_the_terminal(examples: Path, folder: Path) -> None:
    (folder / "s.yaml").write_text('name: "\\u202eevil"\nquestion: "\\u001b[31mred?"\n'.replace("\\u001b", "x"))
    shown: Done = run("whatif", "i3t", "--scenario", "s.yaml")
    assert "\u202e" not in shown.out
