"""How a coalition begins, who takes part, who stands behind it, and how it ends: the sentences."""

from __future__ import annotations

from domain.dissolution import (
    CoalitionDissolved,
    CoalitionReconvened,
    DissolutionConsented,
    DissolutionObjected,
    DissolutionProposalWithdrawn,
    DissolutionProposed,
    LessonLearned,
    SunsetExtended,
)
from domain.formation import (
    AloneOrTogetherWeighed,
    CoalitionAbandoned,
    CoalitionProposed,
    CoalitionRenamed,
    InterestRegistered,
    PurposeChanged,
    ThreatAssessed,
)
from domain.membership import (
    IntroductionMade,
    PartyDeclined,
    PartyInvited,
    PartyJoined,
    PartyRemoved,
    PartyWithdrew,
    RoleAssigned,
    RoleRelinquished,
    StandingChanged,
)
from domain.sponsorship import (
    RecognitionReceived,
    SponsorshipDeclined,
    SponsorshipGranted,
    SponsorshipRequested,
    SponsorshipWithdrawn,
)
from projections.known import Known
from projections.sentences.wording import actor, because, cut, given, parties, plain, quote, quotes, tells, who

_ORIGINS = {"grassroots": ", from the grassroots", "mandated": ", under a mandate", "invited": ", on an invitation"}
_STANDINGS = {"member": "a member", "observer": "an observer", "rotating": "a rotating member"}
_MANDATES = {
    "none": "without a mandate",
    "advisory": "with an advisory mandate",
    "delegated": "with a delegated mandate",
    "decision": "with a mandate to decide",
}
_ENDINGS = {
    "purpose-achieved": " because its purpose was achieved",
    "sunset-reached": " because its sunset was reached",
    "threat-passed": " because the threat had passed",
    "irreconcilable": " because the parties could not be reconciled",
    "mandate-withdrawn": " because its mandate was withdrawn",
    "resources-exhausted": " because its resources were exhausted",
    "term-ended": " because its term had ended",
    "succeeded": " because another took its place",
    "merged": " because it merged with another",
    "went-alone": " because going alone was the better choice",
    "other": " for another reason",
}


@tells(CoalitionProposed)
def coalition_proposed(event: CoalitionProposed, known: Known) -> str:
    convened = given(", convened by ", event.convener and who(event.convener)) if event.convener != event.by else ""
    ends = given(", to end on ", event.sunset)
    origin = _ORIGINS[event.origin] if event.origin else ""
    return f"{actor(event, known)} proposed {quote(event.name)}{origin}{convened}{ends}{because(event.purpose)}"


@tells(ThreatAssessed)
def threat_assessed(event: ThreatAssessed, known: Known) -> str:
    weights = f"{event.apart} of 5 if the parties stay apart, {event.together} of 5 if they work together"
    return (
        f"{actor(event, known)} put a threat at {weights}, uncertainty {event.uncertainty} of 5: {quote(event.threat)}"
    )


@tells(AloneOrTogetherWeighed)
def alone_or_together_weighed(event: AloneOrTogetherWeighed, known: Known) -> str:
    weights = f"culture distance {event.culture_distance} of 5, time pressure {event.time_pressure} of 5"
    return f"{actor(event, known)} chose to go {event.choice} ({weights}){because(event.reason)}"


@tells(InterestRegistered)
def interest_registered(event: InterestRegistered, known: Known) -> str:
    return f"{cut(event.who)} showed interest in {quote(event.in_what)}"


@tells(CoalitionRenamed)
def coalition_renamed(event: CoalitionRenamed, known: Known) -> str:
    earlier = given(", until then ", known.coalition.formation.name and quote(known.coalition.formation.name))
    return f"The coalition{earlier}{',' if earlier else ''} took the name {quote(event.name)}{because(event.reason)}"


@tells(PurposeChanged)
def purpose_changed(event: PurposeChanged, known: Known) -> str:
    purpose = given(" to ", event.purpose and quote(event.purpose))
    return f"{actor(event, known)} changed the purpose{purpose}{given(' (', event.reason and quote(event.reason), ')')}"


@tells(CoalitionAbandoned)
def coalition_abandoned(event: CoalitionAbandoned, known: Known) -> str:
    reason = _ENDINGS.get(event.reason or "", because(event.reason))
    return f"The coalition was given up before it had a charter{reason}"


@tells(PartyInvited)
def party_invited(event: PartyInvited, known: Known) -> str:
    return f"{actor(event, known)} invited {who(event.party)} to join as {_STANDINGS[event.standing]}"


@tells(PartyJoined)
def party_joined(event: PartyJoined, known: Known) -> str:
    kind = plain(event.kind) if event.kind and event.kind != "other" else None
    about = ", ".join(word for word in (kind, event.constituency) if word)
    return f"{who(event.party)} joined as {_STANDINGS[event.standing]}{given(' (', about, ')')}"


@tells(PartyDeclined)
def party_declined(event: PartyDeclined, known: Known) -> str:
    return f"{who(event.party)} declined to join{because(event.reason)}"


@tells(PartyWithdrew)
def party_withdrew(event: PartyWithdrew, known: Known) -> str:
    return f"{who(event.party)} withdrew{because(event.reason)}"


@tells(PartyRemoved)
def party_removed(event: PartyRemoved, known: Known) -> str:
    return f"{actor(event, known)} removed {who(event.party)}{because(event.reason)}"


@tells(StandingChanged)
def standing_changed(event: StandingChanged, known: Known) -> str:
    return f"{who(event.party)} became {_STANDINGS[event.standing]}"


@tells(IntroductionMade)
def introduction_made(event: IntroductionMade, known: Known) -> str:
    needs = given("; needs: ", quotes(event.needs))
    introduced = f"{who(event.person)} introduced themselves for {who(event.party)} ({quote(event.role)})"
    return f"{introduced}: {quote(event.how_we_got_here)}{needs}"


@tells(RoleAssigned)
def role_assigned(event: RoleAssigned, known: Known) -> str:
    duty = given(", responsible for ", event.responsible_for and quote(event.responsible_for))
    return f"{who(event.person)} became {event.role} for {who(event.party)}{duty}"


@tells(RoleRelinquished)
def role_relinquished(event: RoleRelinquished, known: Known) -> str:
    duty = given(", responsible for ", event.responsible_for and quote(event.responsible_for))
    return f"{who(event.person)} gave up the role of {event.role}{duty}"


@tells(SponsorshipRequested)
def sponsorship_requested(event: SponsorshipRequested, known: Known) -> str:
    return f"{actor(event, known)} asked {who(event.sponsor)} to sponsor the coalition: {quote(event.ask)}"


@tells(SponsorshipGranted)
def sponsorship_granted(event: SponsorshipGranted, known: Known) -> str:
    return f"{who(event.sponsor)} became a sponsor {_MANDATES[event.mandate]}: {quote(event.support)}"


@tells(SponsorshipDeclined)
def sponsorship_declined(event: SponsorshipDeclined, known: Known) -> str:
    return f"{who(event.sponsor)} declined to sponsor the coalition{because(event.reason)}"


@tells(SponsorshipWithdrawn)
def sponsorship_withdrawn(event: SponsorshipWithdrawn, known: Known) -> str:
    return f"{who(event.sponsor)} withdrew its sponsorship{because(event.reason)}"


@tells(RecognitionReceived)
def recognition_received(event: RecognitionReceived, known: Known) -> str:
    return f"{cut(event.from_whom)} recognised the coalition as {quote(event.recognised_as)}"


@tells(SunsetExtended)
def sunset_extended(event: SunsetExtended, known: Known) -> str:
    earlier = given(" from ", known.coalition.dissolution.sunset)
    return f"The sunset was moved{earlier} to {event.sunset}{because(event.reason)}"


@tells(DissolutionProposed)
def dissolution_proposed(event: DissolutionProposed, known: Known) -> str:
    reason = _ENDINGS[event.reason] if event.reason else ""
    return f"{actor(event, known)} proposed to end the coalition{reason}{_legacy(event.legacy)}"


@tells(DissolutionConsented)
def dissolution_consented(event: DissolutionConsented, known: Known) -> str:
    return f"{who(event.party)} consented to the end of the coalition"


@tells(DissolutionObjected)
def dissolution_objected(event: DissolutionObjected, known: Known) -> str:
    return f"{who(event.party)} objected to the end of the coalition{because(event.reason)}"


@tells(DissolutionProposalWithdrawn)
def dissolution_proposal_withdrawn(event: DissolutionProposalWithdrawn, known: Known) -> str:
    return f"{actor(event, known)} took the proposal to end the coalition off the table{because(event.reason)}"


@tells(LessonLearned)
def lesson_learned(event: LessonLearned, known: Known) -> str:
    return f"{who(event.party)} took a lesson with it: {quote(event.text)}"


@tells(CoalitionDissolved)
def coalition_dissolved(event: CoalitionDissolved, known: Known) -> str:
    reason = _ENDINGS[event.reason] if event.reason else ""
    consents = given(", with the consent of ", parties(event.consents, ""))
    return f"The coalition was dissolved{reason}{consents}{_legacy(event.legacy)}"


@tells(CoalitionReconvened)
def coalition_reconvened(event: CoalitionReconvened, known: Known) -> str:
    convener = given(" by ", event.convener and who(event.convener))
    return f"The coalition was reconvened{convener}{because(event.purpose)}"


def _legacy(legacy: str | None) -> str:
    return "" if legacy is None else f"; it leaves {quote(legacy)}"
