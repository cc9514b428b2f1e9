"""What the parties have in common, how they meet and how they come to trust each other: the sentences."""

from __future__ import annotations

from domain.common_ground import (
    CelebrationHeld,
    CommonGroundFound,
    DissatisfactionVoiced,
    InterestStated,
    PrioritiesAgreed,
    PurposeReaffirmed,
    QuickWinDelivered,
    ValueShared,
)
from domain.sessions import ChannelOpened, RhythmAgreed, RhythmEnded, SessionHeld, SessionMissed, UpdateReleased
from domain.trust import (
    ControlCeded,
    ExperimentConcluded,
    ExperimentStarted,
    InformationShared,
    TargetSetAside,
    TrustFractured,
    TrustMoment,
    TrustRated,
)
from projections.known import Known
from projections.sentences.wording import (
    SHORT,
    actor,
    because,
    capital,
    count,
    given,
    listed,
    parties,
    quote,
    tells,
    thing,
    who,
)

_SESSIONS = {
    "dialogue": "A dialogue",
    "working": "A working session",
    "webinar": "A webinar",
    "review": "A review",
    "celebration": "A celebration",
}
_CHANNELS = {"listserv": "a mailing list", "chat": "a chat", "site": "a site", "newsletter": "a newsletter"}
_MOMENTS = {
    "personal": "a personal moment",
    "non-work-interest": "an interest outside work",
    "shared-food": "food",
    "vulnerability": "something that made them vulnerable",
    "listening": "a moment of listening",
    "introduction": "an introduction",
    "encouragement": "encouragement",
    "help": "help",
    "repair": "a moment of repair",
}
_FRACTURES = {
    "promise-broken": " by breaking a promise",
    "information-withheld": " by withholding information",
    "exclusion": " by exclusion",
    "public-blame": " by public blame",
    "power-play": " by a power play",
}
_OUTCOMES = {"worked": "worked", "did-not": "did not work", "inconclusive": "was inconclusive"}


@tells(InterestStated)
def interest_stated(event: InterestStated, known: Known) -> str:
    return f"{who(event.party)} stated an interest, weight {event.weight} of 5: {quote(event.text)} ({event.interest})"


@tells(DissatisfactionVoiced)
def dissatisfaction_voiced(event: DissatisfactionVoiced, known: Known) -> str:
    said = f"{quote(event.about)} ({event.dissatisfaction})"
    return f"{who(event.party)} voiced a dissatisfaction, severity {event.severity} of 5: {said}"


@tells(ValueShared)
def value_shared(event: ValueShared, known: Known) -> str:
    return f"{parties(event.parties)} found a value in common: {quote(event.value)}"


@tells(CommonGroundFound)
def common_ground_found(event: CommonGroundFound, known: Known) -> str:
    interests = given(" (on ", listed(event.interests), ")")
    return f"{parties(event.parties)} found common ground: {quote(event.statement)}{interests}"


@tells(PrioritiesAgreed)
def priorities_agreed(event: PrioritiesAgreed, known: Known) -> str:
    order = ", then ".join(quote(text, SHORT) for text in event.order)
    return f"{parties(event.parties)} agreed what comes first{given(': ', order)}"


@tells(QuickWinDelivered)
def quick_win_delivered(event: QuickWinDelivered, known: Known) -> str:
    answers = given(" in answer to ", listed(event.addresses))
    makers = parties(event.delivered_by)
    return f"{makers} delivered a quick win{answers}: {quote(event.what)} ({event.win})"


@tells(CelebrationHeld)
def celebration_held(event: CelebrationHeld, known: Known) -> str:
    return f"The parties celebrated: {quote(event.of)}"


@tells(PurposeReaffirmed)
def purpose_reaffirmed(event: PurposeReaffirmed, known: Known) -> str:
    return f"{actor(event, known)} reminded the parties of their purpose: {quote(event.words)}"


@tells(RhythmAgreed)
def rhythm_agreed(event: RhythmAgreed, known: Known) -> str:
    every = "every day" if event.every_days == 1 else f"every {event.every_days} days"
    return f"The parties agreed to meet {every}{given(' (', event.series, ')')}"


@tells(RhythmEnded)
def rhythm_ended(event: RhythmEnded, known: Known) -> str:
    return f"The parties gave up their rhythm of meetings{given(' (', event.series, ')')}{because(event.reason)}"


@tells(SessionHeld)
def session_held(event: SessionHeld, known: Known) -> str:
    kind = _SESSIONS[event.kind] if event.kind else "A session"
    total = sum((event.participants_by or event.attendance).values())
    people = f" with {count(total, 'person', 'people')}" if total else ""
    following = given(", next session on ", event.next_on)
    return f"{kind} was held{people}{following}: {quote(event.topic)} ({event.session})"


@tells(SessionMissed)
def session_missed(event: SessionMissed, known: Known) -> str:
    return f"The session due on {event.due_on} did not take place{because(event.reason)}"


@tells(ChannelOpened)
def channel_opened(event: ChannelOpened, known: Known) -> str:
    kind = _CHANNELS.get(event.kind or "", "a channel")
    return f"{actor(event, known)} opened {kind} for {quote(event.audience)} ({event.channel})"


@tells(UpdateReleased)
def update_released(event: UpdateReleased, known: Known) -> str:
    return f"{actor(event, known)} sent news round on {event.channel}: {quote(event.summary)}"


@tells(TrustMoment)
def trust_moment(event: TrustMoment, known: Known) -> str:
    kind = _MOMENTS[event.kind] if event.kind else "a small moment"
    return f"{parties(event.between)} shared {kind}: {quote(event.what)}"


@tells(TrustFractured)
def trust_fractured(event: TrustFractured, known: Known) -> str:
    against = given(" with ", parties(event.against, ""))
    how = _FRACTURES.get(event.kind or "", "")
    severity = f", severity {event.severity} of 5"
    return f"{who(event.breached_by)} broke trust{against}{how}{severity}: {quote(event.what)}"


@tells(TrustRated)
def trust_rated(event: TrustRated, known: Known) -> str:
    ratings = (
        f"{event.reliability} of 4 for reliability, {event.mission_support} of 4 for support of the mission "
        f"and {event.openness} of 4 for openness"
    )
    return f"{who(event.rater)} rated {who(event.ratee)} {ratings}"


@tells(InformationShared)
def information_shared(event: InformationShared, known: Known) -> str:
    return f"{who(event.giver)} let {parties(event.to, 'others')} know: {quote(event.what)}"


@tells(TargetSetAside)
def target_set_aside(event: TargetSetAside, known: Known) -> str:
    return f"{who(event.party)} set its target {quote(event.target)} aside in favour of {quote(event.in_favour_of)}"


@tells(ControlCeded)
def control_ceded(event: ControlCeded, known: Known) -> str:
    return f"{who(event.giver)} ceded control to {who(event.to)} over {quote(event.over)}"


@tells(ExperimentStarted)
def experiment_started(event: ExperimentStarted, known: Known) -> str:
    return f"{who(event.lead)} took the lead in an experiment: {quote(event.hypothesis)} ({event.experiment})"


@tells(ExperimentConcluded)
def experiment_concluded(event: ExperimentConcluded, known: Known) -> str:
    started = known.of(ExperimentStarted, "experiment", event.experiment)
    experiment = thing("experiment", started.hypothesis if started else None, event.experiment)
    return f"{capital(experiment)} {_OUTCOMES[event.outcome]}, and taught this: {quote(event.learned)}"
