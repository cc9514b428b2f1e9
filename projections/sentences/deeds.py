"""Deeds: every kind of act as the name of a deed, to make a sentence about: “the Navy’s delivery of c-4”.

Words in braces are fields of the event; parties among them go by their names. `{doer}` is the party, or else the
person, whose deed it was.
"""

from __future__ import annotations

from typing import Any

from domain.event import Event
from domain.marks import NamesParty
from domain.membership import Membership
from projections.sentences.wording import SHORT, quote, who

_DEEDS = {
    "coalition-proposed": "{doer} proposal of the coalition",
    "threat-assessed": "{doer} assessment of a threat",
    "alone-or-together-weighed": "{doer} choice to go {choice}",
    "interest-registered": "the interest of {who}",
    "coalition-renamed": "the new name {name}",
    "purpose-changed": "{doer} change of the purpose",
    "coalition-abandoned": "the giving up of the coalition",
    "party-invited": "the invitation of {party}",
    "party-joined": "{party} joining",
    "party-declined": "{party} declining to join",
    "party-withdrew": "{party} withdrawal",
    "party-removed": "the removal of {party}",
    "standing-changed": "{party} new standing as {standing}",
    "introduction-made": "{party} introduction of {person}",
    "role-assigned": "the role {role} of {person}",
    "role-relinquished": "{person} giving up of the role {role}",
    "interest-stated": "{party} statement of the interest {interest}",
    "dissatisfaction-voiced": "{party} voicing of {dissatisfaction}",
    "value-shared": "the sharing of the value {value}",
    "common-ground-found": "the common ground found",
    "priorities-agreed": "the agreement on priorities",
    "quick-win-delivered": "the quick win {win}",
    "celebration-held": "the celebration",
    "purpose-reaffirmed": "{doer} reaffirming of the purpose",
    "rhythm-agreed": "the agreement on a rhythm of {every_days} days",
    "rhythm-ended": "the end of the rhythm",
    "session-held": "the session {session}",
    "session-missed": "the missing of the session due on {due_on}",
    "channel-opened": "the opening of the channel {channel}",
    "update-released": "the update in {channel}",
    "trust-moment": "the moment of trust between {between}",
    "trust-fractured": "{breached_by} breach of trust",
    "trust-rated": "{rater} rating of {ratee}",
    "information-shared": "{giver} sharing of information",
    "target-set-aside": "{party} setting aside of a target",
    "control-ceded": "{giver} ceding of control",
    "experiment-started": "the start of the experiment {experiment}",
    "experiment-concluded": "the conclusion of the experiment {experiment}",
    "charter-drafted": "the draft of charter version {version}",
    "charter-consented": "{party} consent to charter version {version}",
    "charter-objected": "{party} objection to charter version {version}",
    "charter-objection-withdrawn": "{party} withdrawal of its objection to charter version {version}",
    "charter-repealed": "the repeal of charter version {version}",
    "charter-ratified": "the ratification of charter version {version}",
    "sponsorship-requested": "the request for sponsorship by {sponsor}",
    "sponsorship-granted": "{sponsor} sponsorship",
    "sponsorship-declined": "{sponsor} refusal to sponsor",
    "sponsorship-withdrawn": "{sponsor} withdrawal of sponsorship",
    "recognition-received": "the recognition by {from_whom}",
    "request-made": "{asker} request {request}",
    "request-declined": "the declining of the request {request}",
    "commitment-made": "{promisor} promise {commitment}",
    "commitment-anchored": "the anchoring of {commitment} in the charter",
    "accountability-changed": "the change in who answers for {commitment}",
    "progress-reported": "{doer} report on {commitment}",
    "assessment-given": "{assessor} assessment of {commitment}",
    "commitment-delivered": "{doer} delivery of {commitment}",
    "delivery-accepted": "{doer} acceptance of {commitment}",
    "delivery-refused": "{doer} refusal of {commitment}",
    "commitment-renegotiated": "the renegotiation of {commitment}",
    "commitment-released": "{doer} release from {commitment}",
    "commitment-revoked": "{doer} revoking of {commitment}",
    "commitment-broken": "the breaking of {commitment}",
    "commitment-handed-over": "the handing over of {commitment} to {to}",
    "proposal-made": "{proposer} proposal {proposal}",
    "stance-taken": "{party} stance on {proposal}",
    "proposal-closed": "the closing of {proposal}",
    "proposal-withdrawn": "the withdrawal of {proposal}",
    "decision-reached": "the decision on {proposal}",
    "decision-reviewed": "the review of {proposal}",
    "agreement-reached": "the agreement {agreement}",
    "agreement-extended": "the extension of the agreement {agreement} to {to}",
    "agreement-reviewed": "the review of the agreement {agreement}",
    "conflict-raised": "{doer} raising of the conflict {conflict}",
    "conflict-prepared": "{party} preparing for the conflict {conflict}",
    "conflict-purpose-checked": "{party} check of its motive in the conflict {conflict}",
    "conflict-congruence-found": "the congruence found in the conflict {conflict}",
    "conflict-explored": "{party} account of its view of the conflict {conflict}",
    "conflict-settled": "the settling of the conflict {conflict}",
    "conflict-reviewed": "the review of the conflict {conflict}",
    "conflict-escalated": "the escalation of the conflict {conflict}",
    "conflict-closed": "the closing of the conflict {conflict}",
    "goal-set": "the goal {goal}",
    "measure-reported": "the measuring of the goal {goal}",
    "initiative-launched": "the launch of the initiative {initiative}",
    "milestone-planned": "the planning of the milestone {milestone}",
    "milestone-reached": "the reaching of the milestone {milestone}",
    "initiative-ended": "the end of the initiative {initiative}",
    "budget-approved": "the approval of the budget {budget}",
    "contribution-pledged": "{party} pledge {pledge}",
    "contribution-received": "what was received of the pledge {pledge}",
    "expenditure-recorded": "the spending from the budget {budget}",
    "risk-identified": "the naming of the risk {risk}",
    "risk-mitigated": "the mitigation of the risk {risk}",
    "risk-materialised": "the coming true of the risk {risk}",
    "account-contested": "{party} other account of event {event}",
    "account-reconciled": "the account agreed of event {event}",
    "event-retracted": "the retraction of event {event}",
    "sunset-extended": "the later sunset {sunset}",
    "dissolution-proposed": "{doer} proposal to end the coalition",
    "dissolution-consented": "{party} consent to the end of the coalition",
    "dissolution-objected": "{party} objection to the end of the coalition",
    "dissolution-proposal-withdrawn": "the withdrawal of the proposal to end the coalition",
    "lesson-learned": "{party} lesson",
    "coalition-dissolved": "the end of the coalition",
    "coalition-reconvened": "the reconvening of the coalition",
}
#: How something of a kind comes into a coalition.
_BROUGHT_IN = {
    "agreement": "reached",
    "budget": "approved",
    "channel": "opened",
    "clause": "written",
    "commitment": "promised",
    "conflict": "raised",
    "dissatisfaction": "voiced",
    "experiment": "started",
    "goal": "set",
    "initiative": "launched",
    "interest": "stated",
    "milestone": "planned",
    "pledge": "made",
    "proposal": "made",
    "request": "made",
    "risk": "named",
    "session": "held",
    "win": "delivered",
}


def deed(event: Event, membership: Membership) -> str:
    """The draft of the name of a deed; see `wording.finished`."""
    words = _DEEDS[event.type]
    fields = {name: _field(event, name, words.startswith(f"{{{name}}}")) for name in type(event).model_fields}
    return words.format_map(fields | {"doer": _owner(_acting(event.by, membership))})


def never(kind: str, name: str) -> str:
    """That something of a kind is not there: c-4 was never promised."""
    called = name if kind == "commitment" else f"the {kind} {name}"
    return f"{called} was never {_BROUGHT_IN.get(kind, 'brought in')}"


def _field(event: Event, name: str, owns: bool) -> str:
    value = getattr(event, name)
    if owns:
        return _owner(value)
    if isinstance(value, (list, tuple)):
        return " and ".join(_one(event, name, item) for item in value if isinstance(item, str))
    return "" if value is None else _one(event, name, value)


def _one(event: Event, name: str, value: Any) -> str:
    if isinstance(value, str) and _names_somebody(event, name):
        return who(value)
    return quote(value, SHORT) if isinstance(value, str) and " " in value else str(value)


def _names_somebody(event: Event, name: str) -> bool:
    marks = type(event).model_fields[name].metadata
    return name in ("by", "person", "proposer", "party") or any(isinstance(mark, NamesParty) for mark in marks)


def _acting(name: str | None, membership: Membership) -> str | None:
    """The party for which somebody acts, where that is one."""
    parties = membership.acts_for.get(name, ()) if name is not None else ()
    return next(iter(parties)) if len(parties) == 1 else name


def _owner(name: object) -> str:
    return f"{who(name)}’s" if isinstance(name, str) and name else "somebody’s"
