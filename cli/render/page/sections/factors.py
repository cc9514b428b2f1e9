"""Factors: the conditions of success, each with what says that it is there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from cli.render.page.sheet import Section, Sheet
from cli.render.page.tree import Node, h
from cli.render.page.words import number

_STATES = (("present", "●"), ("weak", "◐"), ("absent", "○"), ("unknown", "?"))


def section(sheet: Sheet) -> Section:
    """By state, those that are there first."""
    note = "Conditions that make coalitions succeed, by what is on record. Unknown is not absent: nobody wrote it down."
    told = sheet.views["factors"]
    counted = [
        h(
            "span",
            h("span", mark, class_=f"f {state}", aria_hidden="true"),
            " ",
            sheet.figure(f"factors.{state}"),
            f" {state}",
        )
        for state, mark in _STATES
    ]
    factors = sorted(told["factors"].items(), key=lambda item: [state for state, _ in _STATES].index(item[1]["state"]))
    body = [
        h("p", [part for span in counted for part in (span, " ")], class_="legend", key="counts"),
        h("ul", [_factor(sheet, name, factor) for name, factor in factors], class_="factors", key="factors"),
    ]
    return Section("factors", "Conditions of success", note, body)


def _factor(sheet: Sheet, name: str, factor: Mapping[str, Any]) -> Node:
    """Told once for all dates on which it stands so."""
    told = number(factor["value"], 2)
    hangs_on = ("factor", name, factor["state"], told, factor["sentence"], factor["counts"])
    return sheet.once((*hangs_on, sheet.linked(factor["events"])), partial(_told, sheet, name, factor, told))


def _told(sheet: Sheet, name: str, factor: Mapping[str, Any], told: str) -> Node:
    state = factor["state"]
    mark = dict(_STATES)[state]
    evidence = h("p", "Events ", sheet.events(factor["events"]), class_="refs") if factor["events"] else None
    return h(
        "li",
        h("span", mark, class_=f"f {state}", aria_hidden="true"),
        h(
            "div",
            h("p", h("strong", factor["sentence"]), " ", h("span", state, class_="state"), class_="factor-head"),
            h(
                "p",
                _counts(factor["counts"]),
                ": ",
                h("data", told, data_f=f"factors.factors.{name}.value"),
                class_="beside",
            ),
            evidence,
        ),
        key=f"{name}-{state}",
    )


def _counts(words: str) -> str:
    return words[:1].upper() + words[1:]
