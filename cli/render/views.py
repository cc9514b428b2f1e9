"""Views for people: each command's data as tables and short lines, the same figures that its JSON holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from cli.render.text import bullets, cell, facts, heading, line, on_terminal, table

_SHOWN, _DRIVERS = 10, 5  # rows of a table; one screen is to tell what matters most
_STEPS = ("prepare", "check the purpose", "find congruence", "explore", "settle")
_PROMISES = {"open": "open", "delivered": "delivered and not yet accepted", "orphaned": "without a promisor"}
_REVIEWS = {
    "conflict-review": "review of the settlement: {}",
    "decision-review": "review of the decision: {}",
    "agreement-review": "review of {}",
}

Names = Mapping[str, str]


def show(data: dict[str, Any], begun: str = "") -> None:
    """One screen of a coalition; `begun` says when it began, for where that lies later."""
    if not data["events"]:
        nothing(data["coalition"], begun)
        return
    names = _names(data)
    _opening(data)
    facts([*_who(data), *_how_it_stands(data, names)])
    _open_matters(data, names)
    _drivers(data["momentum"]["drivers"], data["coalition"])
    _breaches(data)


def nothing(coalition: str, begun: str) -> None:
    """That nothing was on record by the dates asked about; `begun` says when it began, where that lies later."""
    line(f"{coalition}: {begun}by then nothing that counts was on record")


def _opening(data: Mapping[str, Any]) -> None:
    """Its name, and where it is in its life."""
    heading(f"{data['name']} ({data['coalition']})")
    sponsored = ", sponsored" if data["sponsored"] else ""
    line(f"{data['phase']}{sponsored}; as of {data['as_of'][:10]}, {_count(data['events'], 'event')}")
    if on_terminal():
        line()


def _who(data: Mapping[str, Any]) -> list[tuple[str, object]]:
    """What it is for, and who takes part."""
    return [
        ("Purpose", data["purpose"]),
        ("Convener", data["convener"] and data["convener"]["name"]),
        ("Members", [party["name"] for party in data["members"]]),
        ("Observers", [party["name"] for party in data["observers"]]),
        ("Sponsors", [f"{sponsor['name']} ({sponsor['mandate']})" for sponsor in data["sponsors"]]),
    ]


def _how_it_stands(data: Mapping[str, Any], names: Names) -> list[tuple[str, object]]:
    """What is agreed and promised, what was kept, and whether it moves."""
    return [
        ("Charter", _charter(data["charter"])),
        ("Draft", _draft(data["draft"], names)),
        ("Promises", [f"{n} {_PROMISES[state]}" for state, n in data["promises"].items() if n]),
        ("Kept", _kept(data["accountability"])),
        ("Momentum", _momentum(data["momentum"])),
        ("Integrity", _integrity(data["integrity"])),
    ]


def _integrity(log: Mapping[str, Any] | None) -> str:
    """How much of it the last checkpoint covers; whether it holds is for the audit to say."""
    if log is None:
        return "the log cannot be read: see coalition audit verify"
    checkpoint = log["checkpoint"] or {"version": None}
    covered = checkpoint["version"] or 0
    until = f", recorded until {checkpoint['recorded_at'][:10]}" if covered else ""
    return f"{covered} of {_count(covered + log['since'], 'entry', 'entries')} under a checkpoint{until}"


def _breaches(data: Mapping[str, Any]) -> None:
    """How often rules were broken, and where to read of it."""
    if data["breaches"]:
        line()
        breaches = _count(data["breaches"], "breach", "breaches")
        line(f"{breaches} of rules on record: see coalition log {data['coalition']}")


def _kept(kept: Mapping[str, Any]) -> str | None:
    if kept["kept_rate"] is None:
        return None
    honoured = "" if kept["honoured_rate"] is None else f"; {kept['honoured_rate']:.0%} by dates moved in time"
    return f"{kept['kept_rate']:.0%} of {kept['kept_rate_n']} by their first date{honoured}"


def _momentum(momentum: Mapping[str, Any]) -> str | None:
    if momentum["score"] is None:
        return None
    trend = "" if momentum["trend"] is None else f", trend {momentum['trend']:+z.0%}"
    return f"{momentum['score']:z.2f}, {momentum['state']}{trend}  {momentum['sparkline']}"


def _drivers(drivers: Sequence[Mapping[str, Any]], coalition: str) -> None:
    rows = [(d["n"], d["type"], d["at"][:10], f"{d['contribution']:+z.2f}") for d in drivers[:_DRIVERS]]
    section("What drives it", ("n", "type", "at", "now adds"), rows)
    _more(len(drivers) - _DRIVERS, f"momentum {coalition}")


def session(data: dict[str, Any]) -> None:
    """The Network Session Summary."""
    heading("Network Session Summary")
    facts([("Session topic", data["topic"]), ("Session date", data["date"]), ("Session hosts", data["hosts"])])
    for label, name in (
        ("Objectives", "objectives"),
        ("Recommended resources", "resources"),
        ("Highlights and themes", "highlights"),
    ):
        if data[name]:
            line(f"{label}:")
            bullets(data[name])
    statistics = data["statistics"]
    rows = [("total", statistics["total"]), *statistics["participants_by"].items()]
    rows += [(f"{name} represented", count) for name, count in statistics["represented"].items()]
    rows += [(f"from {came['name']}", came["headcount"]) for came in statistics["attendance"]]
    kind = statistics["participant_kind"]
    section("Statistics" + (f" ({kind})" if kind else ""), ("who", "count"), rows)
    facts([("Next session", data["next_on"])])


def event(data: dict[str, Any]) -> None:
    """One entry: its fields, then what it hangs together with."""
    shown = [(name, _value(value)) for name, value in data["event"].items() if name != "command_id"]
    table(("field", "value"), shown)
    labels = {
        "derived": "the rules derived from it",
        "rests_on": "it rests on",
        "rested_on_by": "what rests on it",
        "contested_by": "contested by",
        "reconciled_by": "reconciled by",
        "voided_by": "voided by",
        "corrected_by": "corrected by",
    }
    for name, label in labels.items():
        if data[name]:
            line(f"{label}: {cell(data[name])}")


def section(label: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table under a heading; nothing where it has no rows."""
    if rows:
        line()
        heading(label)
        table(columns, rows)


def minute(instant: str) -> str:
    """An instant as people read it: to the minute, in UTC."""
    return f"{instant[:16].replace('T', ' ')}Z"


def days(number: int | None) -> str | None:
    """So many days, as a cell; nothing of none."""
    return None if number is None else f"{number} d"


def _names(data: dict[str, Any]) -> Names:
    """The names of those that the screen speaks of, by id."""
    parties = [*data["members"], *data["observers"], *([data["convener"]] if data["convener"] else [])]
    return {party["party"]: party["name"] for party in parties}


def _called(parties: Sequence[str], names: Names) -> list[str]:
    return [names.get(party, party) for party in parties]


def _charter(charter: dict[str, Any] | None) -> str | None:
    if charter is None:
        return None
    terms = f"{charter['decision_rule']}, quorum {charter['quorum']}"
    return f"version {charter['version']}, {terms}, ratified {str(charter['ratified_at'])[:10]}"


def _draft(draft: dict[str, Any] | None, names: Names) -> str | None:
    if draft is None:
        return None
    waiting = ", ".join(_called(draft["waiting_for"], names))
    said = f"{len(draft['consented'])} consent, {len(draft['objected'])} object"
    return f"version {draft['version']}, {said}" + (f"; waiting for {waiting}" if waiting else "")


def _open_matters(data: dict[str, Any], names: Names) -> None:
    """What is overdue and whose, what is in dispute, and what comes next."""
    coalition = data["coalition"]
    overdue = sorted(data["overdue"], key=itemgetter("on"))[:_SHOWN]
    section("Overdue", ("on", "what", "whose"), [_dated(item, names) for item in overdue])
    _more(len(data["overdue"]) - _SHOWN, f"accountability {coalition}")
    section(
        "Open conflicts",
        ("conflict", "about", "sides", "stage", "step"),
        [
            (c["conflict"], c["about"], _called(c["sides"], names), c["stage"], _step(c["step"]))
            for c in data["open_conflicts"][:_SHOWN]
        ],
    )
    _more(len(data["open_conflicts"]) - _SHOWN, f"conflicts {coalition}")
    coming = data["next"][:_SHOWN]
    section("Next", ("on", "what", "whose"), [_dated(item, names) for item in coming])
    _more(len(data["next"]) - _SHOWN, f"show {coalition} --json")


def _dated(item: Mapping[str, Any], names: Names) -> tuple[str, str, list[str]]:
    """A date, what is due on it and whose that is; a review is told apart from what it looks at."""
    return item["on"], _REVIEWS.get(item.get("kind", ""), "{}").format(item["what"]), _called(item["whose"], names)


def _more(hidden: int, command: str) -> None:
    """Say how many rows a screen leaves out, and which command has them."""
    if hidden > 0:
        line(f"… and {hidden:,} more: coalition {command}")


def _step(step: int | None) -> str | None:
    return None if step is None else f"{step} {_STEPS[step - 1]}"


def _value(value: Any) -> str:
    if isinstance(value, (dict, list)):
        from engine.exchange import jsonl

        return jsonl.dumps(value)
    return cell(value)


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
