"""Diversity: how mixed a group is, by the share p of it that each kind makes up.

    blau            = 1 − Σ p²                    (Blau, Inequality and Heterogeneity, 1977): the chance that two drawn
                                                  at random, with replacement, are of different kinds
    blau_normalised = blau ÷ (1 − 1/k)            of k kinds present: 1 where all are equally many (the index of
                                                  qualitative variation, Mueller & Schuessler 1961); unknown of one kind
    shannon         = −Σ p ln p                   (Shannon, A Mathematical Theory of Communication, 1948), in nats

Each of n adds (1 − p) ÷ n to Blau's index and ln(1/p) ÷ n to Shannon's, p being the share of its own kind: the rarer
its kind, the more it adds. Those whose kind is not known are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log

from projections.figure import UNKNOWN, Figure, Part, What, case


def diversity(kinds: Mapping[str, Sequence[What]]) -> dict[str, Figure]:
    """The indices of a group, given who is of each kind; unknown of nobody."""
    present = {kind: cases for kind, cases in kinds.items() if cases}
    even = 1 - 1 / len(present) if len(present) > 1 else 0
    return {
        "blau": _index(present, lambda share: 1 - share),
        "blau_normalised": _index(present, lambda share: (1 - share) / even) if even else UNKNOWN,
        "shannon": _index(present, lambda share: log(1 / share)),
    }


def _index(kinds: Mapping[str, Sequence[What]], of_share: Callable[[float], float]) -> Figure:
    """The mean, over all, of what the share of one's own kind is worth."""
    everyone = sum(map(len, kinds.values()))
    if not everyone:
        return UNKNOWN
    value, parts = 0.0, list[Part]()
    for cases in kinds.values():
        share = len(cases) / everyone
        value += share * of_share(share)
        parts += [Part(*case(what), of_share(share) / everyone) for what in cases]
    return Figure(value, tuple(parts))
