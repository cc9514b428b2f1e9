Feature: Dissolution
  How a coalition ends, what it leaves, and how it may begin again.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA, observed by Estuary College convened by NASA

  @rule:dissolution.sunset-later @passes
  Scenario: The coalition gives itself more time
    Given NASA extends the sunset to 2020-12-31 because "a year is needed"
    When NASA extends the sunset to 2021-06-30 because "half a year more"
    Then it is recorded
    And the sunset is 2021-06-30

  @rule:dissolution.sunset-later @refuses
  Scenario: A sunset is not extended to an earlier day
    Given NASA extends the sunset to 2020-12-31 because "a year is needed"
    When NASA extends the sunset to 2020-12-31 because "to be sure"
    Then it is refused because a sunset is extended only to a later day than the present one
    And nothing was recorded

  @rule:dissolution.not-already-proposed @passes
  Scenario: The end is proposed
    When NOAA proposes to end the coalition as threat-passed, leaving "the list goes on"
    Then it is recorded
    And the coalition is dissolving

  @rule:dissolution.not-already-proposed @refuses
  Scenario: The end is proposed once at a time
    Given NOAA proposes to end the coalition as threat-passed
    When NASA proposes to end the coalition as purpose-achieved
    Then it is refused because the end is proposed only once at a time
    And nothing was recorded

  @rule:dissolution.members-decide @rule:dissolution.once-each @rule:dissolution.speaks-for-itself @rule:dissolution.is-proposed @passes
  Scenario: Before there is a charter, the end takes everyone
    Given NOAA proposes to end the coalition as threat-passed, leaving "the list goes on" on 2019-09-01
    And NASA consents to the end on 2019-09-10
    And NOAA consents to the end on 2019-09-20
    When the Navy consents to the end on 2019-09-15
    Then it is recorded
    And the rules add coalition-dissolved on 2019-09-20 by the Navy
      | reason   | threat-passed        |
      | legacy   | the list goes on     |
      | consents | NASA, the Navy, NOAA |
    And the coalition is dissolved

  Scenario: The end follows the rule of the charter in force
    Given charter 1 is in force under majority
    And NASA proposes to end the coalition as purpose-achieved
    And NOAA objects to the end because "not yet"
    And NASA consents to the end
    When the Navy consents to the end
    Then it is recorded
    And the rules add coalition-dissolved
      | reason   | purpose-achieved |
      | consents | NASA, the Navy   |

  Scenario: Under a supermajority two thirds end it
    Given charter 1 is in force under supermajority
    And NASA proposes to end the coalition as merged
    And NASA consents to the end
    When the Navy consents to the end
    Then it is recorded
    And the rules add coalition-dissolved
      | consents | NASA, the Navy |

  Scenario: Under consensus an objection keeps the coalition together
    Given charter 1 is in force under consensus
    And NASA proposes to end the coalition as other
    And NOAA objects to the end because "not yet"
    And NASA consents to the end
    When the Navy consents to the end
    Then it is recorded
    And the rules add nothing
    And the coalition is dissolving

  Scenario: When the one that objected leaves, the rest have decided
    Given NASA proposes to end the coalition as irreconcilable on 2019-09-01
    And NOAA objects to the end because "not yet" on 2019-09-02
    And NASA consents to the end on 2019-09-03
    And the Navy consents to the end on 2019-09-04
    When NOAA withdraws because "a reorganisation" on 2019-10-01
    Then it is recorded
    And the rules add coalition-dissolved on 2019-10-01 by NOAA
      | consents | NASA, the Navy |

  @rule:dissolution.is-proposed @refuses
  Scenario Outline: Where no end is proposed there is nothing to say about it
    When <what>
    Then it is refused because this needs a proposal to end that stands
    And nothing was recorded

    Examples:
      | what                                               |
      | the Navy consents to the end                       |
      | the Navy objects to the end because "not yet"      |
      | NASA withdraws the proposal to end because "later" |

  @rule:dissolution.is-proposed @passes
  Scenario: The proposal to end is off the table
    Given NASA proposes to end the coalition as other
    And the Navy consents to the end
    When NASA withdraws the proposal to end because "new money"
    Then it is recorded
    And the coalition is forming
    And nobody consents to the end

  @rule:dissolution.members-decide @refuses
  Scenario Outline: Observers do not decide on the end
    Given NASA proposes to end the coalition as other
    When Estuary College <stand>
    Then it is refused because only members decide on the end
    And nothing was recorded

    Examples:
      | stand                                |
      | consents to the end                  |
      | objects to the end because "not yet" |

  @rule:dissolution.once-each @refuses
  Scenario: The same is said about the end once
    Given NASA proposes to end the coalition as other
    And the Navy consents to the end
    When the Navy consents to the end
    Then it is refused because a party says the same thing about the end only once
    And nothing was recorded

  @rule:dissolution.once-each @passes
  Scenario: Who consented may yet object
    Given NASA proposes to end the coalition as other
    And the Navy consents to the end
    When the Navy objects to the end because "new money"
    Then it is recorded
    And nobody consents to the end

  @rule:dissolution.speaks-for-itself @refuses
  Scenario: Nobody ends it in another's name
    Given NASA proposes to end the coalition as other
    When the Navy consents to the end (said by NOAA)
    Then it is refused because a party takes a stand on the end only by its own word
    And nothing was recorded

  Scenario: An open promise holds the end up, and the act that settles it brings the end
    Given the Navy promises NASA "the calendar" by 2019-12-31 as c-1
    And NASA proposes to end the coalition as purpose-achieved on 2019-09-01
    And NASA consents to the end on 2019-09-02
    And the Navy consents to the end on 2019-09-03
    And NOAA consents to the end on 2019-09-04
    And the Navy delivers c-1 with "a link" on 2019-10-01
    When NASA accepts the delivery of c-1 on 2019-10-02
    Then it is recorded
    And the rules add coalition-dissolved on 2019-10-02 by NASA
      | reason | purpose-achieved |
    And the coalition is dissolved

  Scenario Outline: Every unsettled promise holds the end up
    Given NOAA promises NASA "a map" by 2019-12-31 as c-1
    And <until>
    And NASA proposes to end the coalition as other
    And NASA consents to the end
    When the Navy consents to the end
    Then it is recorded
    And the rules add nothing
    And the promise c-1 is <state>
    And the coalition is dissolving

    Examples:
      | until                                     | state    |
      | NASA makes NOAA an observer               | open     |
      | NOAA withdraws because "a reorganisation" | orphaned |

  Scenario Outline: Every way of settling the last promise brings the end
    Given charter 1 is in force under majority
    And the Navy promises NASA "the calendar" by 2019-03-31 as c-1
    And NASA proposes to end the coalition as other
    And NASA consents to the end
    And NOAA consents to the end
    When <settled>
    Then it is recorded
    And the rules add coalition-dissolved
      | reason   | other      |
      | consents | NASA, NOAA |

    Examples:
      | settled                                            |
      | NASA releases c-1 because "no longer needed"       |
      | the Navy takes c-1 back because "no time"          |
      | NASA calls c-1 broken because "late" on 2019-04-01 |

  Scenario: What nobody is left to accept holds nothing up
    Given the Navy promises NASA "the calendar" by 2019-12-31 as c-1
    And the Navy withdraws because "a redeployment"
    And NASA takes c-1 over
    And NASA delivers c-1 with "a link"
    And NOAA withdraws because "a reorganisation"
    And NASA proposes to end the coalition as other
    When NASA consents to the end
    Then it is recorded
    And the promise c-1 is delivered
    And the rules add coalition-dissolved

  Scenario: One act may bring the charter into force and the end with it
    Given NASA and the Navy draft charter 1 under majority
    And NASA consents to charter 1
    And NOAA objects to charter 1 because "too long"
    And NASA proposes to end the coalition as succeeded
    And NASA consents to the end
    And the Navy consents to the end
    When the Navy consents to charter 1
    Then it is recorded
    And the rules add 2 events
    And the rules add charter-ratified
    And the rules add coalition-dissolved

  @rule:dissolution.has-ended @refuses
  Scenario: What has not ended cannot begin again
    When NASA reconvenes the coalition to "meet again"
    Then it is refused because only a coalition that has ended is reconvened
    And nothing was recorded

  @rule:dissolution.has-ended @passes
  Scenario: A coalition reconvenes under the same identity, and starts empty
    Given charter 1 is in force under majority
    And the parties agree to meet every 14 days
    And NASA proposes to end the coalition as threat-passed
    And NASA consents to the end
    And the Navy consents to the end
    When the Navy reconvenes the coalition to "prepare for the next storm" on 2020-06-01
    Then it is recorded
    And the coalition is proposed
    And the convener is the Navy
    And the purpose is "prepare for the next storm"
    And nobody is in
    And NASA is a former party
    And no charter is in force

  Scenario: In a tie the end is dated as the act that brought it about
    Given NASA proposes to end the coalition as other on 2019-09-01
    And NASA consents to the end on 2019-09-20
    And NOAA consents to the end on 2019-09-20
    When the Navy consents to the end on 2019-09-20T00:00:00Z
    Then it is recorded
    And the rules add coalition-dissolved on 2019-09-20T00:00:00Z by the Navy

  @rule:sessions.rhythm-agreed @refuses
  Scenario: In a new cycle no rhythm is agreed yet
    Given the parties agree to meet every 14 days
    And NASA abandons the coalition because "nobody comes"
    And NASA reconvenes the coalition to "meet again"
    When the parties stop meeting
    Then it is refused because only a rhythm that was agreed can end
    And nothing was recorded

  @rule:charter.is-the-draft @refuses
  Scenario: In a new cycle the old draft is gone
    Given NASA and the Navy draft charter 1 under consensus
    And NASA abandons the coalition because "nobody comes"
    And NASA reconvenes the coalition to "meet again"
    And NASA joins as a member
    When NASA consents to charter 1
    Then it is refused because members take a stand only on the present draft or on the charter in force
    And nothing was recorded

  @rule:dissolution.has-ended @passes
  Scenario: What was abandoned may be taken up again
    Given NASA abandons the coalition because "nobody comes"
    When NASA reconvenes the coalition to "try once more"
    Then it is recorded
    And the coalition is proposed

  @rule:charter.next-version @refuses
  Scenario: In a new cycle version numbers go on
    Given charter 1 is in force under consensus
    And NASA proposes to end the coalition as other
    And NASA consents to the end
    And the Navy consents to the end
    And NOAA consents to the end
    And NASA reconvenes the coalition to "meet again"
    And NASA joins as a member
    And the Navy joins as a member
    When NASA and the Navy draft charter 1 under consensus
    Then it is refused because a draft has to take the number after the highest so far
    And nothing was recorded

  @rule:decisions.proposal-open @refuses
  Scenario: In a new cycle the old proposals are no longer on the table
    Given the Navy proposes "one outage window a week" as window
    And NASA abandons the coalition because "nobody comes"
    And NASA reconvenes the coalition to "meet again"
    And the Navy joins as a member
    When the Navy agrees to window
    Then it is refused because only a proposal that is open can be decided
    And nothing was recorded

  Scenario: In a new cycle promises that were open are orphans
    Given the Navy promises NASA "the calendar" by 2019-12-31 together with NOAA as c-1
    And NASA abandons the coalition because "nobody comes"
    When NASA reconvenes the coalition to "meet again"
    Then it is recorded
    And the promise c-1 is orphaned

  Scenario: A party tells what it takes with it
    When the Navy has learned "ask before you dig"
    Then it is recorded
