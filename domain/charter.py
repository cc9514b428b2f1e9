"""Charter: what the parties write down together, who consents, and when it comes into force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from rpds import HashTrieMap

from domain.event import Event, Part
from domain.evolution import evolves
from domain.marks import EXPECTED, AtLeast, RefersTo
from domain.polls import Moment, Poll, Terms, terms_of
from domain.refusal import rule
from domain.values import (
    Day,
    DecisionRule,
    Parties,
    PartyId,
    Precision,
    Share,
    Slug,
    Text,
    Texts,
    Version,
    decimal,
)

if TYPE_CHECKING:
    from domain.coalition import Coalition


class Clause(Part):
    clause: Slug
    text: Text


class CharterDrafted(Event, type="charter-drafted"):
    """Two or more members put a charter, or an amended one, before the others."""

    version: Version
    mission: Text
    vision: Text
    values: Texts = ()
    goals: Texts = ()
    clauses: tuple[Clause, ...] = ()
    decision_rule: DecisionRule
    quorum: Share | None = None
    authors: Annotated[Parties, AtLeast(2)] = ()
    exit_conditions: Texts = ()
    sunset: Day | None = None

    def introduces(self) -> Iterable[tuple[str, str]]:
        """Clause ids are new in their version of the charter."""
        return [(f"clause of version {self.version}", clause.clause) for clause in self.clauses]

    def also_names(self) -> Iterable[tuple[str, str]]:
        """Later events refer to a clause by its id alone."""
        return [("clause", clause.clause) for clause in self.clauses]


class CharterConsented(Event, type="charter-consented"):
    """A member consents to the draft, or comes round to the charter in force."""

    version: Version
    party: PartyId


class CharterObjected(Event, type="charter-objected"):
    """A member objects to a draft or to the charter in force."""

    version: Version
    party: PartyId
    clause: Annotated[Slug | None, RefersTo("clause")] = None
    reason: Annotated[Text | None, EXPECTED] = None


class CharterObjectionWithdrawn(Event, type="charter-objection-withdrawn"):
    """A member lets its objection to a charter go."""

    version: Version
    party: PartyId


class CharterRepealed(Event, type="charter-repealed"):
    """The charter in force is taken back, and none takes its place."""

    version: Version
    reason: Annotated[Text | None, EXPECTED] = None


class CharterRatified(Event, type="charter-ratified", derived=True):
    """The charter comes into force, by the rules it has to meet."""

    version: Version
    decision_rule: Annotated[DecisionRule | None, EXPECTED] = None
    quorum: Annotated[Share | None, EXPECTED] = None
    consents: Parties = ()


@dataclass(frozen=True, slots=True)
class Draft:
    version: int
    terms: Terms = field(default_factory=Terms)
    written: CharterDrafted | None = None  #: null where only the ratification is on record
    at: str = ""
    precision: Precision | None = None

    @property
    def clauses(self) -> frozenset[str]:
        """The ids of the clauses of this version."""
        return frozenset(c.clause for c in self.written.clauses) if self.written else frozenset()


@dataclass(frozen=True, slots=True)
class Charter:
    drafts: HashTrieMap[int, Draft] = field(default_factory=HashTrieMap)  #: every version of this cycle
    polls: HashTrieMap[int, Poll] = field(default_factory=HashTrieMap)
    highest: int = 0  #: the highest version ever drafted or ratified, in earlier cycles too
    pending: int | None = None  #: the version of the draft that waits for consents
    standing: Draft | None = None  #: the charter in force, as it was ratified
    terms: Terms | None = None  #: of the charter in force
    ratified: frozenset[int] = frozenset()  #: versions ratified in this cycle

    def poll(self, version: int) -> Poll:
        """Who consents and objects to a version."""
        return self.polls.get(version) or Poll()

    @property
    def in_force(self) -> int | None:
        """The version in force."""
        return None if self.standing is None else self.standing.version

    @property
    def clauses_in_force(self) -> frozenset[str]:
        """The ids of the clauses of the charter in force; none where there is none."""
        return frozenset() if self.standing is None else self.standing.clauses

    @property
    def ratifying_terms(self) -> Terms:
        """The terms that the pending draft must meet: those in force, or its own where it is the first."""
        if self.terms is not None:
            return self.terms
        return self.drafts[self.pending].terms if self.pending is not None else Terms()


@rule("charter.next-version", "A draft has to take the number after the highest so far.", CharterDrafted)
def next_version(coalition: Coalition, event: CharterDrafted) -> bool:
    return event.version == coalition.charter.highest + 1


@rule("charter.written-together", "A charter is written by two or more members together.", CharterDrafted)
def written_together(coalition: Coalition, event: CharterDrafted) -> bool:
    if not event.authors:  # not recorded: nothing to judge
        return True
    return len(event.authors) > 1 and all(coalition.membership.is_member(party) for party in event.authors)


@rule(
    "charter.is-the-draft",
    "Members take a stand only on the present draft or on the charter in force.",
    CharterConsented,
    CharterObjected,
)
def is_the_draft(coalition: Coalition, event: CharterConsented | CharterObjected) -> bool:
    return event.version in (coalition.charter.pending, coalition.charter.in_force)


@rule("charter.members-decide", "Only members decide on a charter.", CharterConsented, CharterObjected)
def members_decide(coalition: Coalition, event: CharterConsented | CharterObjected) -> bool:
    return coalition.membership.is_member(event.party)


@rule(
    "charter.had-objected",
    "Only an objection that stands can be withdrawn.",
    CharterObjectionWithdrawn,
)
def had_objected(coalition: Coalition, event: CharterObjectionWithdrawn) -> bool:
    return event.party in coalition.charter.poll(event.version).objections


@rule(
    "charter.speaks-for-itself",
    "A party takes a stand on a charter only by its own word.",
    CharterConsented,
    CharterObjected,
    CharterObjectionWithdrawn,
)
def speaks_for_itself(
    coalition: Coalition, event: CharterConsented | CharterObjected | CharterObjectionWithdrawn
) -> bool:
    return event.by is None or coalition.membership.acts_as(event.by, event.party)


@rule(
    "charter.once-each",
    "A party says the same thing about a charter only once, as long as it stands.",
    CharterConsented,
    CharterObjected,
)
def once_each(coalition: Coalition, event: CharterConsented | CharterObjected) -> bool:
    poll = coalition.charter.poll(event.version)
    said = poll.consents if isinstance(event, CharterConsented) else poll.objections
    return event.party not in said


@rule("charter.in-force", "Only the charter in force can be repealed.", CharterRepealed)
def is_in_force(coalition: Coalition, event: CharterRepealed) -> bool:
    return event.version == coalition.charter.in_force


@evolves("charter", CharterDrafted)
def drafted(charter: Charter, event: CharterDrafted) -> Charter:
    draft = Draft(event.version, terms_of(event.decision_rule, event.quorum), event, event.at, event.precision)
    return replace(
        charter,
        drafts=charter.drafts.insert(event.version, draft),
        polls=charter.polls.insert(event.version, Poll()),
        highest=max(charter.highest, event.version),
        pending=event.version,
    )


@evolves("charter", CharterConsented)
def consented(charter: Charter, event: CharterConsented) -> Charter:
    poll = charter.poll(event.version).consent(event.party, Moment(event.at, event.precision))
    return replace(charter, polls=charter.polls.insert(event.version, poll))


@evolves("charter", CharterObjected)
def objected(charter: Charter, event: CharterObjected) -> Charter:
    poll = charter.poll(event.version).object(event.party, Moment(event.at, event.precision))
    return replace(charter, polls=charter.polls.insert(event.version, poll))


@evolves("charter", CharterObjectionWithdrawn)
def objection_withdrawn(charter: Charter, event: CharterObjectionWithdrawn) -> Charter:
    poll = charter.poll(event.version)
    kept = replace(poll, objections=poll.objections.discard(event.party))
    return replace(charter, polls=charter.polls.insert(event.version, kept))


@evolves("charter", CharterRatified)
def ratified(charter: Charter, event: CharterRatified) -> Charter:
    """The version comes into force unless a higher one is; where no draft of it is known, it opens an empty one."""
    draft = charter.drafts.get(event.version) or Draft(event.version, terms_of(event.decision_rule, event.quorum))
    still_pending = charter.pending is not None and charter.pending > event.version
    supersedes = charter.in_force is None or event.version > charter.in_force
    return replace(
        charter,
        drafts=charter.drafts.insert(event.version, draft),
        highest=max(charter.highest, event.version),
        pending=charter.pending if still_pending else None,
        standing=draft if supersedes else charter.standing,
        terms=_terms_ratified(event) if supersedes else charter.terms,
        ratified=charter.ratified | {event.version},
    )


@evolves("charter", CharterRepealed)
def repealed(charter: Charter, event: CharterRepealed) -> Charter:
    if event.version != charter.in_force:
        return charter
    return replace(charter, standing=None, terms=None)


def without_party(charter: Charter, party: str) -> Charter:
    """A party has left: what it consented or objected to no longer counts."""
    polls = charter.polls
    for version in {charter.pending, charter.in_force} - {None}:
        polls = polls.insert(version, charter.poll(version).without(party))  # type: ignore[arg-type]
    return replace(charter, polls=polls)


def emptied(charter: Charter) -> Charter:
    """A new cycle starts without draft or charter; version numbers go on."""
    return Charter(highest=charter.highest)


def _terms_ratified(event: CharterRatified) -> Terms:
    """The terms in force as the event tells them; what it does not tell is consensus, and all."""
    return Terms(event.decision_rule or "consensus", Decimal(1) if event.quorum is None else decimal(event.quorum))
