"""Views for people: each command's data as tables and short lines, the same figures that its JSON holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cli.render.text import cell, heading, line, table


def show(data: dict[str, Any]) -> None:
    """One screen of a coalition."""
    heading(f"{data['name']} ({data['coalition']})")
    line(
        f"{data['phase']}{', sponsored' if data['sponsored'] else ''}; as of {data['as_of'][:10]}, {data['events']} events"
    )
    _said("Purpose", data["purpose"])
    _said("Convener", _names([data["convener"]] if data["convener"] else []))
    _said("Members", _names(data["members"]))
    _said("Observers", _names(data["observers"]))
    _said("Sponsors", [f"{sponsor['name']} ({sponsor['mandate']})" for sponsor in data["sponsors"]])
    _said("Charter", _charter(data["charter"]))
    _draft(data["draft"])
    _section("Overdue", ("on", "what", "whose"), [(o["on"], o["what"], o.get("whose")) for o in data["overdue"]])
    _section(
        "Open conflicts",
        ("conflict", "about", "sides", "stage", "step"),
        [(c["conflict"], c["about"], c["sides"], c["stage"], c["step"]) for c in data["open_conflicts"]],
    )
    _section("Next", ("on", "what", "kind"), [(n["on"], n["what"], n["kind"]) for n in data["next"][:10]])
    if data["breaches"]:
        line(f"{data['breaches']} events on record break rules: see coalition log")


def timeline(data: dict[str, Any]) -> None:
    """The story, a line an event; then the phases."""
    rows = [
        (e["n"], e["at"][:10], e["phase"], e["lane"].replace("_", " "), e["recorded_late_by"], _told(e))
        for e in data["entries"]
    ]
    table(("n", "at", "phase", "area", "days late", "what happened"), rows)
    _section(
        "Phases", ("phase", "from", "to", "days"), [(p["phase"], p["from"], p["to"], p["days"]) for p in data["phases"]]
    )


def session(data: dict[str, Any]) -> None:
    """The Network Session Summary."""
    heading("Network Session Summary")
    for label, name in (("Session topic", "topic"), ("Session date", "date"), ("Session hosts", "hosts")):
        _said(label, data[name])
    for label, name in (
        ("Objectives", "objectives"),
        ("Recommended resources", "resources"),
        ("Highlights and themes", "highlights"),
    ):
        _list(label, data[name])
    statistics = data["statistics"]
    rows = [("total", statistics["total"])]
    rows += list(statistics["participants_by"].items())
    rows += [(f"{name} represented", count) for name, count in statistics["represented"].items()]
    rows += [(f"from {came['name']}", came["headcount"]) for came in statistics["attendance"]]
    kind = statistics["participant_kind"]
    _section("Statistics" + (f" ({kind})" if kind else ""), ("who", "count"), rows)
    _said("Next session", data["next_on"])


def log(rows: Sequence[dict[str, Any]]) -> None:
    """Raw entries, in the order of recording."""
    columns = ("n", "type", "at", "by", "recorded_at", "recorded_by", "source", "")
    table(columns, [(*(row.get(c) for c in columns[:-1]), _marks(row)) for row in rows])


def event(data: dict[str, Any]) -> None:
    """One entry: its fields, then what it hangs together with."""
    table(("field", "value"), [(name, _value(value)) for name, value in data["event"].items()])
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
        _said(label, data[name])


def _marks(row: dict[str, Any]) -> str:
    marks = ["voided"] if row["voided"] else []
    if row.get("derived_from") is not None:
        marks.append(f"derived from {row['derived_from']}")
    if row.get("breaches"):
        marks.append("breaks " + ", ".join(row["breaches"]))
    if row.get("stands_at") is not None:
        marks.append(f"stands at {row['stands_at']}")
    return "; ".join(marks)


def _told(entry: dict[str, Any]) -> str:
    marks = []
    if entry["contested"]:
        marks.append("contested")
    if entry["attested"]:
        marks.append("attested, breaks " + ", ".join(entry["attested"]["breaches"] or ["nothing itself"]))
    return entry["sentence"] + (f" [{'; '.join(marks)}]" if marks else "")


def _charter(charter: dict[str, Any] | None) -> str | None:
    if charter is None:
        return None
    terms = f"{charter['decision_rule']}, quorum {charter['quorum']}"
    return f"version {charter['version']}, {terms}, ratified {str(charter['ratified_at'])[:10]}"


def _draft(draft: dict[str, Any] | None) -> None:
    if draft is not None:
        said = f"{len(draft['consented'])} consent, {len(draft['objected'])} object"
        waiting = f"; waiting for {', '.join(draft['waiting_for'])}" if draft["waiting_for"] else ""
        line(f"Draft: version {draft['version']}, {said}{waiting}")


def _names(parties: Sequence[dict[str, Any]]) -> list[str]:
    return [f"{party['name'] or party['party']}" for party in parties]


def _value(value: Any) -> str:
    if isinstance(value, (dict, list)):
        from engine.exchange import jsonl

        return jsonl.dumps(value)
    return cell(value)


def _said(label: str, value: object) -> None:
    if value not in (None, "", [], ()):
        line(f"{label}: {cell(value)}")


def _list(label: str, items: Sequence[str]) -> None:
    if items:
        line(f"{label}:")
        for item in items:
            line(f"  - {cell(item)}")


def _section(label: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    if rows:
        line()
        heading(label)
        table(columns, rows)
