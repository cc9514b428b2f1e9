"""Paths: how a figure is named, such as `trust.pairs.navy.nasa.expectation`.

A path is steps with dots between them: keys, ids, positions from 0. A step with a dot or a quotation mark in it stands
in quotation marks, its own doubled, as in `accountability.coalition.reasons."no money, as ""they"" said"`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches

_STEP = re.compile(r'"((?:[^"]|"")*)"|([^."]+)')
_PATH = re.compile(rf"(?:{_STEP.pattern})(?:\.(?:{_STEP.pattern}))*")
_BARE = re.compile(r'[^."]+')
_NAMED_AT_MOST = 24


def steps(path: str) -> list[str]:
    """The steps of a path. Raises LookupError where it is not written as one."""
    if not _PATH.fullmatch(path):
        raise LookupError(f"{path!r} is no path: write steps with a dot between them, one with a dot in it in quotes")
    return [bare or quoted.replace('""', '"') for quoted, bare in _STEP.findall(path)]


def path_of(names: Iterable[str]) -> str:
    """The path of these steps."""
    return ".".join(name if _BARE.fullmatch(name) else f'"{name.replace(chr(34), chr(34) * 2)}"' for name in names)


def there_is(known: Collection[str], instead_of: str = "") -> str:
    """What there is instead of a name that there is not: what looks like it first, then the rest, as far as it fits."""
    names = list(map(str, known))
    close = get_close_matches(instead_of, names, 3)
    like = f"did you mean {' or '.join(close)}? There is: " if close else "there is: "
    more = f" and {len(names) - _NAMED_AT_MOST} more" if len(names) > _NAMED_AT_MOST else ""
    return f"{like}{', '.join(names[:_NAMED_AT_MOST])}{more}" if names else "there is nothing"
