Feature: The measure of decisions
  How each proposal was met, what was decided under which rule, and what came of it.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @measure:decisions
  Scenario: A proposal that is open, and overdue once its date has passed
    Given NASA proposes "meet every Monday" to be decided by 2019-03-31 as p-1 on 2019-03-01
    And the Navy agrees to p-1 on 2019-03-05
    And NOAA abstains from p-1 because "no people on Mondays"
    Then on 2019-03-11 the figures of decisions.proposals.p-1 are
      | what            | meet every Monday |
      | proposer        | nasa              |
      | state           | open              |
      | outcome         | unknown           |
      | days_open       | 10                |
      | tally.agree     | 1                 |
      | tally.abstain   | 1                 |
      | tally.disagree  | 0                 |
      | tally.block     | 0                 |
      | decide_by       | 2019-03-31        |
      | overdue         | no                |
      | rule            | consensus         |
      | quorum          | 0                 |
      | charter_version | unknown           |
    And on 2019-03-31 the figure decisions.proposals.p-1.overdue is no
    And on 2019-04-01 the figure decisions.proposals.p-1.overdue is yes
    And on 2019-03-11 the figure decisions.open is 1

  @measure:decisions
  Scenario: The latest stance counts, and those before it stay on record
    Given charter 1 is in force under majority with a quorum of 0.5
    And NASA proposes "meet every Monday" as p-1 on 2019-03-01
    And the Navy blocks p-1 because "at sea" on 2019-03-05
    And NASA agrees to p-1 on 2019-03-06
    And the Navy agrees to p-1 because "back in port" on 2019-03-10
    And NASA closes the proposal p-1 on 2019-03-20
    Then on 2019-06-30 the figures of decisions.proposals.p-1 are
      | state                   | adopted      |
      | outcome                 | adopted      |
      | by_hand                 | no           |
      | tally.agree             | 2            |
      | tally.block             | 0            |
      | days_open               | 19           |
      | made_at                 | 2019-03-01   |
      | over_at                 | 2019-03-20   |
      | rule                    | majority     |
      | quorum                  | 0.5          |
      | charter_version         | 1            |
      | stances.navy.0.stance   | block        |
      | stances.navy.0.reason   | at sea       |
      | stances.navy.1.stance   | agree        |
      | stances.nasa.0.stance   | agree        |
    And on 2019-03-07 the figure decisions.proposals.p-1.tally.block is 1
    And on 2019-06-30 the figure decisions.adopted is 1
    And it comes from decision-reached

  @measure:decisions
  Scenario: Rejected, without a quorum, withdrawn or left behind
    Given charter 1 is in force under majority with a quorum of 0.5
    And NASA proposes "meet every Monday" as p-1 on 2019-03-01
    And NASA proposes "meet every Tuesday" as p-2
    And NASA proposes "meet every Friday" as p-3
    And NASA proposes "meet on Sundays" as p-4
    And the Navy agrees to p-1
    And NOAA disagrees with p-1
    And the Navy agrees to p-2
    And NASA closes the proposal p-1 on 2019-03-02
    And NASA closes the proposal p-2
    And NASA withdraws the proposal p-3 because "nobody can"
    And NASA proposes to end the coalition as other on 2019-04-01
    And NASA consents to the end
    And the Navy consents to the end
    Then on 2019-06-30 the figures of decisions are
      | open                    | 0         |
      | adopted                 | 0         |
      | rejected                | 1         |
      | no_quorum               | 1         |
      | withdrawn               | 1         |
      | lapsed                  | 1         |
      | proposals.p-1.state     | rejected  |
      | proposals.p-2.state     | no-quorum |
      | proposals.p-3.state     | withdrawn |
      | proposals.p-4.state     | lapsed    |
      | proposals.p-4.days_open | 31        |

  @measure:decisions
  Scenario: The rule of the charter in force when it was closed is the one that applied
    Given charter 1 is in force under majority with a quorum of 0.5
    And NASA proposes "meet every Monday" as p-1 on 2019-03-01
    And charter 2 is in force under supermajority with a quorum of 0.6
    Then on 2019-03-01 the figures of decisions.proposals.p-1 are
      | rule            | supermajority |
      | quorum          | 0.6           |
      | charter_version | 2             |

  @measure:decisions
  Scenario: A decision is looked at again
    Given NASA proposes "meet every Monday" as p-1 on 2019-03-01
    And NASA agrees to p-1
    And NASA closes the proposal p-1
    And NASA reviews the decision on p-1: upheld, to be reviewed by 2019-09-30 on 2019-06-01
    Then on 2019-05-31 the figure decisions.proposals.p-1.review_due is unknown
    And on 2019-09-30 the figures of decisions.proposals.p-1 are
      | review_due        | 2019-09-30 |
      | review_overdue    | no         |
      | reviews.0.outcome | upheld     |
    And on 2019-10-01 the figure decisions.proposals.p-1.review_overdue is yes

  @measure:decisions
  Scenario: Whether what was decided turned into promises
    Given NASA proposes "meet every Monday" as p-1 on 2019-03-01
    And NASA proposes "share the calendar" as p-2
    And NASA agrees to p-1
    And NASA closes the proposal p-1
    And NASA agrees to p-2
    And NASA closes the proposal p-2
    And the Navy promises NASA "a hall on Mondays, as p-1 has it" by 2019-04-01 as c-1 on 2019-03-02
    Then on 2019-03-31 the figures of decisions are
      | adopted                   | 2       |
      | turned_into_commitments   | 1       |
      | proposals.p-1.commitments | c-1     |
      | proposals.p-2.commitments | nothing |

  @measure:decisions
  Scenario: An outcome recorded by hand tells what it tells, and no rule
    Given NASA proposes "meet every Monday" as p-1 on 2019-03-01
    And the proposal p-1 is decided: adopted attested "old minutes"
    Then on 2019-03-31 the figures of decisions.proposals.p-1 are
      | outcome     | adopted |
      | by_hand     | yes     |
      | tally.agree | unknown |
      | rule        | unknown |
      | quorum      | unknown |
