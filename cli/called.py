"""Called: whether somebody of that name was ever spoken of; a name that was mistyped is wrong usage, not an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from domain.event import Recorded
    from engine.ledger import Ledger

_NAMED = 8  # at most, of those that there are


def check_named(ledger: Ledger, coalition: str, name: str | None, option: str = "--party") -> None:
    """Wrong usage, with those that there are, where no entry of the coalition ever names that party or person."""
    if name is None or any(_names(recorded, name) for recorded in ledger.stream(coalition)):
        return
    membership = ledger.coalition(coalition).membership
    known = {*membership.parties, *(membership.acts_for if option == "--by" else ())}
    who = "party or person" if option == "--by" else "party"
    mistake = f"There is no {who} {name!r} in {coalition}; {those_there(known, name)}"
    raise typer.BadParameter(mistake, param_hint=option)


def those_there(known: Collection[str], instead_of: str) -> str:
    """Some of those that there are, those that look most like it first."""
    close = get_close_matches(instead_of, sorted(known), _NAMED)
    names = [*close, *sorted(set(known) - set(close))]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"there is: {', '.join(names[:_NAMED])}{more}" if names else "there is nobody yet"


def _names(recorded: Recorded, name: str) -> bool:
    return name in _texts(recorded.event.model_dump(mode="json"))


def _texts(value: Any) -> Iterator[str]:
    """Every text in it, and what a map calls its parts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield str(key)
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
