"""The specification: every scenario under features/, run against the domain, the measures, the audit and what-ifs."""

from __future__ import annotations

from pytest_bdd import scenarios

pytest_plugins = [
    "steps.sayings",
    "steps.outcomes",
    "steps.standing",
    "steps.measuring",
    "steps.auditing",
    "steps.replaying",
    "steps.paging",
]

scenarios(".")
