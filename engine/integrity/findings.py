"""Findings: what was checked, what of it holds and what does not, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from engine.integrity.checkpoint import Checkpoint
from engine.integrity.merkle import Path
from engine.integrity.strict import Unsound

Kind: TypeAlias = Literal["checkpoint", "receipt", "stream-heads", "proof", "pack", "unknown"]
#: How many faults are told one by one; the others are counted.
FAULTS_AT_MOST = 100


class Finding(NamedTuple):
    """One thing that was looked at."""

    holds: bool | None  #: null for a remark, which tells what was not looked at or what to do
    message: str
    place: str = ""  #: the file within a pack, where it is about one


class Stood(NamedTuple):
    """A leaf that was found in the tree of the checkpoint: by the way to it other checkpoints can be looked at."""

    idx: int
    path: Path
    data: bytes  #: of the leaf: an entry, or stream heads


class Against(NamedTuple):
    """What a file is to one checkpoint that the checker kept."""

    size: int | None  #: of the one that was kept; null where that is none that the key has signed
    ok: bool | None  #: null where nothing is shown of it
    message: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file is, and what of it holds. Nothing of a file that does not hold is to be believed."""

    kind: Kind
    findings: tuple[Finding, ...]
    head: Checkpoint | None = None  #: the checkpoint that it rests on, where its signature holds
    coalitions: Mapping[str, int] = field(default_factory=dict)  #: those in it, with how many of their events
    left_out: tuple[str, ...] = ()  #: coalitions of the log that are not in it, where that is known
    event: str | None = None  #: of a receipt that holds: the event, as exports write it
    stood: tuple[Stood, ...] = ()  #: what of it, found in the log, tells of other checkpoints
    against: tuple[Against, ...] = ()  #: each checkpoint that it was held against

    @property
    def holds(self) -> bool:
        """Whether something was shown and nothing failed."""
        return any(finding.holds for finding in self.findings) and not self.faults

    @property
    def fits(self) -> bool:
        """Whether it holds, and was shown to fit every checkpoint that it was held against."""
        return self.holds and all(one.ok for one in self.against)

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What does not hold."""
        return tuple(finding for finding in self.findings if finding.holds is False)


class Findings:
    """Collects findings; of many faults the first are kept and the rest counted."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self.faults = 0

    def good(self, message: str) -> None:
        """Something holds."""
        self._kept.append(Finding(True, message))

    def bad(self, message: str, place: str = "") -> None:
        """Something does not hold."""
        self.faults += 1
        if self.faults <= FAULTS_AT_MOST:
            self._kept.append(Finding(False, message, place))

    def remark(self, message: str) -> None:
        """Something is to be known."""
        self._kept.append(Finding(None, message))

    @contextmanager
    def noting(self, place: str = "") -> Iterator[None]:
        """What does not stand up is noted, and the check goes on after it."""
        try:
            yield
        except Unsound as unsound:
            self.bad(str(unsound), place)

    def all(self) -> tuple[Finding, ...]:
        """Everything found, in the order in which it was."""
        untold = self.faults - FAULTS_AT_MOST
        more = [Finding(False, f"{untold} more things do not hold")] if untold > 0 else []
        return (*self._kept, *more)
