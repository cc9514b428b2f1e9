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
from engine.scenario import Label
from projections.page.withdrawn import Withdrawn

#: What a scenario made of an event, beside its sentence.
_MARKS: Mapping[Label, str] = {
    "dropped": "dropped by the scenario",
    "orphaned": "could not have been recorded under the scenario",
    "vanished": "would not follow under the scenario",
    "changed": "other under the scenario",
    "inserted": "inserted by the scenario",
    "appeared": "added by the rules under the scenario",
}


def section(sheet: Sheet) -> Section:
    """The timeline under its phases, with filters."""
    note = "Numbers are those of the ledger, in the order of recording. What was told late stands where it happened."
    if sheet.withdrawn:
        note += " What was taken back is struck out, and enters no figure on any date."
    entries = sheet.entries
    if not entries:
        return Section("record", "The record", note, empty("Nothing was on record yet."))
    all_late = _all_late(sheet)
    parts = [(title, list(those)) for title, those in groupby(entries, key=lambda entry: _title(sheet, entry))]
    told = [_part(sheet, place, place == len(parts) - 1, parts[place], all_late) for place in range(len(parts))]
    late = [h("p", "All of it was written up afterwards.", class_="aside", key="late")] if all_late else []
    body = [
        _filters(sheet),
        *_taken_back(sheet),
        *late,
        *_left_out(sheet),
        h("div", told, id=sheet.id("record-list"), class_="list record", key="record"),
    ]
    return Section("record", "The record", note, body)


def _all_late(sheet: Sheet) -> bool:
    """Whether everything was written up afterwards; what a scenario inserts was not written up at all."""
    entries = sheet.views["timeline"]["entries"]
    return all(entry["recorded_late_by"] or sheet.marks.get(entry["n"]) == "inserted" for entry in entries)


def _taken_back(sheet: Sheet) -> list[Node]:
    """How what is listed and what counts go together."""
    number, counting = len(sheet.withdrawn), len(sheet.views["timeline"]["entries"])
    if not number:
        return []
    counts = f"{numbered(counting, 'event')} {'counts' if counting == 1 else 'count'}"
    more = f"{number} more {'was' if number == 1 else 'were'} taken back"
    words = f"{counts}; {more}, and {'stands' if number == 1 else 'stand'} here struck out."
    return [h("p", words, class_="aside", key="taken-back")]


def _left_out(sheet: Sheet) -> list[Node]:
    """Of very many events, which are listed."""
    number = len(sheet.reading.entries)
    if number <= len(sheet.entries):
        return []
    words = (
        f"Of {number:,} events by this date the latest {len(sheet.entries):,} are listed; go to an earlier date for "
        f"earlier ones. coalition timeline {sheet.coalition} tells all of them."
    )
    return [h("p", words, class_="aside", key="left-out")]


def _filters(sheet: Sheet) -> Node:
    """The same on every date."""
    return sheet.once("filters of the record", lambda: _chosen(sheet))


def _chosen(sheet: Sheet) -> Node:
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
    """What somebody tells otherwise may change from date to date; what happened is told once."""
    if (gone := sheet.withdrawn.get(entry["n"])) is not None:
        beside = sheet.linked([gone.by.n]), sheet.name(gone.by.event.by)
        return sheet.once(("taken back", entry["n"], all_late, *beside), lambda: _told(sheet, entry, all_late))
    if entry["contested"] or entry["reconciled"]:
        return _told(sheet, entry, all_late)
    took = sheet.linked(entry.get("voids", ()))
    hangs_on = ("entry", entry["n"], entry["sentence"], tuple(entry["parties"]), all_late, took)
    return sheet.once(hangs_on, lambda: _told(sheet, entry, all_late))


def _told(sheet: Sheet, entry: Mapping[str, Any], all_late: bool) -> Node:
    marks = list(_marks(sheet, entry, all_late))
    doubtful = "1" if entry["contested"] or entry["attested"] else None
    return h(
        "li",
        h("span", sheet.when(entry["at"], entry["precision"]), class_="date"),
        h("span", sheet.called(entry["n"]), class_="n"),
        h(
            "p",
            h("del", entry["sentence"]) if entry["n"] in sheet.withdrawn else entry["sentence"],
            h("span", marks, class_="marks") if marks else None,
        ),
        id=f"{sheet.id('e')}{entry['n']}",
        data_lane=entry["lane"],
        data_party=" ".join(entry["parties"]) or None,
        data_doubtful=doubtful,
        class_="withdrawn" if entry["n"] in sheet.withdrawn else sheet.marks.get(entry["n"]),
        key=str(entry["n"]),
    )


def _back(sheet: Sheet, gone: Withdrawn) -> Iterator[Content]:
    """Who took it back, when, and by which event."""
    words = " fell with what was taken back by " if gone.fell else " taken back by "
    by = gone.by.event
    yield from (words, sheet.name(by.by), " in ", sheet.event(gone.by.n), ", ", sheet.when(by.at, by.exactness))


def _marks(sheet: Sheet, entry: Mapping[str, Any], all_late: bool) -> Iterator[Content]:
    if entry["n"] in sheet.marks:
        yield f" {_MARKS[sheet.marks[entry['n']]]}"
    if (gone := sheet.withdrawn.get(entry["n"])) is not None:
        yield from _back(sheet, gone)
    if entry.get("voids"):
        yield from (" took back ", sheet.events(entry["voids"]))
    if entry["contested"]:
        yield from (" contested by ", sheet.events(entry["contested"]))
    if entry["reconciled"]:
        yield from (" reconciled by ", sheet.events(entry["reconciled"]))
    if entry["attested"]:
        yield " attested, breaks " + ", ".join(entry["attested"]["breaches"] or ["nothing itself"])
    if entry["recorded_late_by"] and not all_late:
        yield f" recorded {numbered(entry['recorded_late_by'], 'day')} late"
