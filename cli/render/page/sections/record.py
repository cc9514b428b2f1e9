"""The record: everything that happened, a sentence each, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from cli.render.page.sections.promises import filters
from cli.render.page.sheet import Section, Sheet, empty, folded
from cli.render.page.tree import Content, Node, h
from cli.render.page.words import numbered, plainly, titled
from domain.event import AREAS
from domain.values import instant


def section(sheet: Sheet) -> Section:
    """The timeline under its phases, with filters."""
    note = "Numbers are those of the ledger, in the order of recording. What was told late stands where it happened."
    entries = sheet.views["timeline"]["entries"]
    if not entries:
        return Section("record", "The record", note, empty("Nothing was on record yet."))
    all_late = all(entry["recorded_late_by"] for entry in entries)
    parts = [(title, list(those)) for title, those in groupby(entries, key=lambda entry: _title(sheet, entry))]
    told = [_part(sheet, place, place == len(parts) - 1, parts[place], all_late) for place in range(len(parts))]
    late = [h("p", "All of it was written up afterwards.", class_="aside", key="late")] if all_late else []
    body = [_filters(sheet), *late, h("div", told, id=sheet.id("record-list"), class_="list record", key="record")]
    return Section("record", "The record", note, body)


def _filters(sheet: Sheet) -> Node:
    lanes = [(lane, plainly(lane)) for lane in AREAS if lane in {lane for lane, _ in sheet.choices["lanes"]}]
    search = h("label", h("span", "Words"), h("input", type="search", name="words", autocomplete="off"))
    doubtful = h(
        "label", h("input", type="checkbox", name="doubtful"), h("span", "contested or attested"), class_="check"
    )
    chosen = [("lane", "Area", lanes), ("party", "Party", sheet.choices["parties"])]
    return filters(sheet, "record", chosen, search, doubtful)


def _title(sheet: Sheet, entry: Mapping[str, Any]) -> str:
    """The phase; of a long history, the year with it."""
    phase = titled(_phase(sheet, entry))
    return f"{entry['at'][:4]}, {phase.lower()}" if sheet.long else phase


def _phase(sheet: Sheet, entry: Mapping[str, Any]) -> str:
    """The phase of the time in which it happened; at the very moment of a change, the one that its telling has."""
    at = instant(entry["at"])
    begun = [span for span in sheet.views["timeline"]["phases"] if instant(span["from"]) <= at]
    return str(entry["phase"] if not begun or instant(begun[-1]["from"]) == at else begun[-1]["phase"])


def _part(sheet: Sheet, place: int, last: bool, part: tuple[str, list[Mapping[str, Any]]], all_late: bool) -> Node:
    title, entries = part
    told = h("ol", [_entry(sheet, entry, all_late) for entry in entries])
    return folded(title, told, sheet.long, f"part-{place}", opened=last)


def _entry(sheet: Sheet, entry: Mapping[str, Any], all_late: bool) -> Node:
    marks = list(_marks(sheet, entry, all_late))
    doubtful = "1" if entry["contested"] or entry["attested"] else None
    return h(
        "li",
        h("span", sheet.when(entry["at"], entry["precision"]), class_="date"),
        h("span", str(entry["n"]), class_="n"),
        h("p", entry["sentence"], h("span", marks, class_="marks") if marks else None),
        id=f"{sheet.id('e')}{entry['n']}",
        data_lane=entry["lane"],
        data_party=" ".join(entry["parties"]) or None,
        data_doubtful=doubtful,
        key=str(entry["n"]),
    )


def _marks(sheet: Sheet, entry: Mapping[str, Any], all_late: bool) -> Iterator[Content]:
    if entry["contested"]:
        yield from (" contested by ", sheet.events(entry["contested"]))
    if entry["reconciled"]:
        yield from (" reconciled by ", sheet.events(entry["reconciled"]))
    if entry["attested"]:
        yield " attested, breaks " + ", ".join(entry["attested"]["breaches"] or ["nothing itself"])
    if entry["recorded_late_by"] and not all_late:
        yield f" recorded {numbered(entry['recorded_late_by'], 'day')} late"
