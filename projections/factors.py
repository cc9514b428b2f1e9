"""Factors: which of the conditions of success named in the sources hold, and which events say so.

Seventeen conditions, each `present`, `weak`, `absent` or `unknown`: unknown where the history has nothing that could
say either way. Each has its rule in `factor_rules` and `factor_practice`, a number behind it (`value`: null where it
is unknown, with `counts` telling what it counts) and the events that say so. A coalition that has ended is judged as
it stood at its end. What starts empty in a new cycle (charter, roles, rhythm) is looked at in this cycle only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Self, get_args

from domain import charter, commitments, common_ground, formation, initiatives, membership, sessions, sponsorship, trust
from domain.conflicts import ConflictRaised
from domain.dissolution import CoalitionReconvened, SunsetExtended
from domain.event import Event, Recorded
from domain.values import rfc3339
from projections import factor_practice, factor_rules  # noqa: F401  (they enter their conditions, in this order)
from projections.chronicle import NO_RECORDS, Chronicle
from projections.conflicts import NO_CONFLICTS, Conflicts
from projections.evidence import CONDITIONS, Evidence, Finding, State
from projections.figure import Case, count, plain
from projections.parties import concerned
from projections.view import read
from projections.weights import Factors as Limits
from projections.weights import Weights, shipped

#: What starts empty in a new cycle.
_OF_A_CYCLE: tuple[type[Event], ...] = (
    charter.CharterDrafted,
    charter.CharterRatified,
    charter.CharterRepealed,
    formation.CoalitionAbandoned,
    membership.RoleAssigned,
    membership.RoleRelinquished,
    sessions.RhythmAgreed,
    sessions.RhythmEnded,
)
#: All that some rule looks at.
_LOOKED_AT: frozenset[type[Event]] = frozenset(
    (
        *_OF_A_CYCLE,
        common_ground.CelebrationHeld,
        common_ground.DissatisfactionVoiced,
        common_ground.QuickWinDelivered,
        common_ground.ValueShared,
        commitments.CommitmentMade,
        commitments.DeliveryAccepted,
        ConflictRaised,
        SunsetExtended,
        formation.CoalitionProposed,
        formation.ThreatAssessed,
        initiatives.GoalSet,
        initiatives.InitiativeEnded,
        initiatives.InitiativeLaunched,
        initiatives.MilestonePlanned,
        initiatives.MilestoneReached,
        membership.PartyJoined,
        sessions.ChannelOpened,
        sessions.SessionHeld,
        sessions.UpdateReleased,
        sponsorship.RecognitionReceived,
        sponsorship.SponsorshipDeclined,
        sponsorship.SponsorshipGranted,
        sponsorship.SponsorshipRequested,
        sponsorship.SponsorshipWithdrawn,
        trust.ControlCeded,
        trust.ExperimentConcluded,
        trust.ExperimentStarted,
        trust.InformationShared,
        trust.TargetSetAside,
        trust.TrustFractured,
        trust.TrustMoment,
    )
)
_READ = _LOOKED_AT | {CoalitionReconvened}


def factors(
    records: Iterable[Recorded], as_of: datetime | None = None, weights: Weights | None = None
) -> dict[str, Any]:
    """The conditions of success on a date; without one, as of the latest event."""
    return read(Factors.initial(weights), records, as_of)


@dataclass(frozen=True, slots=True)
class Factors:
    limits: Limits
    conflicts: Conflicts = NO_CONFLICTS
    chronicle: Chronicle = NO_RECORDS

    @classmethod
    def initial(cls, weights: Weights | None = None) -> Self:
        """Nothing known yet."""
        return cls((weights or shipped()).factors)

    def apply(self, recorded: Recorded) -> Self:
        """The same with one more record taken in."""
        return type(self)(self.limits, self.conflicts.apply(recorded), self.chronicle.apply(recorded))

    def at(self, as_of: datetime) -> dict[str, Any]:
        """The figures in plain numbers."""
        answer: dict[str, Any] = plain(self.figures(as_of))
        return answer

    def figures(self, as_of: datetime) -> dict[str, Any]:
        """How many conditions are in each state, and each of them."""
        ended = self.conflicts.ended
        until = as_of if ended is None else min(as_of, ended.event.moment)
        seen = self._seen()
        evidence = Evidence(seen, self.conflicts, self.limits, until)
        findings = {slug: condition.judge(evidence) for slug, condition in CONDITIONS.items()}
        on = rfc3339(until)
        return {
            **{state: _in_state(state, findings, on) for state in get_args(State)},
            "factors": dict(self._each(findings, seen)),
        }

    def _seen(self) -> dict[str, list[Recorded]]:
        """What the rules look at, by type."""
        seen: dict[str, list[Recorded]] = {}
        for _, recorded in self.chronicle.read(_READ):
            if type(recorded.event) is CoalitionReconvened:
                for gone in _OF_A_CYCLE:
                    seen.pop(gone.type, None)
            else:
                seen.setdefault(recorded.type, []).append(recorded)
        return seen

    def _each(
        self, findings: Mapping[str, Finding], seen: Mapping[str, Iterable[Recorded]]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        events = {recorded.n: recorded.event for records in seen.values() for recorded in records}
        parties = cache(lambda n: concerned(events[n], self.conflicts.known))
        for slug, finding in findings.items():
            condition = CONDITIONS[slug]
            made = {part.n for part in finding.value.parts if part.n is not None}
            numbers = sorted(made | {recorded.n for recorded in finding.beside})
            yield (
                slug,
                {
                    "sentence": condition.sentence,
                    "state": finding.state,
                    "value": finding.value,
                    "counts": condition.counts,
                    "parties": sorted(frozenset[str]().union(*map(parties, numbers))),
                    "events": numbers,
                },
            )


def _in_state(state: str, findings: dict[str, Finding], on: str) -> Any:
    return count(Case(None, slug, on) for slug, finding in findings.items() if finding.state == state)
