"""The curve of momentum in plain numbers says what its figures say, to the last bit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from projections.curve import curve, plain_curve
from projections.figure import Case, plain
from projections.impulses import COMPONENTS, Impulse

BEGIN = datetime(2021, 1, 4, 9, tzinfo=UTC)
HALF_LIFE = 42.0


def pushes(seed: int, number: int) -> list[Impulse]:
    """Impulses of either sign, some of them at the same instant, and some that take each other away."""
    random = Random(seed)
    days = sorted(random.choice((random.random() * 300, random.randrange(300))) for _ in range(number))
    return [
        Impulse(
            BEGIN + timedelta(days=day),
            Case(n, "pushed", "2021"),
            random.choice(COMPONENTS),
            random.choice((1, 1, 2.5, -1, -4)),
        )
        for n, day in enumerate(days, 1)
    ]


def told_both_ways(impulses: list[Impulse], days: list[float]) -> tuple[list[object], list[object]]:
    points = [(BEGIN + timedelta(days=day), f"day {day}") for day in sorted(days)]
    figures = [plain(point) for point in curve(points, impulses, HALF_LIFE)]
    return figures, list(plain_curve(points, impulses, HALF_LIFE))


def test_points_at_every_push_and_between() -> None:
    for seed in range(20):
        impulses = pushes(seed, 60)
        days = [(impulse.moment - BEGIN) / timedelta(days=1) for impulse in impulses] + [0.5, 17, 400]
        figures, numbers = told_both_ways(impulses, list(dict.fromkeys(days)))
        assert figures == numbers


def test_before_the_first_push_and_without_any_it_is_nothing() -> None:
    figures, numbers = told_both_ways(pushes(1, 3), [-3, -2])
    assert figures == numbers
    assert numbers[0] == {"at": "day -3", "score": 0, "components": dict.fromkeys(COMPONENTS, 0)}
    assert told_both_ways([], [1, 2])[1][1] == {"at": "day 2", "score": 0, "components": dict.fromkeys(COMPONENTS, 0)}


def test_what_takes_itself_away_leaves_nothing() -> None:
    up, down = (Impulse(BEGIN, Case(n, "pushed", "2021"), "delivery", weight) for n, weight in ((1, 2.0), (2, -2.0)))
    figures, numbers = told_both_ways([up, down], [0, 1, 2])
    assert figures == numbers
    assert [point["score"] for point in numbers] == [0, 0, 0]  # type: ignore[index]


def test_it_fades_between_pushes() -> None:
    [one] = pushes(4, 1)
    day = (one.moment - BEGIN) / timedelta(days=1)
    _, numbers = told_both_ways([one], [day, day + HALF_LIFE, day + 2 * HALF_LIFE])
    scores = [point["score"] for point in numbers]  # type: ignore[index]
    assert all(later == earlier / 2 for earlier, later in pairwise(scores))
