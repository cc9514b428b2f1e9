"""What an audit found, for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.render.text import facts, line, table
from cli.render.views import days, minute, section

if TYPE_CHECKING:
    from engine.audit.taken_back import TakenBack


def verified(data: Mapping[str, Any], signatures: bool) -> None:
    """The faults with their places, the checkpoints, and how much was verified."""
    if data["faults"]:
        columns = ("kind", "leaf", "coalition", "event", "between", "what")
        table(columns, [_fault(fault) for fault in data["faults"]])
        line()
    for known in data["checkpoints"]:
        line(f"{'holds' if known['ok'] else 'DOES NOT HOLD'}: checkpoint of size {known['size']}: {known['message']}.")
    if data["trusted"]:
        line(f"The first {data['trusted']} leaves are of events older than the log, trusted as they were found then.")
    if data["checkpoints"] and not signatures:
        line("Signatures were not verified: there is no key here. Give the log's with --key.")
    found = f"{len(data['faults'])} faults" if data["faults"] else "nothing is wrong"
    line(f"{data['size']} leaves, root {data['root']}: {found}.")


def _fault(fault: Mapping[str, Any]) -> tuple[Any, ...]:
    between = "" if fault["interval"] is None else "{} and {}".format(*fault["interval"])
    return (fault["kind"], fault["index"], fault["coalition"], fault["version"], between, fault["message"])


def signed(data: Mapping[str, Any], written: bool) -> None:
    """The checkpoint, and the key that others verify it with."""
    if not written:
        line(data["note"])
    facts([("Log", data["origin"]), ("Size", data["size"]), ("Root", data["root"])])
    facts([("Verifier key", data["key"]), ("Fingerprint", data["fingerprint"])])


def proved(data: Mapping[str, Any], output: Path) -> None:
    """Where the receipt is, and how it is checked."""
    line(f"{output}: the receipt of {data['coalition']} event {data['n']}, leaf {data['index']} of {data['size']}.")
    line(f"It is checked with: coalition audit check {output} --key {data['key']}")


def taken_back(coalition: str, number: int, since: TakenBack) -> str:
    """That an event was retracted, by which, and what stands in its place."""
    event = f"Event {number} of {coalition}"
    if since.derived:
        return f"{event} followed from others, and no longer counts since event {since.n} took one of them back."
    if since.instead is None:
        return f"{event} was taken back by event {since.n}, and nothing stands in its place. The receipt cannot say so."
    return (
        f"{event} was taken back by event {since.n}, and event {since.instead} stands in its place. The receipt cannot "
        f"say so: prove that one, too, with coalition audit prove {coalition} {since.instead} -o FILE"
    )


def packed(data: Mapping[str, Any], output: Path) -> None:
    """Where the pack is, and how it is checked."""
    told = ", ".join(f"{name} ({events} events)" for name, events in data["coalitions"].items())
    line(f"{output}: {told}, {data['bytes']} bytes.")
    line(f"It is checked with: coalition audit check {output} --key {data['key']}")
    line(f"Fingerprint of the key: {data['fingerprint']}")


def checked(data: Mapping[str, Any]) -> None:
    """What was found in a file that was handed over."""
    words = {True: "holds", False: "DOES NOT HOLD", None: "note"}
    for finding in data["findings"]:
        place = f" ({finding['place']})" if finding["place"] else ""
        line(f"{words[finding['holds']]}: {finding['message']}{place}.")
    if data["event"] and data["holds"]:
        line(data["event"])
        _dated(json.loads(data["event"]))
    if not data["holds"]:
        line("It does not hold: believe nothing in it.")
    elif any(not known["ok"] for known in data["against"]):
        line("It holds by itself; that it fits what you kept is not shown.")
    else:
        line("It holds.")


def _dated(event: Mapping[str, Any]) -> None:
    """When an event says that it was, when the ledger says that it learned of it, and what a receipt is good for."""
    known = {"year": 4, "month": 7}.get(event.get("precision", ""), 10)
    happened, recorded = f"{'on' if known == 10 else 'in'} {event['at'][:known]}", event["recorded_at"][:10]
    line(f"It happened {happened}, as it says; it was recorded on {recorded}, as the ledger says.")
    line("Shown: the log held it at the checkpoint. Not shown: that it still stands, nor that it is true.")


def breached(data: Mapping[str, Any], many: bool) -> None:
    """What broke rules, then how often each rule was broken, and by whom."""
    if not data["breaches"]:
        line("No rule was broken.")
        return
    columns = ("coalition",) * many + ("n", "type", "at", "by", "breaks", "reason", "attested by", "source")
    table(columns, [_breach(row, many) for row in data["breaches"]])
    rules = [(rule, found["events"], found["sentence"]) for rule, found in data["by_rule"].items()]
    section("By rule", ("rule", "events", "what it says"), rules)
    parties = [(party, rule, events) for party, found in data["by_party"].items() for rule, events in found.items()]
    section("By party", ("party", "rule", "events"), parties)


def _breach(row: Mapping[str, Any], many: bool) -> tuple[Any, ...]:
    told = (row["n"], row["type"], row["at"][:10], row["by"], row["rules"])
    return (row["coalition"],) * many + told + (row["reason"], row["attested_by"], row["source"])


def logged(data: Mapping[str, Any]) -> None:
    """Each entry with how it came to be on record; then the gaps in evidence."""
    columns = ("n", "type", "at", "by", "recorded", "by whom", "recorded after", "source", "beside it")
    table(columns, [_entry(entry) for entry in data["entries"]])
    evidence = data["evidence"]
    if evidence["coverage"] is not None:
        line()
        share = f"{evidence['with_source']} of {evidence['acts']} acts name a source"
        line(f"Evidence: {share} ({evidence['coverage']:.0%}).")
        section("Without a source", ("type", "acts"), list(evidence["gaps"].items()))


def _entry(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    marks = [] if entry["counts"] else ["does not count"]
    marks += [f"derived from {entry['derived_from']}"] if entry["derived_from"] is not None else []
    marks += [f"breaks {', '.join(entry['breaches'])}"] if entry["breaches"] else []
    for name in ("contested", "reconciled", "retracted"):
        marks += [f"{name} by {told['party'] or 'somebody'} ({told['n']}): {told['says']}" for told in entry[name]]
    recorded = minute(entry["recorded_at"])
    told = (entry["n"], entry["type"], entry["at"][:10], entry["by"], recorded, entry["recorded_by"])
    return (*told, days(entry["days_late"]), entry["source"], "; ".join(marks))


__all__ = ["breached", "checked", "logged", "packed", "proved", "signed", "taken_back", "verified"]
