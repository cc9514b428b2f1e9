"""How hard to try: a quick profile by default, `HYPOTHESIS_PROFILE=deep` for long runs."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_EASY = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile(
    "quick",
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=_EASY,
)
settings.register_profile(
    "deep",
    max_examples=3000,
    stateful_step_count=60,
    deadline=None,
    print_blob=True,
    suppress_health_check=_EASY,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
