"""The specification: every scenario under features/, run against the domain and the measures alone."""

from __future__ import annotations

from pytest_bdd import scenarios

pytest_plugins = ["steps.sayings", "steps.outcomes", "steps.standing", "steps.measuring"]

scenarios(".")
