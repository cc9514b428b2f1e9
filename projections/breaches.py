"""Breaches: what was accepted although it broke rules, on whose word, for what reason, and on what evidence.

Only what counts is told: what a retraction has taken out broke nothing that stands. A derived event keeps the breaches
of the act that it follows from, so it is not counted again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from domain.event import Recorded
from domain.refusal import RULES


def breaches(histories: Iterable[Iterable[Recorded]]) -> dict[str, Any]:
    """`{"breaches": [{…}], "by_rule": {rule: {"sentence", "events"}}, "by_party": {party: {rule: events}}}`.

    Of each event: its coalition, `n`, type, `at`, `by`, the `rules` it broke, the `reason`, `attested_by`, `source`.
    `party` is who acted; null where that is not recorded.
    """
    told = [entry for history in histories for entry in _attested(history)]
    rules = Counter(rule for entry in told for rule in entry["rules"])
    by_party: dict[str, Counter[str]] = {}
    for entry in told:
        by_party.setdefault(entry["by"] or "", Counter()).update(entry["rules"])
    return {
        "breaches": told,
        "by_rule": {rule: {"sentence": _sentence(rule), "events": rules[rule]} for rule in _most(rules)},
        "by_party": {party: {rule: found[rule] for rule in _most(found)} for party, found in sorted(by_party.items())},
    }


def _attested(history: Iterable[Recorded]) -> Iterator[dict[str, Any]]:
    for recorded in history:
        if recorded.attested is not None and recorded.breaches and recorded.derived_from is None:
            event = recorded.event
            yield {
                "coalition": event.coalition,
                "n": recorded.n,
                "type": event.type,
                "at": event.at,
                "by": event.by,
                "rules": list(recorded.breaches),
                "reason": recorded.attested.reason,
                "attested_by": recorded.attested.by,
                "source": event.source,
            }


def _most(rules: Counter[str]) -> list[str]:
    return sorted(rules, key=lambda rule: (-rules[rule], rule))


def _sentence(rule: str) -> str:
    return RULES[rule].sentence if rule in RULES else ""
