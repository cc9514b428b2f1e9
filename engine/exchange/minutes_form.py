"""The empty form for the minutes of one meeting."""

from __future__ import annotations

import re

TEMPLATE = """\
# Minutes of one meeting. Fill in what there was; what stays blank counts for nothing.
# Ids are small letters, digits and hyphens. Put a text that holds a colon in "quotation marks", and between
# braces {} also one that holds a comma: there the text ends at the comma. A text that holds a blank and #, as in
# "Room #4", or begins with &, goes in quotation marks too; a comment of your own goes on a line of its own.

coalition:            # the id of the coalition that met
date:                 # the day, as 2019-11-20, or the time with its offset, as 2019-11-20T10:00:00-06:00
by:                   # the party that keeps these minutes; whoever acts below is named there
source:               # where the minutes lie; if blank: minutes and the date

# The session itself
session:              # its id, such as november-2019
topic:
kind:                 # dialogue, working, webinar, review or celebration
hosts:                # a list of texts
  -
objectives:           # a list of texts
  -
attendance:           # how many came, party by party: {nasa: 3, navy: 2}
participants_by:      # how many came, by constituency: {federal: 8}
participant_kind:     # what the participants are, as one id: researchers
represented:          # how many of a kind were represented: {agencies: 3}
resources:            # a list of texts: what was handed round or pointed to
  -
highlights:           # a list of texts
  -
next_on:              # the day of the next session

# What happened between parties
moments:
  - between:          # two parties or more: [nasa, navy]
    kind:             # personal, non-work-interest, shared-food, vulnerability, listening, introduction,
                      # encouragement, help or repair
    what:

# What was put to the members
decisions:
  - proposal:         # its id; leave what and proposer blank if it was made at an earlier meeting
    what:
    proposer:         # the party
    decide_by:        # a day
    stances:          # agree, abstain, disagree or block, party by party:
                      # {nasa: agree, navy: {stance: disagree, reason: too early}}
    close:            # true if the stances were counted

# Who promised what to whom by when
commitments:
  - commitment:       # its id
    promisor:         # the party that promises
    promisee:         # a party, or all
    what:
    due:              # a day
    co_accountable:   # parties that answer for it too: [noaa]
    clause:           # the id of the clause of the charter that it rests on
    initiative:       # the id of the initiative that it belongs to
    answers:          # the id of the request that it answers
    settles:          # the id of the conflict that it settles
    attested:         # the reason why it is kept although it breaks a rule, such as: no day was agreed

# What was reported done, by whoever answers for it
delivered:
  - commitment:       # its id
    by:               # the party that promised
    at:               # the day it was done, where that is not the meeting's
    evidence:

# What was delivered earlier and is now accepted, by whom it was promised to
accepted:
  - commitment:       # its id
    by:               # the party that it was promised to

# Frustrations that are less by now
quick_wins:
  - win:              # its id
    what:
    delivered_by:     # parties: [nasa]
    addresses:        # ids of dissatisfactions that were voiced: [dig-twice]

celebrations:
  - of:               # what was celebrated

# Anything else, as events: type, and the fields of the type. A blank stands for null here. They are recorded last:
# who joins and promises something at the same meeting joins in minutes of its own, before these (a line --- between).
events:
#  - {type: update-released, channel: listserv, summary: Minutes are out.}
"""

#: The comments of the form that stand behind a key, as they may go on standing behind what is filled in there.
HINTS = frozenset(re.findall(r"^(?:  - |    )?[a-z_]+:[ ]+#[ ]*(.+?)[ ]*$", TEMPLATE, re.MULTILINE))
