"""Batches: events for one coalition that are decided one on the other, and recorded together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from pydantic import ConfigDict, TypeAdapter, ValidationError

from domain.coalition import Coalition, taken
from domain.event import Event, Recorded
from domain.history import coalition_of, consider
from domain.registers import built, under_construction
from domain.values import Text


@dataclass(frozen=True, slots=True)
class Live:
    """A coalition as it stands, ready for the next event."""

    coalition: Coalition = field(default_factory=Coalition)
    recorded_at: datetime = datetime.min.replace(tzinfo=UTC)


class Batch:
    """Each event is decided on what the ones before it left; one that is refused leaves no trace."""

    def __init__(
        self, stream: str, live: Live, stored: Callable[[], Sequence[Recorded]], now: str, recorded_by: str
    ) -> None:
        check_text(recorded_by)
        self.stream, self.coalition = stream, live.coalition
        self.records: list[Recorded] = []
        self._read, self._now, self._recorded_by = stored, now, recorded_by

    def propose(self, event: Event, attest: str | None = None) -> tuple[Recorded, ...]:
        """Decide one more event; the records that it leads to.

        Raises Refused, and ValueError for an event of another coalition.
        """
        check_text(attest)
        if event.coalition != self.stream:
            raise ValueError(f"A batch for {self.stream} takes no event of {event.coalition}")
        now, recorded_by, coalition = self._now, self._recorded_by, self.coalition
        if event.type == "event-retracted":
            history = [*self._stored, *self.records]
            records = consider(history, event, now=now, recorded_by=recorded_by, attest=attest, coalition=coalition)
            self.coalition = coalition_of([*history, *records])
        else:
            records, self.coalition = taken(coalition, event, now=now, recorded_by=recorded_by, attest=attest)
        self.records += records
        return records

    @contextmanager
    def in_bulk(self) -> Iterator[None]:
        """Many events are proposed: the coalition is built in place meanwhile, and is a value again at the end."""
        self.coalition = under_construction(self.coalition)
        try:
            yield
        finally:
            self.coalition = built(self.coalition)

    @cached_property
    def _stored(self) -> Sequence[Recorded]:
        """The entries before this batch, read once and only where a retraction needs them."""
        return self._read()


_TEXT: TypeAdapter[str] = TypeAdapter(Text, config=ConfigDict(defer_build=True))


def check_text(*texts: str | None) -> None:
    """What is stored beside an event is text as in the vocabulary. Raises ValueError."""
    for text in texts:
        if text is None:
            continue
        try:
            _TEXT.validate_python(text)
        except ValidationError:
            shown = repr(text)[:80]
            raise ValueError(f"{shown} is empty, too long or holds control characters: give plain text") from None
