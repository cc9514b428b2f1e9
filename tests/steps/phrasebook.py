"""The phrasebook: what a convener says, and the type of event that it stands for."""

from __future__ import annotations

from typing import Any

from steps.language import Phrase

_BECAUSE = "[ because {text:reason}]"
_CONDITIONS = {"positive_consequences": ["trust"], "negative_consequences": ["back to the chair"]}
_PREPARED = {"how_we_got_here": "one surprise after another", "happening_now": "nobody calls anybody"}
_WRITTEN = {"mission": "Keep the shared plant running.", "vision": "No surprises."}
_QUORUM = "[ with a quorum of {decimal:quorum}]"
_CLAUSES = "[ and the clause(s) {clauses:clauses}]"


def _phrases(*lines: tuple[Any, ...]) -> tuple[Phrase, ...]:
    return tuple(Phrase(*line) for line in lines)


FORMATION = _phrases(
    (
        "coalition-proposed",
        "{name:by+convener} proposes a coalition {text:name}[ to {text:purpose}][ as {word:origin}]"
        "[ until {date:sunset}]",
    ),
    ("coalition-proposed", "a coalition {text:name} is proposed"),
    (
        "threat-assessed",
        "{name:by} weighs the threat {text:threat} at {int:apart} apart, {int:together} together"
        " and {int:uncertainty} for uncertainty",
    ),
    (
        "alone-or-together-weighed",
        "{name:by} weighs a culture distance of {int:culture_distance} and a time pressure of {int:time_pressure}"
        f" and chooses to go {{word:choice}}{_BECAUSE}",
    ),
    ("interest-registered", "{text:who} show(s) interest in {text:in_what}"),
    ("coalition-renamed", f"{{name:by}} renames the coalition {{text:name}}{_BECAUSE}"),
    ("purpose-changed", f"{{name:by}} changes the purpose to {{text:purpose}}{_BECAUSE}"),
    ("coalition-abandoned", f"{{name:by}} abandons the coalition{_BECAUSE}"),
)

MEMBERSHIP = _phrases(
    ("party-invited", "{name:by} invites {name:party} as a(n) {word:standing}[ member]"),
    (
        "party-joined",
        "{name:by+party+name*} joins[ as a(n) {word:standing}[ member]][ for {id:constituency}]",
        {"kind": "public-agency", "standing": "member"},
    ),
    ("party-declined", f"{{name:by+party}} declines to join{_BECAUSE}"),
    ("party-withdrew", f"{{name:by+party}} withdraws{_BECAUSE}"),
    ("party-removed", f"{{name:by}} removes {{name:party}}{_BECAUSE}"),
    ("standing-changed", "{name:by} makes {name:party} a(n) {word:standing}"),
    (
        "introduction-made",
        "{name:by+person} is introduced for {name:party} as {text:role}, tells {text:how_we_got_here}"
        "[ and needs {texts:needs}]",
    ),
    (
        "role-assigned",
        "{name:by} gives {name:person} of {name:party} the role of {word:role}[ for {text:responsible_for}]",
    ),
    ("role-relinquished", "{name:by+person} gives up the role of {word:role}[ for {text:responsible_for}]"),
)

COMMON_GROUND = _phrases(
    ("interest-stated", "{name:by+party} has an interest of weight {int:weight} in {text:text} as {id:interest}"),
    (
        "dissatisfaction-voiced",
        "{name:by+party} is dissatisfied with {text:about} at severity {int:severity} as {id:dissatisfaction}",
    ),
    ("value-shared", "{names:parties} share(s) the value {text:value}"),
    ("common-ground-found", "{names:parties} find(s) common ground in {text:statement}[ over {ids:interests}]"),
    ("priorities-agreed", "{names:parties} agree(s) on the order {texts:order}"),
    ("quick-win-delivered", "{names:delivered_by} deliver(s) the quick win {id:win+what*}[ against {ids:addresses}]"),
    ("celebration-held", "{name:by} celebrates {text:of}"),
    ("purpose-reaffirmed", "{name:by} reminds everyone of the purpose: {text:words}"),
)

SESSIONS = _phrases(
    ("rhythm-agreed", "the parties agree to meet every {int:every_days} days[ as {id:series}]"),
    ("rhythm-ended", f"the parties stop meeting[ as {{id:series}}]{_BECAUSE}"),
    ("session-held", "{name:by} holds the {word:kind} session {id:session} about {text:topic}"),
    ("session-missed", f"the session due on {{date:due_on}} is missed{_BECAUSE}"),
    ("channel-opened", "{name:by} opens the {word:kind} {id:channel} for {text:audience}"),
    ("update-released", "{name:by} releases the update {text:summary} over {id:channel}"),
)

TRUST = _phrases(
    ("trust-moment", "{names:between} share(s) a moment of {word:kind}: {text:what}"),
    (
        "trust-fractured",
        "{name:breached_by} breaks the trust of {names:against} by {word:kind} at severity {int:severity}: {text:what}",
    ),
    (
        "trust-rated",
        "{name:by+rater} rates {name:ratee} {int:reliability} for reliability, {int:mission_support} for support of"
        " the mission and {int:openness} for openness",
    ),
    ("information-shared", "{name:by+giver} shares {text:what} with {names:to}"),
    ("target-set-aside", "{name:by+party} sets the target {text:target} aside in favour of {text:in_favour_of}"),
    ("control-ceded", "{name:by+giver} cedes control over {text:over} to {name:to}"),
    ("experiment-started", "{name:by+lead} starts the experiment {id:experiment} to see whether {text:hypothesis}"),
    (
        "experiment-concluded",
        "{name:by} concludes the experiment {id:experiment} as {word:outcome}, having learned {text:learned}",
    ),
)

CHARTER = _phrases(
    (
        "charter-drafted",
        "{names:by+authors} draft(s) charter {int:version} under {word:decision_rule}"
        f"{_QUORUM}{_CLAUSES}[ until {{date:sunset}}]",
        _WRITTEN,
    ),
    ("charter-consented", "{name:by+party} consents to charter {int:version}"),
    ("charter-objected", f"{{name:by+party}} objects to charter {{int:version}}[ over {{id:clause}}]{_BECAUSE}"),
    ("charter-objection-withdrawn", "{name:by+party} withdraws its objection to charter {int:version}"),
    ("charter-repealed", f"{{name:by}} repeals charter {{int:version}}{_BECAUSE}"),
    (
        "charter-ratified",
        f"charter {{int:version}} is ratified[ under {{word:decision_rule}}]{_QUORUM}[ by {{names:consents}}]",
    ),
)

SPONSORSHIP = _phrases(
    ("sponsorship-requested", "{name:by} asks {name:sponsor} for sponsorship: {text:ask}"),
    ("sponsorship-granted", "{name:by+sponsor} grants sponsorship with a(n) {word:mandate} mandate: {text:support}"),
    ("sponsorship-declined", f"{{name:by+sponsor}} declines sponsorship{_BECAUSE}"),
    ("sponsorship-withdrawn", f"{{name:by+sponsor}} withdraws sponsorship{_BECAUSE}"),
    ("recognition-received", "{name:from_whom*} recognises the coalition as {text:recognised_as}"),
)

_PROMISE = (
    "{name:by+promisor} promises {promisee:promisee} {text:what}[ by {date:due}][ together with {names:co_accountable}]"
    "[ under {id:clause}][ for the initiative {id:initiative}][ in answer to {id:answers}] as {id:commitment}"
)
COMMITMENTS = _phrases(
    ("request-made", "{name:by+asker} asks {name:asked} for {text:what}[ by {date:needed_by}] as {id:request}"),
    ("request-declined", f"{{name:by}} declines the request {{id:request}}{_BECAUSE}"),
    ("commitment-made", _PROMISE),
    ("commitment-anchored", "{name:by} puts {id:commitment} under the clause {id:clause}"),
    (
        "accountability-changed",
        f"{{name:by}} lets {{names:co_accountable}} answer for {{id:commitment}} too{_BECAUSE}",
    ),
    ("progress-reported", "{name:by} reports progress on {id:commitment}: {text:what}"),
    ("assessment-given", "{name:by+assessor*} assesses {id:commitment} as {word:extent}: {text:evidence}"),
    ("commitment-delivered", "{name:by} delivers {id:commitment} with {text:evidence}"),
    ("delivery-accepted", "{name:by} accepts the delivery of {id:commitment}"),
    ("delivery-refused", f"{{name:by}} refuses the delivery of {{id:commitment}}{_BECAUSE}"),
    (
        "commitment-renegotiated",
        "{name:by} moves {id:commitment} to {date:due}[ and now means {text:what}][ as agreed with {name:agreed_by}]",
    ),
    (
        "commitment-renegotiated",
        "{name:by} takes the date off {id:commitment}[ as agreed with {name:agreed_by}]",
        {"due": None},
    ),
    ("commitment-released", f"{{name:by}} releases {{id:commitment}}{_BECAUSE}"),
    ("commitment-revoked", f"{{name:by}} takes {{id:commitment}} back{_BECAUSE}"),
    ("commitment-broken", f"{{name:by}} calls {{id:commitment}} broken{_BECAUSE}"),
    ("commitment-handed-over", "{name:by+to+accepted_by} takes {id:commitment} over"),
    ("commitment-handed-over", "{name:by} hands {id:commitment} over to {name:to}[ as accepted by {name:accepted_by}]"),
)

DECISIONS = _phrases(
    ("proposal-made", "{name:by+proposer} proposes {text:what}[ to be decided by {date:decide_by}] as {id:proposal}"),
    ("stance-taken", f"{{name:by+party}} agrees to {{id:proposal}}{_BECAUSE}", {"stance": "agree"}),
    ("stance-taken", f"{{name:by+party}} abstains from {{id:proposal}}{_BECAUSE}", {"stance": "abstain"}),
    ("stance-taken", f"{{name:by+party}} disagrees with {{id:proposal}}{_BECAUSE}", {"stance": "disagree"}),
    ("stance-taken", f"{{name:by+party}} blocks {{id:proposal}}{_BECAUSE}", {"stance": "block"}),
    ("proposal-closed", "{name:by} closes the proposal {id:proposal}"),
    ("proposal-withdrawn", f"{{name:by}} withdraws the proposal {{id:proposal}}{_BECAUSE}"),
    ("decision-reached", "the proposal {id:proposal} is decided: {word:outcome}"),
    (
        "decision-reviewed",
        "{name:by} reviews the decision on {id:proposal}: {word:outcome}[, to be reviewed by {date:next_review}]",
    ),
)

AGREEMENTS = _phrases(
    (
        "agreement-reached",
        "the agreement {id:agreement} is reached[: {terms:terms}][, to be reviewed by {date:review_on}]",
    ),
    ("agreement-extended", "the agreement {id:agreement} is extended to {texts:to}[ at {text:cost}]"),
    (
        "agreement-reviewed",
        "the agreement {id:agreement} is reviewed: {word:outcome}[, to be reviewed by {date:next_review}]",
    ),
)

CONFLICTS = _phrases(
    (
        "conflict-raised",
        "{name:by} raises the conflict {id:conflict} between {names:between} about {text:about}[ over {ids:over}]"
        "[ at stage {int:stage}]",
    ),
    (
        "conflict-prepared",
        "{name:by+party} prepares for {id:conflict}, naming the part of {parts:contributions}",
        _PREPARED,
    ),
    ("conflict-purpose-checked", "{name:by+party} checks its purpose in {id:conflict}: {word:motive}"),
    (
        "conflict-congruence-found",
        "{names:by+parties} find(s) the common purpose(s) {texts:common_purposes} in {id:conflict}",
    ),
    (
        "conflict-explored",
        "{name:by+party} explores {id:conflict}: it saw {text:perspective}, it felt {text:impact}"
        "[, new to it is {text:new_information}][, at stake is {ids:at_stake}]",
    ),
    (
        "conflict-settled",
        "{name:by} settles {id:conflict}: {lines:contract}[, meeting {owned:interests_met}]",
        {**_CONDITIONS, "review_on": "2020-01-31"},
    ),
    (
        "conflict-reviewed",
        "the settlement of {id:conflict} has held[, to be reviewed by {date:next_review}]",
        {"held": True},
    ),
    ("conflict-reviewed", "the settlement of {id:conflict} has not held", {"held": False}),
    ("conflict-escalated", "the conflict {id:conflict} climbs to stage {int:stage}: {text:to}"),
    ("conflict-closed", f"the conflict {{id:conflict}} is closed{_BECAUSE}"),
)

INITIATIVES = _phrases(
    (
        "goal-set",
        "{name:by} sets the goal {id:goal+statement*} of {decimal:target} {text:unit} in {text:measure} by {date:due}",
    ),
    ("measure-reported", "{name:by} reports {decimal:value} for the goal {id:goal} up to {date:period_end}"),
    (
        "initiative-launched",
        "the initiative {id:initiative+name*} is launched[ for the goal {id:goal}][ and led by {leads:leads}]",
    ),
    ("milestone-planned", "the milestone {id:milestone+what*} of {id:initiative} is planned for {date:due}"),
    ("milestone-reached", "the milestone {id:milestone} is reached: {text:evidence}"),
    (
        "initiative-ended",
        "the initiative {id:initiative} has ended[ as {word:outcome}][, having learned {text:learned}]",
    ),
)

RESOURCES = _phrases(
    (
        "budget-approved",
        "a(n) {word:kind} budget {id:budget} of {decimal:amount} {currency:currency} is approved for {text:period}",
    ),
    (
        "contribution-pledged",
        "{name:by+party} pledges {decimal:amount} {currency:currency} in {word:kind} as {id:pledge}",
    ),
    ("contribution-received", "{decimal:amount} of the pledge {id:pledge} arrives"),
    ("expenditure-recorded", "{name:by} spends {decimal:amount} of the budget {id:budget} on {text:for_what}"),
)

RISKS = _phrases(
    (
        "risk-identified",
        "{name:by+owner} identifies the risk {id:risk+what*} with likelihood {int:likelihood} and impact {int:impact}",
    ),
    ("risk-mitigated", "{name:by} reports mitigating {id:risk} by {text:how}"),
    ("risk-materialised", "the risk {id:risk+what*} comes true"),
)

TESTIMONY = _phrases(
    ("account-contested", "{name:by+party} contests {event:event}: {text:account}"),
    ("account-contested", "someone contests {event:event}: {text:account}"),
    ("account-reconciled", "the parties agree how {event:event} is told: {text:agreed_account}"),
    ("event-retracted", f"{{name:by}} retracts {{event:event}}{_BECAUSE}", {"cascade": False}),
    ("event-retracted", f"{{name:by}} retracts {{event:event}} and what rests on it{_BECAUSE}", {"cascade": True}),
)

DISSOLUTION = _phrases(
    ("sunset-extended", f"{{name:by}} extends the sunset to {{date:sunset}}{_BECAUSE}"),
    ("dissolution-proposed", "{name:by} proposes to end the coalition[ as {word:reason}][, leaving {text:legacy}]"),
    ("dissolution-consented", "{name:by+party} consents to the end"),
    ("dissolution-objected", f"{{name:by+party}} objects to the end{_BECAUSE}"),
    ("dissolution-proposal-withdrawn", f"{{name:by}} withdraws the proposal to end{_BECAUSE}"),
    ("lesson-learned", "{name:by+party} has learned {text:text}"),
    ("coalition-dissolved", "the coalition is dissolved[ as {word:reason}][ by {names:consents}]"),
    ("coalition-reconvened", "{name:by+convener} reconvenes the coalition[ to {text:purpose}]"),
)

PHRASES = (
    *(*FORMATION, *MEMBERSHIP, *COMMON_GROUND, *SESSIONS, *TRUST, *CHARTER, *SPONSORSHIP, *COMMITMENTS),
    *(*DECISIONS, *AGREEMENTS, *CONFLICTS, *INITIATIVES, *RESOURCES, *RISKS, *TESTIMONY, *DISSOLUTION),
)
