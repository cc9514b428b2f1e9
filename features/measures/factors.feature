Feature: The measure of factors
  Which of the seventeen conditions of success that the sources name are there. What is counted is present from three
  on, weak from one on, absent below where something speaks to it, and unknown where nothing does.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @measure:factors
  Scenario: Of a coalition just founded, next to nothing is known
    Three parties of one kind: representation is absent, sixteen conditions are unknown.
    Then on 2019-01-07 the figures of factors are
      | present                              | 0                     |
      | weak                                 | 0                     |
      | absent                               | 1                     |
      | unknown                              | 16                    |
      | factors.representation.state         | absent                |
      | factors.quick-wins.value             | unknown               |
      | factors.quick-wins.sentence          | Quick wins answer real dissatisfactions. |
      | factors.quick-wins.events            | nothing               |

  @measure:factors @seed-000 @seed-001
  Scenario: A threat greater apart than together
    Given the Navy weighs the threat "storms" at 2 apart, 4 together and 3 for uncertainty on 2019-02-01
    And the Navy weighs the threat "storms" at 3 apart, 3 together and 3 for uncertainty on 2019-03-01
    And the Navy weighs the threat "storms" at 5 apart, 2 together and 3 for uncertainty on 2019-04-01
    Then the condition threat-apart is in turn
      | 2019-01-31 | unknown |
      | 2019-02-01 | absent  |
      | 2019-03-01 | weak    |
      | 2019-04-01 | present |
    And on 2019-04-01 the figure factors.factors.threat-apart.value is 3
    And it comes from threat-assessed

  @measure:factors @seed-000
  Scenario: Trust built before it was needed
    What is done for trust after the first conflict comes too late to count.
    Given NASA and the Navy share a moment of personal: "over lunch" on 2019-02-01
    And NASA shares "the duct maps" with the Navy on 2019-02-02
    And NASA raises the conflict outages between NASA and the Navy about "the outages" at stage 2 on 2019-03-01
    And NASA shares "the key list" with the Navy on 2019-03-02
    Then the figure factors.factors.trust-before-need.value is in turn
      | 2019-01-31 | unknown |
      | 2019-02-01 | 1       |
      | 2019-03-02 | 2       |
    And on 2019-03-02 the condition trust-before-need is weak

  @measure:factors
  Scenario: A conflict before any trust
    Given NASA raises the conflict outages between NASA and the Navy about "the outages" at stage 2
    And NASA shares "the key list" with the Navy
    Then on 2019-01-07 the condition trust-before-need is absent

  @measure:factors @seed-003
  Scenario: Shared values, each counted once, those of the charter too
    Given NASA and the Navy share the value "candour" on 2019-02-01
    And NASA and NOAA share the value "candour" on 2019-02-02
    And NASA and the Navy draft charter 1 under majority on 2019-03-01
      | values | "candour", "thrift" and "patience" |
    And NASA consents to charter 1
    And the Navy consents to charter 1
    Then the condition shared-values is in turn
      | 2019-01-31 | unknown |
      | 2019-02-02 | weak    |
      | 2019-03-01 | present |
    And on 2019-03-01 the figure factors.factors.shared-values.value is 3

  @measure:factors
  Scenario: A charter that names no values
    Given charter 1 is in force under consensus
    Then on 2019-01-07 the condition shared-values is absent

  @measure:factors @seed-003
  Scenario: A jointly written charter
    Given NASA and the Navy draft charter 1 under majority on 2019-02-01
    And NASA consents to charter 1 on 2019-03-01
    And the Navy consents to charter 1
    And NASA repeals charter 1 because "it said nothing" on 2019-04-01
    Then the condition joint-charter is in turn
      | 2019-01-31 | unknown |
      | 2019-02-01 | weak    |
      | 2019-03-01 | present |
      | 2019-04-01 | absent  |

  @measure:factors
  Scenario: Clear roles
    Given NASA gives Ann of NASA the role of facilitator on 2019-02-01
    And NASA gives Bob of the Navy the role of liaison on 2019-03-01
    And NASA gives Cem of NOAA the role of secretary
    And Ann gives up the role of facilitator on 2019-04-01
    And Bob gives up the role of liaison on 2019-05-01
    And Cem gives up the role of secretary
    Then the condition clear-roles is in turn
      | 2019-01-31 | unknown |
      | 2019-02-01 | weak    |
      | 2019-03-01 | present |
      | 2019-04-01 | weak    |
      | 2019-05-01 | absent  |

  @measure:factors @seed-003
  Scenario: Milestones planned
    Given the initiative plant is launched on 2019-02-01
    And the milestone first-hall of plant is planned for 2019-06-01 on 2019-03-01
    And the milestone second-hall of plant is planned for 2019-07-01 on 2019-04-01
    And NASA sets the goal fewer-outages of 2 "outages" in "outages a year" by 2019-12-31
    Then the condition milestones is in turn
      | 2019-01-31 | unknown |
      | 2019-02-01 | absent  |
      | 2019-03-01 | weak    |
      | 2019-04-01 | present |

  @measure:factors @seed-004
  Scenario: Frequent communication, as long as it goes on
    Given NASA opens the listserv plant-list for "all tenants" on 2019-02-01
    And NASA holds the dialogue session first about "ducts" on 2019-03-01
    And NASA releases the update "the chillers are off" over plant-list
    And NASA shares "the duct maps" with the Navy on 2019-03-02
    Then the condition communication is in turn
      | 2019-01-31 | unknown |
      | 2019-02-01 | absent  |
      | 2019-03-01 | weak    |
      | 2019-03-02 | present |
      | 2019-12-31 | absent  |

  @measure:factors @seed-001
  Scenario: A kept rhythm
    Every 14 days from 7 January, held twice: 2 of 2 by 4 February, 2 of 3 by the 18th, 2 of 5 by 18 March.
    Given the parties agree to meet every 14 days
    And NASA holds the working session first about "ducts" on 2019-01-21
    And NASA holds the working session second about "keys" on 2019-02-04
    Then the condition rhythm is in turn
      | 2019-01-06 | unknown |
      | 2019-01-20 | unknown |
      | 2019-02-04 | present |
      | 2019-02-18 | weak    |
      | 2019-03-18 | absent  |
    And on 2019-03-18 the figure factors.factors.rhythm.value is 2/5

  @measure:factors @measure:momentum
  Scenario: An interval is over when its hours have gone by, for the condition as for momentum
    A rhythm of one day, agreed at six in the evening.
    Given the parties agree to meet every 1 days on 2019-01-07T18:00:00Z
    Then the condition rhythm is in turn
      | 2019-01-08T17:59:59Z | unknown |
      | 2019-01-08T18:00:00Z | absent  |
    And the figure momentum.components.rhythm is in turn
      | 2019-01-08T17:59:59Z | 0  |
      | 2019-01-08T18:00:00Z | -1 |

  @measure:factors @seed-001
  Scenario: Quick wins on real dissatisfactions
    One of four answered is weak, two of four are half of them.
    Given the Navy is dissatisfied with "dark halls" at severity 3 as dark on 2019-02-01
    And the Navy is dissatisfied with "cold halls" at severity 3 as cold
    And NOAA is dissatisfied with "loud halls" at severity 3 as loud
    And NOAA is dissatisfied with "full halls" at severity 3 as full
    And NASA delivers the quick win lamps against dark on 2019-03-01
    And NASA delivers the quick win ear-plugs against loud on 2019-04-01
    Then the condition quick-wins is in turn
      | 2019-01-31 | unknown |
      | 2019-02-01 | absent  |
      | 2019-03-01 | weak    |
      | 2019-04-01 | present |

  @measure:factors @seed-001
  Scenario: Sponsorship
    Given NASA asks Headquarters for sponsorship: "a word with the centre" on 2019-02-01
    And the County recognises the coalition as "a model" on 2019-03-01
    And Headquarters grants sponsorship with an advisory mandate: "a word" on 2019-04-01
    And Headquarters withdraws sponsorship because "a new chief" on 2019-05-01
    Then the condition sponsorship is in turn
      | 2019-01-31 | unknown |
      | 2019-02-01 | absent  |
      | 2019-03-01 | weak    |
      | 2019-04-01 | present |
      | 2019-05-01 | weak    |

  @measure:factors @seed-003
  Scenario: Celebrated successes, by the days on which they were celebrated
    Given charter 1 is in force under consensus
    And NASA celebrates "the charter" on 2019-02-01
    And NASA celebrates "the charter, again" on 2019-02-01
    And NASA celebrates "spring" on 2019-03-01
    And NASA holds the celebration session summer-party about "summer" on 2019-06-21
    Then the condition celebrations is in turn
      | 2019-01-06 | unknown |
      | 2019-01-07 | absent  |
      | 2019-02-01 | weak    |
      | 2019-03-01 | weak    |
      | 2019-06-21 | present |
    And on 2019-06-21 the figure factors.factors.celebrations.value is 3

  @measure:factors @seed-003
  Scenario: Equal accountability
    Of 0, 0, 0 and 4 Gini is 3/4; of 0, 0, 2 and 4 it is (1·2 + 3·4) ÷ (4·6) = 7/12; of 2, 2, 2 and 4, 1/10 · 3/2.
    Given Estuary College joins as a member
    And the Navy promises NASA "one" by 2019-12-31 as c-1 on 2019-02-01
    And the Navy promises NASA "two" by 2019-12-31 as c-2
    And the Navy promises NASA "three" by 2019-12-31 as c-3
    And the Navy promises NASA "four" by 2019-12-31 as c-4 on 2019-03-01
    And NOAA promises NASA "five" by 2019-12-31 as c-5 on 2019-04-01
    And NOAA promises NASA "six" by 2019-12-31 as c-6
    And NASA promises NOAA "seven" by 2019-12-31 as c-7 on 2019-05-01
    And NASA promises NOAA "eight" by 2019-12-31 as c-8
    And Estuary College promises NOAA "nine" by 2019-12-31 as c-9
    And Estuary College promises NOAA "ten" by 2019-12-31 as c-10
    Then the condition equal-accountability is in turn
      | 2019-02-01 | unknown |
      | 2019-03-01 | absent  |
      | 2019-04-01 | weak    |
      | 2019-05-01 | present |
    And the figure factors.factors.equal-accountability.value is in turn
      | 2019-03-01 | 1/4   |
      | 2019-04-01 | 5/12  |
      | 2019-05-01 | 17/20 |

  @measure:factors @seed-002
  Scenario: Conflicts met by the five steps
    One settled after all its steps counts in full; with another that was given up, it is one of two.
    Given NASA raises the conflict outages between NASA and the Navy about "the outages" at stage 2 on 2019-02-01
    And NASA prepares for outages, naming the part of NASA "haste" on 2019-03-01
    And the conflict outages between NASA and the Navy has come to step 5
    And NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01 on 2019-04-01
    And NASA raises the conflict keys between NASA and the Navy about "the keys" at stage 1
    And the conflict keys is closed because "both gave up" on 2019-05-01
    Then the condition five-steps is in turn
      | 2019-01-31 | unknown |
      | 2019-02-01 | unknown |
      | 2019-03-01 | weak    |
      | 2019-04-01 | present |
      | 2019-05-01 | weak    |
    And on 2019-05-01 the figure factors.factors.five-steps.value is 1/2

  @measure:factors
  Scenario: A conflict that was given up was not met by the five steps
    Given NASA raises the conflict keys between NASA and the Navy about "the keys" at stage 1
    And the conflict keys is closed because "both gave up"
    Then on 2019-01-07 the condition five-steps is absent

  @measure:factors @seed-004
  Scenario: Power shared, less the power plays
    Given the Navy cedes control over "the agenda" to NASA on 2019-02-01
    And NASA cedes control over "the keys" to the Navy on 2019-03-01
    And the Navy sets the target "its own lines" aside in favour of "all lines"
    And the Navy breaks the trust of NASA by power-play at severity 3: "went to the centre" on 2019-04-01
    Then the condition power-shared is in turn
      | 2019-01-31 | unknown |
      | 2019-02-01 | weak    |
      | 2019-03-01 | present |
      | 2019-04-01 | weak    |
    And on 2019-04-01 the figure factors.factors.power-shared.value is 2
    And it is made of
      | control-ceded    | 1  |
      | control-ceded    | 1  |
      | target-set-aside | 1  |
      | trust-fractured  | -1 |

  @measure:factors
  Scenario: A power play and nothing else
    Given the Navy breaks the trust of NASA by power-play at severity 3: "went to the centre"
    Then on 2019-01-07 the condition power-shared is absent

  @measure:factors @seed-004
  Scenario: Room for experiments
    Given NOAA starts the experiment shared-shift to see whether "one shift can watch two halls" on 2019-02-01
    And NOAA starts the experiment shared-key to see whether "one key fits" on 2019-03-01
    And NOAA starts the experiment shared-van to see whether "one van will do"
    Then the condition experiments is in turn
      | 2019-01-31 | unknown |
      | 2019-02-01 | weak    |
      | 2019-03-01 | present |

  @measure:factors @seed-000
  Scenario: An end in sight
    Given NASA and the Navy draft charter 1 under majority until 2019-12-31 on 2019-02-01
    And NASA consents to charter 1 on 2019-03-01
    And the Navy consents to charter 1
    Then the condition end-in-sight is in turn
      | 2019-01-31 | unknown |
      | 2019-02-01 | weak    |
      | 2019-03-01 | present |
      | 2020-01-01 | weak    |

  @measure:factors
  Scenario Outline: A charter that says when it is over, and one that does not
    Given NASA and the Navy draft charter 1 under majority
      | exit conditions | <exit conditions> |
    And NASA consents to charter 1
    And the Navy consents to charter 1
    Then on 2019-01-07 the condition end-in-sight is <state>

    Examples:
      | exit conditions      | state   |
      | "the works are done" | present |
      | -                    | absent  |

  @measure:factors @seed-003
  Scenario: Diverse representation, by kinds beyond the first
    Given Estuary College joins as a member on 2019-02-01
      | kind | academic |
    And the Harbour Club joins as a member on 2019-03-01
      | kind | nonprofit |
    And the Dredgers joins as a member
      | kind | commercial |
    Then the condition representation is in turn
      | 2019-01-06 | unknown |
      | 2019-01-31 | absent  |
      | 2019-02-01 | weak    |
      | 2019-03-01 | present |
    And on 2019-03-01 the figure factors.factors.representation.value is 3
