Feature: Recording
  What makes sense at all, who may act, what is told, and what is kept on somebody's word alone.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA, observed by Estuary College convened by NASA

  # What makes sense at all

  @rule:¶shape @passes
  Scenario: An event has the fields of its type, and is kept as it was written
    When the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-04T10:00:00-05:00
      | source | minutes 2019-03-04, item 3 |
      | note   | read out twice             |
    Then it is recorded

  @rule:¶shape @refuses
  Scenario Outline: What is out of range or form is no event
    When <what>
    Then it is refused because an event has to have the fields of its type
    And nothing was recorded

    Examples:
      | what                                                                       |
      | NASA weighs the threat "cuts" at 6 apart, 2 together and 4 for uncertainty |
      | the parties agree to meet every 0 days                                     |
      | NASA and NASA share the value "candour"                                    |
      | NASA invites the Coast Guard as a guest                                    |
      | NASA and the Navy draft charter 1 under majority with a quorum of 1.5      |
      | NOAA pledges 40 XYZ in money as hours                                      |
      | the Navy promises NASA "" by 2019-04-01 as c-1                             |
      | the Navy promises NASA "the calendar" by 2019-02-30 as c-1                 |

  @rule:¶shape @refuses
  Scenario Outline: What the type does not know, or in a form that says too little, is refused and never dropped
    When NASA celebrates "spring"
      | <field> | <value> |
    Then it is refused because an event has to have the fields of its type
    And the refusal says "<field>"
    And nothing was recorded

    Examples:
      | field  | value               |
      | colour | blue                |
      | at     | 2019-03-04T10:00:00 |
      | at     | last spring         |

  @rule:¶shape @refuses
  Scenario: A bare date is never known to the instant
    When NASA celebrates "spring"
      | precision | instant |
    Then it is refused because an event has to have the fields of its type
    And the refusal says "precision"
    And nothing was recorded

  @rule:¶new @passes
  Scenario: A clause's id is new in its version of the charter
    Given charter 1 is in force under consensus and the clauses notice
    When NASA and the Navy draft charter 2 under consensus and the clause notice
    Then it is recorded

  @rule:¶new @refuses
  Scenario Outline: Nothing is brought in twice under one name
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 (noted as promised)
    And the Navy identifies the risk "visa delays" with likelihood 4 and impact 3
    When <what>
    Then it is refused because an id or ref that an event introduces has to be new in its coalition
    And the refusal says "<taken>"
    And nothing was recorded

    Examples:
      | what                                                                             | taken            |
      | NOAA promises NASA "a map" by 2019-04-01 as c-1                                  | commitment c-1   |
      | NASA identifies the risk "visa delays" with likelihood 1 and impact 1            | risk visa-delays |
      | NASA celebrates "spring" (noted as promised)                                     | ref promised     |
      | NASA and the Navy draft charter 1 under consensus and the clauses notice, notice | notice           |

  @rule:¶known @passes
  Scenario Outline: What happened in a month or year may well have happened after what it speaks of
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-20
    When the Navy delivers c-1 with "a link" <when>
    Then it is recorded

    Examples:
      | when                |
      | on 2019-03-20       |
      | sometime in 2019-03 |
      | sometime in 2019    |

  @rule:¶known @passes
  Scenario: Days are those of the date as written
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-20T23:00:00-05:00
    When the Navy delivers c-1 with "a link" on 2019-03-20
    Then it is recorded

  @rule:¶known @refuses
  Scenario Outline: What an event speaks of has happened before
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-20 (noted as promised)
    When <what>
    Then it is refused because what an event refers to has to be recorded earlier, and may not have happened later
    And nothing was recorded

    Examples:
      | what                                                    |
      | the Navy delivers c-1 with "a link" on 2019-03-19       |
      | the Navy delivers c-1 with "a link" sometime in 2019-02 |
      | the Navy delivers c-2 with "a link"                     |
      | the Navy contests promised: "no" on 2019-03-01          |
      | the Navy contests 99: "no"                              |
      | the Navy contests delivered: "no"                       |
      | the risk "visa delays" comes true                       |
      | NASA releases the update "news" over plant-list         |

  @rule:¶known @refuses
  Scenario: The refusal points to what it rests on
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-20 (noted as promised)
    When the Navy delivers c-1 with "a link" on 2019-03-19
    Then it is refused because what an event refers to has to be recorded earlier, and may not have happened later
    And the refusal points to promised
    And nothing was recorded

  @rule:¶not-in-the-future @passes
  Scenario: A day's grace, for clocks and oceans
    Given today is 2019-03-04
    When NASA celebrates "spring" on 2019-03-05T12:00:00Z
    Then it is recorded

  @rule:¶not-in-the-future @passes
  Scenario: A fact that arrives late is recorded late
    Given NASA celebrates "spring" on 2019-03-20
    When NASA celebrates "carnival" on 2019-03-05
    Then it is recorded

  @rule:¶not-in-the-future @refuses
  Scenario: What has not happened is not recorded
    Given today is 2019-03-04
    When NASA celebrates "spring" on 2019-03-06
    Then it is refused because an event may lie at most a day ahead of its recording
    And the refusal says "2019-03-06"
    And nothing was recorded

  # After the end

  @rule:dissolution.ended @refuses
  Scenario Outline: After the end nothing goes on as before
    Given NASA abandons the coalition because "nobody comes"
    When <what>
    Then it is refused because after the end only testimony, lessons learned and reconvening are accepted
    And nothing was recorded

    Examples:
      | what                                                              |
      | the Navy promises NASA "the calendar" by 2019-04-01 as c-1        |
      | Halcyon Launch joins as a member                                  |
      | the Mayor grants sponsorship with a delegated mandate: "a budget" |
      | NASA proposes to end the coalition as other                       |

  @rule:dissolution.ended @passes
  Scenario Outline: After the end what is left is to remember, to mend and to begin again
    Given NASA celebrates "spring" (noted as spring)
    And the Navy contests spring: "it was winter"
    And NASA abandons the coalition because "nobody comes"
    When <what>
    Then it is recorded

    Examples:
      | what                                              |
      | the Navy has learned "ask before you dig"         |
      | NOAA contests spring: "it was autumn"             |
      | the parties agree how spring is told: "in March"  |
      | NASA retracts spring because "nobody came"        |
      | the Navy reconvenes the coalition to "meet again" |

  # Who acts

  @rule:membership.actor-is-in @refuses
  Scenario Outline: Strangers do not act
    Given NASA gives Ann of NASA the role of secretary
    And NOAA withdraws because "a reorganisation"
    When <what>
    Then it is refused because only a party that is in acts, or a person introduced or given a role for one
    And nothing was recorded

    Examples:
      | what                                                                                     |
      | NASA celebrates "spring" (said by the Coast Guard)                                       |
      | NASA celebrates "spring" (said by Bea)                                                   |
      | NOAA celebrates "spring"                                                                 |
      | the Coast Guard has learned "ask before you dig"                                         |
      | Bea is introduced for the Coast Guard as "a captain", tells "by sea"                     |
      | Bea is introduced for NASA as "an engineer", tells "by chance" (said by the Coast Guard) |

  @rule:membership.actor-is-in @passes
  Scenario Outline: A party acts itself, or by a person introduced or given a role for it
    Given NASA gives Ann of NASA the role of secretary
    And Bea is introduced for the Navy as "a technician", tells "by chance"
    When NASA celebrates "spring" (said by <who>)
    Then it is recorded

    Examples:
      | who             |
      | the Navy        |
      | Estuary College |
      | Ann             |
      | Bea             |

  @rule:membership.actor-is-in @passes
  Scenario Outline: Some things are for outsiders to do
    Given NASA invites the Coast Guard as a member
    And NASA asks the Coast Guard for "a boat" as boat
    And the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And NASA asks the Mayor for sponsorship: "a budget"
    When <what>
    Then it is recorded

    Examples:
      | what                                                                       |
      | the Coast Guard joins as a member                                          |
      | the Coast Guard declines to join because "no staff"                        |
      | the Coast Guard declines the request boat because "it leaks"               |
      | "Physician champions" show interest in "the list" (said by the Champions)  |
      | the Mayor grants sponsorship with a decision mandate: "a budget"           |
      | the Mayor declines sponsorship because "an election year"                  |
      | the Facility recognises the coalition as "advisory" (said by the Facility) |
      | the Review Panel assesses c-1 as limited: "one page of four"               |
      | Cy is introduced for NOAA as "an operator", tells "on night shift"         |

  @rule:membership.actor-is-in @passes
  Scenario: Who once was in may still tell what it learned
    Given NOAA withdraws because "a reorganisation"
    When NOAA has learned "ask before you dig"
    Then it is recorded

  # What is told

  @rule:recording.complete @passes
  Scenario: Everything is told
    When NOAA withdraws because "a reorganisation"
    Then it is recorded

  @rule:recording.complete @refuses
  Scenario Outline: What the vocabulary asks for is given
    When <what>
    Then it is refused because everything the vocabulary asks for has to be given
    And the refusal says "<missing>"
    And nothing was recorded

    Examples:
      | what                                                                           | missing |
      | NOAA withdraws                                                                 | reason  |
      | NASA celebrates "spring" (nobody knows by whom)                                | by      |
      | NASA shares the value "candour"                                                | parties |
      | NASA raises the conflict outages between NASA and the Navy about "the outages" | stage   |
      | NASA proposes to end the coalition                                             | reason  |

  @rule:recording.complete @refuses
  Scenario Outline: Who agreed to a change is told
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When <what>
    Then it is refused because everything the vocabulary asks for has to be given
    And the breaches are <breaches>
    And nothing was recorded

    Examples:
      | what                             | breaches                                            |
      | the Navy moves c-1 to 2019-05-01 | recording.complete                                  |
      | the Navy hands c-1 over to NOAA  | recording.complete and commitments.receiver-accepts |

  @rule:recording.outcomes-follow @passes
  Scenario: The act is recorded, and its outcome follows
    Given NOAA proposes "one outage window a week" as window
    When NOAA closes the proposal window
    Then it is recorded
    And the rules add decision-reached
      | outcome | rejected |

  @rule:recording.outcomes-follow @refuses
  Scenario Outline: What the rules derive is not recorded by hand
    Given NOAA proposes "one outage window a week" as window
    When <what>
    Then it is refused because what the rules derive is not recorded by hand
    And nothing was recorded

    Examples:
      | what                                                                                |
      | charter 1 is ratified under consensus with a quorum of 1 by NASA, the Navy and NOAA |
      | the coalition is dissolved as other by NASA, the Navy and NOAA                      |

  @rule:recording.outcomes-follow @refuses
  Scenario: Nor is a decision
    Given NOAA proposes "one outage window a week" as window
    When the proposal window is decided: adopted
      | tally | agree 3, abstain 0, disagree 0, block 0 |
    Then it is refused because what the rules derive is not recorded by hand
    And nothing was recorded

  Scenario: Where several rules are broken, the first in order is reported and all are listed
    Given NASA abandons the coalition because "nobody comes"
    When the Coast Guard removes Halcyon Launch
    Then it is refused because after the end only testimony, lessons learned and reconvening are accepted
    And the breaches are dissolution.ended, membership.actor-is-in, recording.complete, membership.is-in and membership.convener-removes
    And nothing was recorded

  # On somebody's word

  Scenario: An event that breaks no rule is enforced, also with a word for it
    When NASA celebrates "spring" attested "so the minutes say" (recorded by Ann)
    Then it is recorded
    And the rules add nothing

  Scenario: An attested event keeps every rule that it breaks
    When the Coast Guard removes Halcyon Launch attested "so the register says" (recorded by Ann)
    Then it is recorded attested, "so the register says" by Ann
    And the breaches are membership.actor-is-in, recording.complete, membership.is-in and membership.convener-removes
    And Halcyon Launch is a former party

  Scenario Outline: What makes no sense is refused on anybody's word
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-20
    When <what> attested "so the register says"
    Then it is refused because <rule>
    And nothing was recorded

    Examples:
      | what                                                | rule                                                                                |
      | the Navy delivers c-2 with "a link"                 | what an event refers to has to be recorded earlier, and may not have happened later |
      | the Navy delivers c-1 with "a link" on 2019-03-19   | what an event refers to has to be recorded earlier, and may not have happened later |
      | the Navy promises NOAA "a map" by 2019-05-01 as c-1 | an id or ref that an event introduces has to be new in its coalition                |
      | NASA celebrates "spring" on 2119-03-20              | an event may lie at most a day ahead of its recording                               |
      | NASA retracts 1 because "it never began"            | what is retracted has to be an act or a correction that counts                      |
      | the parties agree to meet every 0 days              | an event has to have the fields of its type                                         |

  Scenario: A party that left and was never seen to join
    When the Coast Guard withdraws because "storms" attested "so the register says"
    Then it is recorded attested, "so the register says" by The Secretary
    And the breaches are membership.actor-is-in and membership.is-in
    And the Coast Guard is a former party
    And the members are NASA, the Navy and NOAA

  Scenario: A promise called kept by the one who made it
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And the Navy delivers c-1 with "a link"
    When the Navy accepts the delivery of c-1 attested "so the annual report says"
    Then it is recorded attested, "so the annual report says" by The Secretary
    And the breaches are commitments.only-the-promisee-accepts
    And the promise c-1 is accepted

  Scenario: A charter declared in force without every consent
    Given NASA and the Navy draft charter 1 under consensus
    And NASA consents to charter 1
    When charter 1 is ratified under consensus with a quorum of 1 by NASA attested "so the minutes say"
    Then it is recorded attested, "so the minutes say" by The Secretary
    And the breaches are recording.outcomes-follow
    And charter 1 is in force under consensus
    And the coalition is chartered

  Scenario: What was ratified by hand is not ratified twice
    Given NASA and the Navy draft charter 1 under majority
    And NASA consents to charter 1
    And charter 1 is ratified under majority with a quorum of 0.5 attested "so the minutes say"
    When the Navy consents to charter 1
    Then it is recorded
    And the rules add nothing

  Scenario: The record tells only the result: ratified, by what draft and rule nobody knows
    When charter 1 is ratified sometime in 2019-05 (nobody knows by whom) attested "so the register says"
    Then it is recorded attested, "so the register says" by The Secretary
    And the breaches are recording.complete and recording.outcomes-follow
    And the act has no by on record
    And the act has no decision rule on record
    And charter 1 is in force under consensus
    And the coalition is chartered

  Scenario: A decision of which only the result is known is not reached twice
    Given NOAA proposes "one outage window a week" as window
    And the proposal window is decided: adopted attested "so the minutes say"
    When NOAA closes the proposal window attested "so the minutes say"
    Then it is recorded attested, "so the minutes say" by The Secretary
    And the breaches are decisions.proposal-open
    And the rules add nothing
    And the proposal window is adopted

  Scenario: An end of which only the result is known
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When the coalition is dissolved (nobody knows by whom) attested "so the register says"
    Then it is recorded attested, "so the register says" by The Secretary
    And the breaches are recording.complete and recording.outcomes-follow
    And the act has no reason on record
    And the coalition is dissolved

  Scenario: What follows from an attested act is attested too
    Given NASA and the Navy draft charter 1 under majority
    And NASA consents to charter 1
    When the Navy consents to charter 1 (said by NASA) attested "so the minutes say"
    Then it is recorded attested, "so the minutes say" by The Secretary
    And the breaches are charter.speaks-for-itself
    And the rules add charter-ratified by NASA
    And what was added is attested as well
    And charter 1 is in force under majority

  Scenario Outline: What is absent breaks that it be told, and nothing else
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When <what> attested "so the register says"
    Then it is recorded attested, "so the register says" by The Secretary
    And the breaches are recording.complete

    Examples:
      | what                                                                           |
      | NOAA withdraws                                                                 |
      | NASA removes NOAA because "silence" (nobody knows by whom)                     |
      | the Navy moves c-1 to 2019-05-01                                               |
      | the Navy takes c-1 back (nobody knows by whom)                                 |
      | NASA proposes to end the coalition                                             |
      | NASA raises the conflict outages between NASA and the Navy about "the outages" |
      | someone contests 5: "it was otherwise"                                         |

  Scenario: A charter whose authors nobody noted
    When NASA and the Navy draft charter 1 under consensus attested "so the register says"
      | authors | - |
    Then it is recorded attested, "so the register says" by The Secretary
    And the breaches are recording.complete
    And charter 1 waits for consent

  # These need a coalition that is not there yet: another name, another ledger

  @rule:¶opened @refuses
  Scenario: A history starts with a proposal
    Given an empty ledger
    When NASA joins as a member
    Then it is refused because a coalition's history starts with coalition-proposed
    And nothing was recorded

  @rule:¶opened @passes
  Scenario: Something is proposed, and the history starts
    Given an empty ledger
    When NASA proposes a coalition "I3T" to "meet" as grassroots
    Then it is recorded
    And the coalition is proposed

  Scenario: A coalition of whose beginning only the name is known
    Given an empty ledger
    When a coalition "I3T" is proposed sometime in 2018 attested "so the register says"
    Then it is recorded attested, "so the register says" by The Secretary
    And the breaches are recording.complete
    And there is no convener
    And the coalition is proposed
