"""What is specified: the scenarios of feature files, outlines written out."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pytest_bdd.feature import get_features
from pytest_bdd.parser import Scenario


@cache
def specified(features: Path) -> tuple[Scenario, ...]:
    """Every scenario below a folder, an outline once for each of its examples."""
    return tuple(
        template.render(context)
        for feature in get_features([str(features)])
        for template in feature.scenarios.values()
        for context in [row for examples in template.examples for row in examples.as_contexts()] or [{}]
    )
