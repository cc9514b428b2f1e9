"""Sessions and communication: how often the parties meet, who came, and how word is spread."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Literal

from rpds import HashTrieMap

from domain.event import Event
from domain.evolution import evolves
from domain.marks import EXPECTED, PARTY, Introduces, RefersTo
from domain.refusal import rule
from domain.values import Count, Day, Days, Slug, Text, Texts

if TYPE_CHECKING:
    from domain.coalition import Coalition

SessionKind = Literal["dialogue", "working", "webinar", "review", "celebration"]
ChannelKind = Literal["listserv", "chat", "site", "newsletter", "other"]


class RhythmAgreed(Event, type="rhythm-agreed"):
    """The parties agree how often they meet; it replaces the earlier rhythm of that series."""

    every_days: Days
    series: Slug | None = None


class RhythmEnded(Event, type="rhythm-ended"):
    """A series of meetings is given up."""

    series: Slug | None = None
    reason: Text | None = None


class SessionHeld(Event, type="session-held"):
    """The parties met: what about, who came, what came of it, when they meet next."""

    session: Annotated[Slug, Introduces("session")]
    topic: Text
    kind: Annotated[SessionKind | None, EXPECTED] = None
    hosts: Texts = ()
    objectives: Texts = ()
    attendance: Annotated[dict[Slug, Count], PARTY] = {}
    participants_by: dict[Slug, Count] = {}
    participant_kind: Slug | None = None
    represented: dict[Slug, Count] = {}
    resources: Texts = ()
    highlights: Texts = ()
    next_on: Day | None = None


class SessionMissed(Event, type="session-missed"):
    """A session that was due did not take place."""

    due_on: Day
    reason: Annotated[Text | None, EXPECTED] = None


class ChannelOpened(Event, type="channel-opened"):
    """A way to reach everybody is opened: a list, a chat, a site."""

    channel: Annotated[Slug, Introduces("channel")]
    kind: Annotated[ChannelKind | None, EXPECTED] = None
    audience: Text


class UpdateReleased(Event, type="update-released"):
    """News goes out over a channel."""

    channel: Annotated[Slug, RefersTo("channel")]
    summary: Text


@dataclass(frozen=True, slots=True)
class Sessions:
    rhythms: HashTrieMap[str | None, int] = field(default_factory=HashTrieMap)  #: series → days between sessions


@rule("sessions.rhythm-agreed", "Only a rhythm that was agreed can end.", RhythmEnded)
def rhythm_was_agreed(coalition: Coalition, event: RhythmEnded) -> bool:
    return event.series in coalition.sessions.rhythms


@rule(
    "sessions.attendance-positive",
    "A party that is listed as having attended has to have come with at least one person.",
    SessionHeld,
)
def attendance_positive(coalition: Coalition, event: SessionHeld) -> bool:
    return all(headcount > 0 for headcount in event.attendance.values())


@evolves("sessions", RhythmAgreed)
def rhythm_agreed(sessions: Sessions, event: RhythmAgreed) -> Sessions:
    return replace(sessions, rhythms=sessions.rhythms.insert(event.series, event.every_days))


@evolves("sessions", RhythmEnded)
def rhythm_ended(sessions: Sessions, event: RhythmEnded) -> Sessions:
    return replace(sessions, rhythms=sessions.rhythms.discard(event.series))
