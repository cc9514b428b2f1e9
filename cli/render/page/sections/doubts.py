"""Doubts: what is on record although it broke rules, and what somebody who was there tells otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cli.render.page.sheet import Column, Section, Sheet, empty, table
from cli.render.page.tree import Content, Node, h
from cli.render.page.words import numbered, plainly

_LISTED = 40  # breaches; of more, the first ones


def section(sheet: Sheet) -> Section:
    """Breaches by rule, then contested accounts."""
    note = (
        "A coalition that breaks its own rules keeps that on record: such events are attested, with a reason. Whoever "
        "was there may contest an account; nothing is deleted."
    )
    entries = sheet.views["timeline"]["entries"]
    attested = [entry for entry in entries if entry["attested"]]
    contested = [entry for entry in entries if entry["contested"]]
    if not attested and not contested:
        words = "No event on record broke a rule, and nobody contested an account."
        return Section("doubts", "Breaches and contested accounts", note, empty(words))
    return Section(
        "doubts", "Breaches and contested accounts", note, [*_breaches(sheet, attested), *_accounts(sheet, contested)]
    )


def _breaches(sheet: Sheet, attested: list[Mapping[str, Any]]) -> Iterable[Node]:
    if not attested:
        return
    rules: dict[str, list[int]] = {}
    for entry in attested:
        for rule in entry["attested"]["breaches"] or ["nothing itself"]:
            rules.setdefault(rule, []).append(entry["n"])
    columns = [
        Column("Rule", lambda row: h("code", row[0])),
        Column("Events", lambda row: str(len(row[1])), "num"),
        Column("Which", lambda row: sheet.events(row[1], 12), "refs"),
    ]
    ranked = sorted(rules.items(), key=lambda item: (-len(item[1]), item[0]))
    yield h("h3", f"{numbered(len(attested), 'event')} attested", key="h-breaches")
    yield table("Breaches by rule", columns, [(rule, (rule, numbers)) for rule, numbers in ranked])
    yield from _attested(sheet, attested)


def _attested(sheet: Sheet, attested: list[Mapping[str, Any]]) -> Iterable[Node]:
    """The events themselves with the reasons; where one reason stands for all, it is told once."""
    reasons = {entry["attested"]["reason"] for entry in attested}
    if len(attested) > _LISTED:
        for reason in sorted(reasons)[:5]:
            yield h("p", f"Attested because: “{reason}”.", class_="aside", key=f"reason-{reason}")
        return
    told = [
        h(
            "li",
            [sheet.when(entry["at"], entry["precision"]), " ", entry["sentence"], " ", sheet.event(entry["n"])],
            h("span", f" Attested because: “{entry['attested']['reason']}”.", class_="beside"),
            key=str(entry["n"]),
        )
        for entry in attested
    ]
    yield h("ul", told, class_="plain", key="attested")


def _accounts(sheet: Sheet, contested: list[Mapping[str, Any]]) -> Iterable[Node]:
    if not contested:
        return
    yield h("h3", f"{numbered(len(contested), 'contested account')}", key="h-accounts")
    yield h("ul", [_account(sheet, entry) for entry in contested], class_="plain accounts", key="accounts")


def _account(sheet: Sheet, entry: Mapping[str, Any]) -> Node:
    told: list[Content] = [
        sheet.when(entry["at"], entry["precision"]),
        " ",
        entry["sentence"],
        " ",
        sheet.event(entry["n"]),
    ]
    others = [
        h("li", h("strong", f"{plainly(kind)}: "), sheet.reading.sentences.get(n, ""), " ", sheet.event(n), key=str(n))
        for kind in ("contested", "reconciled")
        for n in entry[kind]
    ]
    return h("li", h("p", told), h("ul", others), key=str(entry["n"]))
