Feature: Charter
  What the parties write down together, who consents, and when it comes into force.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA, observed by Estuary College convened by NASA

  @rule:charter.next-version @rule:charter.written-together @passes @seed-001
  Scenario: The charter is written together
    When NASA and the Navy draft charter 1 under consensus and the clauses notice and calendar
      | mission         | Keep the shared plant running                          |
      | vision          | New operating requirements, and work done in one order |
      | values          | "candour" and "patience"                               |
      | goals           | "prioritise modernisation"                             |
      | exit conditions | "all rooms renewed"                                    |
    Then it is recorded
    And charter 1 waits for consent
    And the coalition is forming

  @rule:charter.written-together @refuses
  Scenario Outline: Authors are members
    When <authors> draft charter 1 under consensus
    Then it is refused because a charter is written by two or more members together
    And nothing was recorded

    Examples:
      | authors                  |
      | NASA and Estuary College |
      | NASA and the Coast Guard |

  Scenario: One author does not write together
    When NASA drafts charter 1 under consensus
    Then it is refused because everything the vocabulary asks for has to be given
    And the breaches are recording.complete and charter.written-together
    And nothing was recorded

  @rule:charter.next-version @refuses
  Scenario Outline: Drafts are numbered one after another
    Given NASA and the Navy draft charter 1 under consensus
    When NASA and NOAA draft charter <version> under consensus
    Then it is refused because a draft has to take the number after the highest so far
    And nothing was recorded

    Examples:
      | version |
      | 1       |
      | 3       |

  @rule:charter.next-version @refuses
  Scenario: A ratified version is not drafted again
    Given charter 1 is in force under consensus
    When NASA and the Navy draft charter 1 under majority
    Then it is refused because a draft has to take the number after the highest so far
    And nothing was recorded

  @rule:charter.next-version @passes
  Scenario: A newer draft replaces one that was not ratified, and its consents
    Given NASA and the Navy draft charter 1 under consensus
    And NASA consents to charter 1
    When NASA and NOAA draft charter 2 under consensus
    Then it is recorded
    And charter 2 waits for consent
    And nobody consents to charter 2

  @rule:charter.members-decide @rule:charter.once-each @rule:charter.is-the-draft @rule:charter.speaks-for-itself @passes
  @seed-001
  Scenario: Under consensus the last consent brings the charter into force
    Given NASA and the Navy draft charter 1 under consensus on 2019-03-01
    And NASA consents to charter 1 on 2019-03-04
    And NOAA consents to charter 1 on 2019-03-05
    When the Navy consents to charter 1 on 2019-03-07
    Then it is recorded
    And the rules add charter-ratified on 2019-03-07 by the Navy
      | version       | 1                    |
      | decision rule | consensus            |
      | quorum        | 1                    |
      | consents      | NASA, the Navy, NOAA |
    And charter 1 is in force under consensus
    And no draft waits for consent
    And the coalition is chartered

  Scenario: A consent that is recorded late does not date the ratification
    Given NASA and the Navy draft charter 1 under consensus on 2019-03-01
    And NASA consents to charter 1 on 2019-03-04
    And NOAA consents to charter 1 on 2019-03-09
    When the Navy consents to charter 1 on 2019-03-05
    Then it is recorded
    And the rules add charter-ratified on 2019-03-09 by the Navy

  Scenario: A charter is not ratified before it was drafted, whatever the dates of its consents
    Given NASA and the Navy draft charter 1 under consensus on 2019-03-20
    And NASA consents to charter 1 on 2019-03-04
    And NOAA consents to charter 1 on 2019-03-05
    When the Navy consents to charter 1 on 2019-03-06
    Then it is recorded
    And the rules add charter-ratified on 2019-03-20 by the Navy

  Scenario: Under consensus one objection keeps the charter waiting
    Given NASA and the Navy draft charter 1 under consensus
    And NASA consents to charter 1
    And NOAA objects to charter 1 because "too long"
    When the Navy consents to charter 1
    Then it is recorded
    And the rules add nothing
    And no charter is in force

  Scenario: Under a supermajority two thirds are enough
    Given NASA and the Navy draft charter 1 under supermajority on 2019-03-01
    And NASA consents to charter 1 on 2019-03-04
    When the Navy consents to charter 1 on 2019-03-05
    Then it is recorded
    And the rules add charter-ratified on 2019-03-05
      | decision rule | supermajority  |
      | quorum        | 0.5            |
      | consents      | NASA, the Navy |

  Scenario: Under a supermajority two of four are not enough
    Given Halcyon Launch joins as a member
    And NASA and the Navy draft charter 1 under supermajority
    And NASA consents to charter 1
    When the Navy consents to charter 1
    Then it is recorded
    And the rules add nothing

  Scenario: Under a majority, half is not more than half
    Given Halcyon Launch joins as a member
    And NASA and the Navy draft charter 1 under majority
    And NASA consents to charter 1
    When the Navy consents to charter 1
    Then it is recorded
    And the rules add nothing

  Scenario: Under a majority more than half are enough, in spite of an objection
    Given NASA and the Navy draft charter 1 under majority
    And NOAA objects to charter 1 because "too long"
    And NASA consents to charter 1
    When the Navy consents to charter 1
    Then it is recorded
    And the rules add charter-ratified
      | decision rule | majority       |
      | consents      | NASA, the Navy |

  Scenario: With a quorum of all, an objection may be what completes it
    Given NASA and the Navy draft charter 1 under majority with a quorum of 1
    And NASA consents to charter 1
    And the Navy consents to charter 1
    When NOAA objects to charter 1 because "too long" on 2019-04-01
    Then it is recorded
    And the rules add charter-ratified on 2019-04-01 by NOAA
      | quorum   | 1              |
      | consents | NASA, the Navy |

  Scenario: A quorum is compared as a fraction, never rounded
    Given NASA and the Navy draft charter 1 under majority with a quorum of 0.67
    And NASA consents to charter 1
    When the Navy consents to charter 1
    Then it is recorded
    And the rules add nothing

  Scenario: Observers do not count towards anything
    Given NASA makes NOAA an observer
    And NASA and the Navy draft charter 1 under consensus
    And NASA consents to charter 1
    When the Navy consents to charter 1
    Then it is recorded
    And the rules add charter-ratified
      | consents | NASA, the Navy |

  Scenario: When the last who had not consented becomes an observer, the charter is ratified
    Given NASA and the Navy draft charter 1 under consensus
    And NASA consents to charter 1
    And the Navy consents to charter 1
    When NASA makes NOAA an observer on 2019-05-01
    Then it is recorded
    And the rules add charter-ratified on 2019-05-01 by NASA
      | consents | NASA, the Navy |

  Scenario: A charter that nobody consented to is never ratified
    Given NASA and the Navy draft charter 1 under consensus
    And the Navy withdraws because "a redeployment"
    And NOAA withdraws because "a reorganisation"
    When NASA withdraws because "nobody is left"
    Then it is recorded
    And the rules add nothing

  Scenario: An amendment is ratified under the terms in force, and brings its own
    Given charter 1 is in force under majority
    And NASA and the Navy draft charter 2 under consensus on 2019-06-01
    And NASA consents to charter 2 on 2019-06-02
    When the Navy consents to charter 2 on 2019-06-03
    Then it is recorded
    And the rules add charter-ratified on 2019-06-03
      | version       | 2              |
      | decision rule | consensus      |
      | quorum        | 1              |
      | consents      | NASA, the Navy |
    And charter 2 is in force under consensus

  Scenario: An amendment under consensus needs everyone, whatever it says of itself
    Given charter 1 is in force under consensus
    And NASA and the Navy draft charter 2 under majority
    And NASA consents to charter 2
    When the Navy consents to charter 2
    Then it is recorded
    And the rules add nothing
    And charter 1 is in force under consensus
    And charter 2 waits for consent

  @rule:charter.is-the-draft @refuses
  Scenario: A draft that was replaced is past
    Given NASA and the Navy draft charter 1 under consensus
    And NASA and the Navy draft charter 2 under consensus
    When NOAA consents to charter 1
    Then it is refused because members take a stand only on the present draft or on the charter in force
    And nothing was recorded

  @rule:charter.is-the-draft @passes
  Scenario: A member comes round to the charter in force
    Given NASA and the Navy draft charter 1 under majority
    And NASA consents to charter 1
    And the Navy consents to charter 1
    When NOAA consents to charter 1
    Then it is recorded
    And the rules add nothing
    And NASA, the Navy and NOAA consent to charter 1

  @rule:charter.members-decide @refuses
  Scenario Outline: Observers are heard but do not decide
    Given NASA and the Navy draft charter 1 under consensus
    When Estuary College <stand>
    Then it is refused because only members decide on a charter
    And nothing was recorded

    Examples:
      | stand                                   |
      | consents to charter 1                   |
      | objects to charter 1 because "too long" |

  @rule:charter.speaks-for-itself @refuses
  Scenario Outline: Nobody takes a stand in another's name
    Given NASA and the Navy draft charter 1 under consensus
    And NOAA objects to charter 1 because "too long"
    When <stand> (said by NASA)
    Then it is refused because a party takes a stand on a charter only by its own word
    And nothing was recorded

    Examples:
      | stand                                      |
      | the Navy consents to charter 1             |
      | the Navy objects to charter 1 because "no" |
      | NOAA withdraws its objection to charter 1  |

  @rule:charter.speaks-for-itself @passes
  Scenario: A person who was given a role speaks for the party
    Given NASA and the Navy draft charter 1 under consensus
    And NASA gives Chief Ruiz of the Navy the role of liaison
    When the Navy consents to charter 1 (said by Chief Ruiz)
    Then it is recorded
    And the Navy consents to charter 1

  @rule:charter.once-each @refuses
  Scenario Outline: The same is said once, as long as it stands
    Given NASA and the Navy draft charter 1 under consensus
    And NASA consents to charter 1
    And NOAA objects to charter 1 because "too long"
    When <again>
    Then it is refused because a party says the same thing about a charter only once
    And nothing was recorded

    Examples:
      | again                                     |
      | NASA consents to charter 1                |
      | NOAA objects to charter 1 because "still" |

  @rule:charter.once-each @passes
  Scenario: A consent takes back the objection, an objection the consent
    Given NASA and the Navy draft charter 1 under consensus
    And NASA consents to charter 1
    And NASA objects to charter 1 because "second thoughts"
    And NOAA objects to charter 1 because "too long"
    When NOAA consents to charter 1
    Then it is recorded
    And NASA objects to charter 1
    And NOAA consents to charter 1

  @rule:charter.had-objected @passes
  Scenario: An objection is let go
    Given NASA and the Navy draft charter 1 under consensus and the clause notice
    And NOAA objects to charter 1 over notice because "a week is too short"
    When NOAA withdraws its objection to charter 1
    Then it is recorded
    And nobody objects to charter 1

  @rule:charter.had-objected @refuses
  Scenario: Who has not objected has nothing to withdraw
    Given NASA and the Navy draft charter 1 under consensus
    When NOAA withdraws its objection to charter 1
    Then it is refused because only an objection that stands can be withdrawn
    And nothing was recorded

  @rule:charter.in-force @passes
  Scenario: The charter in force is repealed, and none takes its place
    Given charter 1 is in force under majority
    When NASA repeals charter 1 because "it is outdated"
    Then it is recorded
    And no charter is in force
    And the coalition is forming

  @rule:charter.in-force @refuses
  Scenario: What is not in force cannot be repealed
    Given NASA and the Navy draft charter 1 under consensus
    When NASA repeals charter 1 because "it is outdated"
    Then it is refused because only the charter in force can be repealed
    And nothing was recorded

  Scenario: After a repeal the next charter is ratified by its own terms
    Given charter 1 is in force under consensus
    And NASA repeals charter 1 because "it is outdated"
    And NASA and the Navy draft charter 2 under majority
    And NASA consents to charter 2
    When the Navy consents to charter 2
    Then it is recorded
    And the rules add charter-ratified
      | version       | 2        |
      | decision rule | majority |
    And charter 2 is in force under majority

  Scenario: A charter's sunset becomes the coalition's
    Given NASA and the Navy draft charter 1 under majority until 2020-12-31
    And NASA consents to charter 1
    When the Navy consents to charter 1
    Then it is recorded
    And the sunset is 2020-12-31
