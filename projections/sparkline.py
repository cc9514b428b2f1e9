"""Sparklines: curves of momentum as lines of small blocks, for a terminal.

Each block stands for a moment, all of them as far apart, and shows the score that the last point by then has; the last
block shows the last point of all, which is that of the date asked about. Where nothing happened for long before that,
it is left out how long. Lines that stand beside each other share their time and their scale, so that they differ only
where the curves do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from domain.values import instant

#: Moments and the scores at them, in the order of time.
_Known: TypeAlias = list[tuple[datetime, float]]

_BLOCKS = "▁▂▃▄▅▆▇█"
_SPARKS = 24  # blocks in a line
_SLACK = 1 / _SPARKS  # of the time up to the last event, how much is shown between it and the date asked about


def sparkline(curve: Sequence[Mapping[str, Any]]) -> str:
    """A curve of points `{"at", "score", …}`, lowest to highest; nothing of fewer than two whose score is known."""
    (line,) = sparklines(curve)
    return line


def sparklines(*curves: Sequence[Mapping[str, Any]]) -> list[str]:
    """Several curves on one axis of time and one scale."""
    known = [_known(curve) for curve in curves]
    drawn = [each for each in known if len(each) > 1]
    if not drawn:
        return [""] * len(curves)
    since, until = min(each[0][0] for each in drawn), max(map(_end, drawn))
    moments = [since + (until - since) * place / (_SPARKS - 1) for place in range(_SPARKS)]
    scores = [_scores(each, moments) if each in drawn else [] for each in known]
    low, high = (end(score for each in scores for score in each) for end in (min, max))
    return ["".join(_block(score - low, high - low) for score in each) for each in scores]


def _known(curve: Sequence[Mapping[str, Any]]) -> _Known:
    return [(instant(point["at"]), point["score"]) for point in curve if point["score"] is not None]


def _end(known: _Known) -> datetime:
    """The last point, or soon after the one before it."""
    (since, _), (happened, _), (asked, _) = known[0], known[-2], known[-1]
    return min(asked, happened + max((happened - since) * _SLACK, timedelta(days=1)))


def _scores(known: _Known, moments: Sequence[datetime]) -> list[float]:
    held = [known[max(bisect_right(known, moment, key=lambda point: point[0]) - 1, 0)][1] for moment in moments[:-1]]
    return [*held, known[-1][1]]


def _block(above: float, height: float) -> str:
    return _BLOCKS[round((len(_BLOCKS) - 1) * above / (height or 1))]
