Feature: The measure of conflicts
  How far each conflict has escalated, how far its five-step conversation has come, and what holds it up.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @measure:conflicts @seed-002
  Scenario: The days spent in each of the five steps
    The slower side ends a step: prepared after 4 days, purposes after 3 more, then 2, then 5, settled 5 days later.
    Given NASA raises the conflict outages between NASA and the Navy about "the outages" at stage 2 on 2019-02-01
    And NASA prepares for outages, naming the part of NASA "haste" on 2019-02-03
    And the Navy prepares for outages, naming the part of the Navy "haste" on 2019-02-05
    And NASA checks its purpose in outages: protect on 2019-02-08
    And the Navy checks its purpose in outages: mutual-benefit
    And NASA and the Navy find the common purpose "a plant that runs" in outages on 2019-02-10
    And NASA explores outages: it saw "a trench", it felt "a dark screen" on 2019-02-12
    And the Navy explores outages: it saw "a trench", it felt "a dark screen" on 2019-02-15
    And NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-06-01 as reading on 2019-02-20
    Then on 2019-03-31 the figures of conflicts.conflicts.outages are
      | about          | the outages   |
      | state          | settled       |
      | sides          | nasa and navy |
      | stage          | 2             |
      | step           | 5             |
      | steps.nasa     | 5             |
      | days_in_step.1 | 4             |
      | days_in_step.2 | 3             |
      | days_in_step.3 | 2             |
      | days_in_step.4 | 5             |
      | days_in_step.5 | 5             |
      | raised_at      | 2019-02-01    |
      | settled_at     | 2019-02-20    |
      | blocked_by     | unknown       |
    And on 2019-02-04 the figures of conflicts.conflicts.outages are
      | step           | 1                                                                        |
      | steps.nasa     | 2                                                                        |
      | steps.navy     | 1                                                                        |
      | days_in_step.1 | 3                                                                        |
      | blocked_by     | Step 1 waits for the Navy to prepare, own part in it included.           |
    And the figure conflicts.open is in turn
      | 2019-01-31 | 0 |
      | 2019-02-01 | 1 |
      | 2019-02-20 | 0 |
    And on 2019-02-20 the figure conflicts.settled is 1

  @measure:conflicts @seed-002
  Scenario Outline: What holds up the next step
    Given the conflict outages between NASA and the Navy has come to step <step>
    Then on 2019-01-07 the figures of conflicts.conflicts.outages are
      | step       | <step>       |
      | blocked_by | <blocked_by> |

    Examples:
      | step | blocked_by                                                                                                            |
      | 1    | Step 1 waits for NASA and the Navy to prepare, own part in it included.                                               |
      | 2    | Step 2 waits for NASA and the Navy to check the purpose of the conversation.                                          |
      | 3    | Step 3 waits for NASA and the Navy to find common purposes together.                                                  |
      | 4    | Step 4 waits for NASA and the Navy to explore: how it looks to them, what it did to them, what is at stake.           |
      | 5    | Step 5 waits for NASA and the Navy to contract who does what by when.                                                 |

  @measure:conflicts @seed-002
  Scenario: Who means to coerce has no ground for a settlement
    Given the conflict outages between NASA and the Navy has come to step 5
    And the Navy checks its purpose in outages: coerce
    Then on 2019-01-07 the figure conflicts.conflicts.outages.blocked_by is "Step 5 waits for another purpose: the Navy to coerce is no ground for a settlement."

  @measure:conflicts @seed-002
  Scenario: A settlement has to meet what matters most to each side
    Given the Navy has an interest of weight 5 in "links that stay up" as steady-links
    And the conflict outages between NASA and the Navy has come to step 4
    And NASA explores outages: it saw "a trench", it felt "a dark screen"
    And the Navy explores outages: it saw "a trench", it felt "a dark screen", at stake is steady-links
    Then on 2019-01-07 the figure conflicts.conflicts.outages.blocked_by is "Step 5 waits for NASA and the Navy to contract who does what by when, meeting “links that stay up” (the Navy)."

  @measure:conflicts
  Scenario: A conflict that climbs
    Raised at stage 2, two more by the escalation.
    Given NASA raises the conflict outages between NASA and the Navy about "the outages" at stage 2 on 2019-02-01
    And the conflict outages climbs to stage 4: "the base commander" on 2019-03-01
    Then the figure conflicts.conflicts.outages.stage is in turn
      | 2019-02-28 | 2 |
      | 2019-03-01 | 4 |
    And it is made of
      | conflict-raised    | 2 |
      | conflict-escalated | 2 |

  @measure:conflicts
  Scenario: How the contract of a settlement fares
    Given the conflict outages between NASA and the Navy has come to step 5
    And NASA settles outages: NASA will "call" by 2019-05-01 as calling and the Navy will "read" by 2019-06-01 as reading
    And the Navy delivers reading with "a list" on 2019-03-01
    And NOAA accepts the delivery of reading
    Then on 2019-05-02 the figures of conflicts.conflicts.outages.contract are
      | calling.party    | nasa       |
      | calling.will_do  | call       |
      | calling.due      | 2019-05-01 |
      | calling.status   | open       |
      | calling.overdue  | yes        |
      | reading.status   | accepted   |
      | reading.overdue  | no         |
    And on 2019-05-01 the figure conflicts.conflicts.outages.contract.calling.overdue is no

  @measure:conflicts
  Scenario: A settlement is looked at again, and the review may be overdue
    The date agreed is 31 January 2020; a review sets the next one.
    Given the conflict outages between NASA and the Navy has come to step 5
    And NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-06-01
    And the settlement of outages has held, to be reviewed by 2020-06-30 on 2020-03-01
    Then on 2020-01-31 the figures of conflicts.conflicts.outages are
      | reviews_due     | 2020-01-31 |
      | reviews_overdue | nothing    |
    And on 2020-02-01 the figures of conflicts.conflicts.outages are
      | reviews_due     | nothing    |
      | reviews_overdue | 2020-01-31 |
    And on 2020-03-01 the figures of conflicts.conflicts.outages are
      | reviews_due     | 2020-06-30 |
      | reviews_overdue | nothing    |

  @measure:conflicts
  Scenario: A settlement that did not hold brings everybody back to the first step
    Given the conflict outages between NASA and the Navy has come to step 5
    And NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-06-01
    And the settlement of outages has not held on 2019-03-01
    Then on 2019-03-11 the figures of conflicts.conflicts.outages are
      | state          | open                                                                    |
      | step           | 1                                                                       |
      | steps.navy     | 1                                                                       |
      | rounds         | 2                                                                       |
      | days_in_step.1 | 10                                                                      |
      | blocked_by     | Step 1 waits for NASA and the Navy to prepare, own part in it included. |

  @measure:conflicts
  Scenario: A conflict closed without settlement
    Given NASA raises the conflict outages between NASA and the Navy about "the outages" at stage 2 on 2019-02-01
    And the conflict outages is closed because "both gave up" on 2019-03-01
    Then on 2019-03-31 the figures of conflicts are
      | open                           | 0          |
      | closed                         | 1          |
      | settled                        | 0          |
      | conflicts.outages.state        | closed     |
      | conflicts.outages.closed_at    | 2019-03-01 |
      | conflicts.outages.days_in_step.1 | 28       |

  @measure:conflicts
  Scenario: With one side left there is nobody to talk to
    Given NASA raises the conflict outages between NASA and the Navy about "the outages" at stage 2 on 2019-02-01
    And the Navy withdraws because "a redeployment" on 2019-02-11
    Then on 2019-03-31 the figures of conflicts.conflicts.outages are
      | sides          | nasa                                                    |
      | sides_left     | navy                                                    |
      | step           | unknown                                                 |
      | days_in_step.1 | 10                                                      |
      | blocked_by     | Fewer than two sides are left: it can only be closed.   |

  @measure:conflicts
  Scenario: A stage that nobody wrote down is unknown
    Given NASA raises the conflict outages between NASA and the Navy about "the outages" attested "old minutes"
    Then on 2019-01-07 the figure conflicts.conflicts.outages.stage is unknown
