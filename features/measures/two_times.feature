Feature: Two times: what was true then, and what was known of it when
  An event happened on one day and was written down on another. What was true in March is one question, what we knew
  of March at its end is another, and every figure answers both.

  Background:
    Given today is 2019-01-08
    And a coalition "I3T" of NASA, the Navy and NOAA convened by NASA
    And today is 2019-03-02
    And the Navy promises NASA "the calendar" by 2019-03-15 as c-1 on 2019-03-01 (noted as promised)

  @measure:two-times @measure:accountability
  Scenario: Delivered in time and written down late
    Delivered and accepted on 14 March, told the ledger on 10 April only.
    Given today is 2019-04-10
    And the Navy delivers c-1 with "a link" on 2019-03-14
    And NASA accepts the delivery of c-1
    Then on 2019-03-31 the figure accountability.parties.navy.kept_rate is 1
    But as known on 2019-03-31, on 2019-03-31 the figure accountability.parties.navy.kept_rate is 0
    And as known on 2019-03-31, on 2019-03-31 the overdue promise is c-1
    And as known on 2019-04-09, on 2019-03-31 the overdue promise is c-1
    And as known on 2019-04-10, on 2019-03-31 no promise is overdue
    And between what was known on 2019-03-31 and on 2019-04-10, 2019-03-31 changed
      | accountability.commitments.c-1.status | overdue | kept    | commitment-delivered and delivery-accepted |
      | accountability.parties.navy.kept_rate | 0       | 1       | commitment-made and delivery-accepted      |
      | accountability.parties.navy.overdue   | 1       | 0       | commitment-made                            |

  @measure:two-times @measure:momentum
  Scenario: A fact that came late undoes a delay that never was
    Given today is 2019-04-10
    And the Navy delivers c-1 with "a link" on 2019-03-14
    Then as known on 2019-03-31, on 2019-03-31 the figure momentum.components.delivery is about -0.9
    And it comes from commitment-made and overdue
    And on 2019-03-31 the figure momentum.components.delivery is about 0.6
    And it comes from commitment-made

  @measure:two-times @measure:accountability
  Scenario: A mistyped date is mended in its place, and what was known before still shows it
    The minutes said May: what we knew in March called the promise overdue, what we know now does not.
    Given today is 2019-05-05
    And NASA corrects promised because "the minutes say May" into: the Navy promises NASA "the calendar" by 2019-05-15 as c-1
    Then on 2019-03-31 no promise is overdue
    And on 2019-03-31 the figure accountability.commitments.c-1.first_due is "2019-05-15"
    And on 2019-03-31 the figure accountability.parties.navy.kept_rate is unknown
    But as known on 2019-05-04, on 2019-03-31 the overdue promise is c-1
    And as known on 2019-05-04, on 2019-03-31 the figure accountability.commitments.c-1.first_due is "2019-03-15"
    And as known on 2019-05-04, on 2019-03-31 the figure accountability.parties.navy.kept_rate is 0

  @measure:two-times @measure:accountability
  Scenario: Late and corrected facts together: what was true in March, and what we knew of it month by month
    In March an overdue promise. In April a late note: moved in time to 20 March, delivered on 18 March, accepted.
    In May the note on the delivery turned out to be wrong by a week: 25 March, five days late.
    Given today is 2019-04-10
    And the Navy moves c-1 to 2019-03-20 as agreed with NASA on 2019-03-10
    And the Navy delivers c-1 with "a link" on 2019-03-18 (noted as delivered)
    And NASA accepts the delivery of c-1 on 2019-03-26
    And today is 2019-05-05
    And NASA corrects delivered because "a week later" into: the Navy delivers c-1 with "a link" on 2019-03-25
    Then as known on 2019-03-31, on 2019-03-31 the figures of accountability.commitments.c-1 are
      | status       | overdue    |
      | due          | 2019-03-15 |
      | days_overdue | 16         |
    And as known on 2019-03-31, on 2019-03-31 the figure accountability.parties.navy.honoured_rate is 0
    But as known on 2019-04-30, on 2019-03-31 the figures of accountability.commitments.c-1 are
      | status       | kept       |
      | due          | 2019-03-20 |
      | delivered_at | 2019-03-18 |
      | days_late    | 0          |
    And as known on 2019-04-30, on 2019-03-31 the figure accountability.parties.navy.honoured_rate is 1
    And as known on 2019-04-30, on 2019-03-31 the figure accountability.parties.navy.kept_rate is 0
    But on 2019-03-31 the figures of accountability.commitments.c-1 are
      | status       | kept       |
      | delivered_at | 2019-03-25 |
      | days_late    | 5          |
    And on 2019-03-31 the figure accountability.parties.navy.honoured_rate is 0

  @measure:two-times @measure:timeline
  Scenario: What was true on a day leaves out what happened after it, also where it was known by then
    Given NASA shares "the duct maps" with the Navy on 2019-03-02
    And today is 2019-03-20
    And NASA shares "the key list" with the Navy on 2019-03-20
    Then as known on 2019-03-31, on 2019-03-15 the timeline tells
      | at         | type               |
      | 2019-03-01 | commitment-made    |
      | 2019-03-02 | information-shared |
    And as known on 2019-03-31, on 2019-03-20 the timeline tells
      | at         | type               |
      | 2019-03-02 | information-shared |
      | 2019-03-20 | information-shared |

  @measure:two-times @measure:participation
  Scenario: Before it was proposed, the coalition does not exist, and what is dated before that waits
    Given NASA holds the dialogue session sounding-out about "who are we" on 2018-12-15
    And the Coast Guard joins as a member on 2019-02-01
    Then the figure participation.sessions.held is in turn
      | 2019-01-07 | 0 |
      | 2019-01-08 | 1 |
    And the figure participation.members is in turn
      | 2019-01-07 | 0 |
      | 2019-01-08 | 3 |
      | 2019-02-01 | 4 |
    But as known on 2019-03-01, on 2019-02-01 the figure participation.members is 3

  @measure:two-times @measure:accountability
  Scenario: An event waits until everything that it refers to is in
    Delivered "sometime in March", which is dated the first of it; the promise was made on the twentieth.
    Given today is 2019-04-10
    And the Navy promises NASA "a map" by 2019-03-31 as c-2 on 2019-03-20
    And the Navy delivers c-2 with "a link" sometime in 2019-03
    Then on 2019-03-19 the figure accountability.parties.navy.made is 1
    And on 2019-03-20 the awaiting-acceptance promise is c-2

  @measure:two-times @measure:reciprocity
  Scenario: What was retracted does not count, not even for the days before; what was known before still shows it
    Given NASA shares "the duct maps" with the Navy on 2019-03-02 (noted as maps)
    And today is 2019-05-05
    And NASA retracts maps because "they were never sent"
    Then on 2019-03-31 the figure reciprocity.pairs.nasa.navy.given is 0
    But as known on 2019-05-04, on 2019-03-31 the figure reciprocity.pairs.nasa.navy.given is 1

  @measure:two-times
  Scenario: What changed between two dates, and which events changed it
    Given today is 2019-03-20
    And the Navy delivers c-1 with "a link" on 2019-03-14
    And NASA accepts the delivery of c-1
    Then between 2019-03-10 and 2019-03-31 these figures changed
      | accountability.parties.navy.kept      | 0        | 1        | delivery-accepted |
      | accountability.parties.navy.kept_rate | unknown  | 1        | delivery-accepted |

  @measure:two-times @measure:accountability @measure:momentum @measure:trust @measure:participation @measure:reciprocity @measure:conflicts @measure:decisions @measure:factors @measure:resources @measure:collaboration
  Scenario: What was true in March, what we knew in March, and what we came to know, for every measure
    Known in March: NASA shared the duct maps, a conflict was raised, 90 EUR were spent.
    Told in April: the calendar came in time, the parties met, NOAA had left, a fee was decided.
    Mended in May: the maps were never sent; NOAA left in April only; 900 EUR were spent, not 90.
    Given NASA shares "the duct maps" with the Navy on 2019-03-02 (noted as maps)
    And a capital budget ducts of 1000 EUR is approved for "2019"
    And NASA proposes "a fee" as fee
    And today is 2019-03-20
    And NASA raises the conflict noise between NASA and the Navy about "the noise" at stage 3 on 2019-03-20
    And NASA spends 90 of the budget ducts on "spades" (noted as spades)
    And today is 2019-04-10
    And the Navy delivers c-1 with "a link" on 2019-03-14
    And NASA accepts the delivery of c-1
    And NASA holds the working session march about "ducts" on 2019-03-05
      | attendance | NASA 2, the Navy 1, NOAA 1 |
    And the Navy agrees to fee on 2019-03-18
    And NASA agrees to fee
    And NASA closes the proposal fee
    And NOAA withdraws because "a reorganisation" on 2019-03-20 (noted as gone)
    And today is 2019-05-05
    And NASA retracts maps because "they were never sent"
    And NASA corrects spades because "a nought was lost" into: NASA spends 900 of the budget ducts on "spades"
    And NASA corrects gone because "that was a month later" into: NOAA withdraws because "a reorganisation" on 2019-04-20
    Then as known on 2019-03-31, on 2019-03-31 the figure accountability.parties.navy.kept_rate is 0
    And as known on 2019-03-31, on 2019-03-31 the figure participation.members is 3
    And as known on 2019-03-31, on 2019-03-31 the figure participation.sessions.held is 0
    And as known on 2019-03-31, on 2019-03-31 the figure reciprocity.pairs.nasa.navy.given is 1
    And as known on 2019-03-31, on 2019-03-31 the figure trust.well.dug_before is 1
    And as known on 2019-03-31, on 2019-03-31 the figure collaboration.level is 0
    And as known on 2019-03-31, on 2019-03-31 the figure conflicts.conflicts.noise.days_in_step.1 is 11
    And as known on 2019-03-31, on 2019-03-31 the figure decisions.open is 1
    And as known on 2019-03-31, on 2019-03-31 the condition trust-before-need is weak
    And as known on 2019-03-31, on 2019-03-31 the figure resources.budgets.ducts.left is 910
    And as known on 2019-03-31, on 2019-03-31 the figure momentum.components.delivery is about -0.9
    But as known on 2019-04-30, on 2019-03-31 the figure accountability.parties.navy.kept_rate is 1
    And as known on 2019-04-30, on 2019-03-31 the figure participation.members is 2
    And as known on 2019-04-30, on 2019-03-31 the figure participation.parties.noaa.attended is 1
    And as known on 2019-04-30, on 2019-03-31 the figure reciprocity.pairs.nasa.navy.given is 1
    And as known on 2019-04-30, on 2019-03-31 the figure reciprocity.pairs.navy.nasa.given is 1
    And as known on 2019-04-30, on 2019-03-31 the figure trust.well.dug_before is 1
    And as known on 2019-04-30, on 2019-03-31 the figure collaboration.level is 2
    And as known on 2019-04-30, on 2019-03-31 the figure decisions.adopted is 1
    And as known on 2019-04-30, on 2019-03-31 the figure resources.budgets.ducts.left is 910
    And as known on 2019-04-30, on 2019-03-31 the figure momentum.components.delivery is about 2.8
    But on 2019-03-31 the figure accountability.parties.navy.kept_rate is 1
    And on 2019-03-31 the figure participation.members is 3
    And on 2019-04-20 the figure participation.members is 2
    And on 2019-03-31 the figure reciprocity.pairs.nasa.navy.given is 0
    And on 2019-03-31 the figure reciprocity.pairs.navy.nasa.given is 1
    And on 2019-03-31 the figure trust.well.dug_before is 1
    And on 2019-03-31 the figure collaboration.level is 1
    And on 2019-03-31 the figure decisions.adopted is 1
    And on 2019-03-31 the condition trust-before-need is absent
    And on 2019-03-31 the figure resources.budgets.ducts.left is 100
    And on 2019-03-31 the figure conflicts.conflicts.noise.days_in_step.1 is 11
