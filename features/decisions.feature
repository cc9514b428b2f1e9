Feature: Decisions
  What is proposed, how each member stands, what is decided, and whether it holds.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA, observed by Estuary College convened by NASA
    And the Navy proposes "one outage window a week" to be decided by 2019-06-30 as window on 2019-03-01

  @rule:decisions.proposal-open @rule:decisions.members-decide @rule:decisions.speaks-for-itself @passes
  Scenario: A member takes a stance
    When NOAA agrees to window
    Then it is recorded
    And the proposal window is open

  @rule:decisions.members-decide @refuses
  Scenario: Observers take no stance
    When Estuary College agrees to window
    Then it is refused because only members take a stance on a proposal
    And nothing was recorded

  @rule:decisions.speaks-for-itself @refuses
  Scenario: Nobody takes a stance for another
    When NOAA blocks window because "the storm season" (said by the Navy)
    Then it is refused because a party takes a stance only by its own word
    And nothing was recorded

  @rule:decisions.proposal-open @refuses
  Scenario Outline: What is decided is decided
    Given NASA closes the proposal window
    When <what>
    Then it is refused because only a proposal that is open can be decided
    And nothing was recorded

    Examples:
      | what                                                  |
      | NOAA agrees to window                                 |
      | NASA closes the proposal window                       |
      | the Navy withdraws the proposal window because "late" |

  @rule:decisions.who-closes @rule:decisions.proposal-open @passes
  Scenario: Before there is a charter, one agrees and nobody is against
    Given NOAA agrees to window on 2019-03-04
    And NASA abstains from window on 2019-03-05
    When NASA closes the proposal window on 2019-03-05
    Then it is recorded
    And the rules add decision-reached on 2019-03-05 by NASA
      | proposal | window                                  |
      | outcome  | adopted                                 |
      | tally    | agree 1, abstain 1, disagree 0, block 0 |
    And the proposal window is adopted

  @rule:decisions.who-closes @passes
  Scenario Outline: The proposer and the facilitator close too
    Given NASA gives Ann of NOAA the role of facilitator
    When <who> closes the proposal window
    Then it is recorded

    Examples:
      | who      |
      | the Navy |
      | Ann      |
      | NOAA     |

  @rule:decisions.who-closes @refuses
  Scenario: Nobody else closes a proposal
    When NOAA closes the proposal window
    Then it is refused because a proposal is closed only by its proposer, the convener or the facilitator
    And nothing was recorded

  Scenario: Under consensus one disagreement rejects
    Given charter 1 is in force under consensus
    And NASA agrees to window
    And the Navy agrees to window
    And NOAA disagrees with window because "the storm season"
    When NASA closes the proposal window
    Then it is recorded
    And the rules add decision-reached
      | outcome | rejected                                |
      | tally   | agree 2, abstain 0, disagree 1, block 0 |
    And the proposal window is rejected

  Scenario: Under a majority more agree than are against
    Given charter 1 is in force under majority
    And NASA agrees to window
    And the Navy agrees to window
    And NOAA blocks window because "the storm season"
    When NASA closes the proposal window
    Then it is recorded
    And the rules add decision-reached
      | outcome | adopted                                 |
      | tally   | agree 2, abstain 0, disagree 0, block 1 |

  Scenario: Under a majority as many against as for rejects
    Given charter 1 is in force under majority
    And NASA agrees to window
    And NOAA disagrees with window
    When NASA closes the proposal window
    Then it is recorded
    And the rules add decision-reached
      | outcome | rejected |

  Scenario: Under a supermajority two thirds of those who are for or against must agree
    Given charter 1 is in force under supermajority
    And NASA agrees to window
    And the Navy disagrees with window
    And NOAA abstains from window
    When NASA closes the proposal window
    Then it is recorded
    And the rules add decision-reached
      | outcome | rejected                                |
      | tally   | agree 1, abstain 1, disagree 1, block 0 |

  Scenario: Under a supermajority two of three adopt
    Given charter 1 is in force under supermajority
    And NASA agrees to window
    And the Navy agrees to window
    And NOAA disagrees with window
    When NASA closes the proposal window
    Then it is recorded
    And the rules add decision-reached
      | outcome | adopted |

  Scenario: Too few took a stance
    Given charter 1 is in force under majority with a quorum of 0.6
    And NASA agrees to window
    When NASA closes the proposal window
    Then it is recorded
    And the rules add decision-reached
      | outcome | no-quorum                               |
      | tally   | agree 1, abstain 0, disagree 0, block 0 |
    And the proposal window is no-quorum

  Scenario: The latest stance of a party counts
    Given NOAA blocks window because "the storm season"
    And NOAA agrees to window because "not in the storm season"
    When NASA closes the proposal window
    Then it is recorded
    And the rules add decision-reached
      | outcome | adopted                                 |
      | tally   | agree 1, abstain 0, disagree 0, block 0 |

  Scenario: Stances of those who have left do not count
    Given NOAA blocks window because "the storm season"
    And the Navy agrees to window
    And NOAA withdraws because "a reorganisation"
    When NASA closes the proposal window
    Then it is recorded
    And the rules add decision-reached
      | outcome | adopted                                 |
      | tally   | agree 1, abstain 0, disagree 0, block 0 |

  Scenario: A decision is dated by the latest stance that counts
    Given NOAA agrees to window on 2019-04-09
    And the Navy agrees to window on 2019-04-02
    When NASA closes the proposal window on 2019-04-03
    Then it is recorded
    And the rules add decision-reached on 2019-04-09 by NASA

  @rule:decisions.proposer-withdraws @rule:decisions.proposal-open @passes
  Scenario: The proposer takes a proposal back
    When the Navy withdraws the proposal window because "overtaken"
    Then it is recorded
    And the rules add nothing
    And the proposal window is withdrawn

  @rule:decisions.proposer-withdraws @refuses
  Scenario: Not even the convener takes back what another proposed
    When NASA withdraws the proposal window because "overtaken"
    Then it is refused because a proposal is withdrawn only by its proposer
    And nothing was recorded

  @rule:decisions.was-adopted @passes
  Scenario: What was adopted is reviewed
    Given NOAA agrees to window
    And NASA closes the proposal window
    When NASA reviews the decision on window: revised, to be reviewed by 2020-03-01
    Then it is recorded

  @rule:decisions.was-adopted @refuses
  Scenario: What was rejected leaves nothing to review
    Given NOAA blocks window because "the storm season"
    And NASA closes the proposal window
    When NASA reviews the decision on window: upheld
    Then it is refused because only what was adopted can be reviewed
    And nothing was recorded
