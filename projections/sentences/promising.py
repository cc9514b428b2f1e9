"""What the parties ask and promise, work on, pay for and fear: the sentences."""

from __future__ import annotations

from domain.commitments import (
    AccountabilityChanged,
    AssessmentGiven,
    CommitmentAnchored,
    CommitmentBroken,
    CommitmentDelivered,
    CommitmentHandedOver,
    CommitmentMade,
    CommitmentReleased,
    CommitmentRenegotiated,
    CommitmentRevoked,
    DeliveryAccepted,
    DeliveryRefused,
    ProgressReported,
    RequestDeclined,
    RequestMade,
)
from domain.initiatives import (
    GoalSet,
    InitiativeEnded,
    InitiativeLaunched,
    MeasureReported,
    MilestonePlanned,
    MilestoneReached,
)
from domain.promises import Commitment
from domain.resources import BudgetApproved, ContributionPledged, ContributionReceived, ExpenditureRecorded
from domain.risks import RiskIdentified, RiskMaterialised, RiskMitigated
from projections.known import Known
from projections.sentences.wording import (
    SHORT,
    actor,
    because,
    capital,
    cut,
    given,
    listed,
    number,
    parties,
    quote,
    tells,
    thing,
    who,
    whose,
)

_EXTENTS = {
    "none": "not kept at all",
    "limited": "kept to a limited extent",
    "substantial": "kept to a substantial extent",
    "complete": "kept completely",
    "not-assessable": "impossible to assess",
}
_PLEDGES = {"staff-time": "staff time worth ", "in-kind": "support in kind worth "}


@tells(RequestMade)
def request_made(event: RequestMade, known: Known) -> str:
    needed = given(" by ", event.needed_by)
    return f"{who(event.asker)} asked {who(event.asked)} for this{needed}: {quote(event.what)} ({event.request})"


@tells(RequestDeclined)
def request_declined(event: RequestDeclined, known: Known) -> str:
    made = known.of(RequestMade, "request", event.request)
    asked = who(made.asked) if made else actor(event, known)
    return f"{asked} declined {thing('request', made.what if made else None, event.request)}{because(event.reason)}"


@tells(CommitmentMade)
def commitment_made(event: CommitmentMade, known: Known) -> str:
    maker = f"{who(event.promisor)}{given(' (with ', parties(event.co_accountable, ''), ')')}"
    grounds = (
        given(" in answer to ", event.answers)
        + given(" to settle ", event.settles)
        + given(" under clause ", event.clause)
        + given(" for ", event.initiative)
    )
    promised = f"{maker} promised {who(event.promisee)}{given(' by ', event.due)}{grounds}"
    return f"{promised}: {quote(event.what)} ({event.commitment})"


@tells(CommitmentAnchored)
def commitment_anchored(event: CommitmentAnchored, known: Known) -> str:
    return f"{capital(_promise(event.commitment, known))} was put under clause {event.clause} of the charter"


@tells(AccountabilityChanged)
def accountability_changed(event: AccountabilityChanged, known: Known) -> str:
    promise, promisor = _promise(event.commitment, known), _promisor(event.commitment, known)
    if not event.co_accountable:
        return f"{promisor} alone answers for {promise} from now on{because(event.reason)}"
    beside = parties(event.co_accountable)
    return f"{promisor} answers for {promise} together with {beside} from now on{because(event.reason)}"


@tells(ProgressReported)
def progress_reported(event: ProgressReported, known: Known) -> str:
    return f"{actor(event, known)} reported progress on {_promise(event.commitment, known)}: {quote(event.what)}"


@tells(AssessmentGiven)
def assessment_given(event: AssessmentGiven, known: Known) -> str:
    promise = _promise(event.commitment, known)
    verdict = f"found {promise} {_EXTENTS[event.extent]}" if event.extent else f"assessed {promise}"
    return f"{cut(event.assessor)} {verdict}: {quote(event.evidence)}"


@tells(CommitmentDelivered)
def commitment_delivered(event: CommitmentDelivered, known: Known) -> str:
    return f"{actor(event, known)} reported {_promise(event.commitment, known)} as done: {quote(event.evidence)}"


@tells(DeliveryAccepted)
def delivery_accepted(event: DeliveryAccepted, known: Known) -> str:
    return f"{actor(event, known)} accepted what was delivered on {_promise(event.commitment, known)}"


@tells(DeliveryRefused)
def delivery_refused(event: DeliveryRefused, known: Known) -> str:
    promise = _promise(event.commitment, known)
    return f"{actor(event, known)} refused what was delivered on {promise}{because(event.reason)}"


@tells(CommitmentRenegotiated)
def commitment_renegotiated(event: CommitmentRenegotiated, known: Known) -> str:
    promise, earlier = capital(_promise(event.commitment, known)), _now(event.commitment, known)
    instead = given(" instead of ", earlier and earlier.due)
    date = f"is now due on {event.due}{instead}" if event.due else f"has no date any more{instead}"
    agreed = given(", agreed by ", event.agreed_by and who(event.agreed_by))
    return f"{promise} {date}{agreed}{given(', and now reads ', event.what and quote(event.what))}"


@tells(CommitmentReleased)
def commitment_released(event: CommitmentReleased, known: Known) -> str:
    promise, promisor = _promise(event.commitment, known), _promisor(event.commitment, known, "the promisor")
    return f"{actor(event, known)} released {promisor} from {promise}{because(event.reason)}"


@tells(CommitmentRevoked)
def commitment_revoked(event: CommitmentRevoked, known: Known) -> str:
    return f"{_promisor(event.commitment, known)} took back {_promise(event.commitment, known)}{because(event.reason)}"


@tells(CommitmentBroken)
def commitment_broken(event: CommitmentBroken, known: Known) -> str:
    earlier = _now(event.commitment, known)
    promise = thing("promise", earlier.what if earlier else None, event.commitment)
    broken = promise if earlier is None else f"{whose(earlier.promisor)} {promise.removeprefix('the ')}"
    return f"{actor(event, known)} called {broken} broken{because(event.reason)}"


@tells(CommitmentHandedOver)
def commitment_handed_over(event: CommitmentHandedOver, known: Known) -> str:
    giver = _promisor(event.commitment, known, "its promisor")
    return f"{who(event.to)} took over {_promise(event.commitment, known)} from {giver}"


@tells(GoalSet)
def goal_set(event: GoalSet, known: Known) -> str:
    measure = f"{number(event.target)} {cut(event.unit, SHORT)} by {event.due} ({quote(event.measure, SHORT)})"
    return f"{actor(event, known)} set a goal of {measure}: {quote(event.statement)} ({event.goal})"


@tells(MeasureReported)
def measure_reported(event: MeasureReported, known: Known) -> str:
    goal = known.of(GoalSet, "goal", event.goal)
    unit = given(" ", goal and cut(goal.unit, SHORT))
    statement = thing("goal", goal.statement if goal else None, event.goal)
    return f"By {event.period_end} {statement} stood at {number(event.value)}{unit}"


@tells(InitiativeLaunched)
def initiative_launched(event: InitiativeLaunched, known: Known) -> str:
    leads = listed(f"{who(lead.person)} of {who(lead.party)} ({cut(lead.area, SHORT)})" for lead in event.leads)
    goal = given(" for the goal ", event.goal)
    return f"The initiative {quote(event.name)} ({event.initiative}) was launched{goal}{given(', led by ', leads)}"


@tells(MilestonePlanned)
def milestone_planned(event: MilestonePlanned, known: Known) -> str:
    initiative = _initiative(event.initiative, known)
    return f"A milestone of {initiative} was planned for {event.due}: {quote(event.what)} ({event.milestone})"


@tells(MilestoneReached)
def milestone_reached(event: MilestoneReached, known: Known) -> str:
    planned = known.of(MilestonePlanned, "milestone", event.milestone)
    milestone = thing("milestone", planned.what if planned else None, event.milestone)
    return f"{capital(milestone)} was reached: {quote(event.evidence)}"


@tells(InitiativeEnded)
def initiative_ended(event: InitiativeEnded, known: Known) -> str:
    learned = given(", and taught this: ", event.learned and quote(event.learned))
    return f"{capital(_initiative(event.initiative, known))} was {event.outcome or 'ended'}{learned}"


@tells(BudgetApproved)
def budget_approved(event: BudgetApproved, known: Known) -> str:
    kind = {"operating": "An operating budget", "capital": "A capital budget"}.get(event.kind or "", "A budget")
    return f"{kind} of {number(event.amount)} {event.currency} was approved for {quote(event.period)} ({event.budget})"


@tells(ContributionPledged)
def contribution_pledged(event: ContributionPledged, known: Known) -> str:
    kind = _PLEDGES.get(event.kind or "", "")
    return f"{who(event.party)} pledged {kind}{number(event.amount)} {event.currency} ({event.pledge})"


@tells(ContributionReceived)
def contribution_received(event: ContributionReceived, known: Known) -> str:
    pledge = known.of(ContributionPledged, "pledge", event.pledge)
    pledged = f"{whose(pledge.party)} pledge ({event.pledge})" if pledge else f"the pledge {event.pledge}"
    return f"Of {pledged}, {number(event.amount)}{given(' ', pledge and pledge.currency)} arrived"


@tells(ExpenditureRecorded)
def expenditure_recorded(event: ExpenditureRecorded, known: Known) -> str:
    budget = known.of(BudgetApproved, "budget", event.budget)
    amount = f"{number(event.amount)}{given(' ', budget and budget.currency)}"
    return f"Of the budget {event.budget}, {amount} was spent: {quote(event.for_what)}"


@tells(RiskIdentified)
def risk_identified(event: RiskIdentified, known: Known) -> str:
    weight = f"likelihood {event.likelihood} of 5, impact {event.impact} of 5"
    return f"A risk ({weight}) was given to {who(event.owner)} to watch: {quote(event.what)} ({event.risk})"


@tells(RiskMitigated)
def risk_mitigated(event: RiskMitigated, known: Known) -> str:
    return f"{_risk(event.risk, known)} was mitigated: {quote(event.how)}"


@tells(RiskMaterialised)
def risk_materialised(event: RiskMaterialised, known: Known) -> str:
    return f"{_risk(event.risk, known)} came true: {quote(event.what)}"


def _now(name: str, known: Known) -> Commitment | None:
    return known.coalition.commitments.promises.get(name)


def _promise(name: str, known: Known) -> str:
    promise = _now(name, known)
    return thing("promise", promise.what if promise else None, name)


def _promisor(name: str, known: Known, otherwise: str = "The promisor") -> str:
    promise = _now(name, known)
    return who(promise.promisor) if promise else otherwise


def _initiative(name: str, known: Known) -> str:
    launched = known.of(InitiativeLaunched, "initiative", name)
    return thing("initiative", launched.name if launched else None, name)


def _risk(name: str, known: Known) -> str:
    identified = known.of(RiskIdentified, "risk", name)
    return capital(thing("risk", identified.what if identified else None, name))
