Feature: The measure of accountability
  Who promised what to whom by when, what became of it, and how well the parties keep their word.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @measure:accountability
  Scenario: Where nothing was due yet, nobody knows how well a party keeps its word
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    Then on 2019-03-10 the figures of accountability.parties.navy are
      | made             | 1       |
      | open             | 1       |
      | load             | 1       |
      | kept             | 0       |
      | kept_late        | 0       |
      | overdue          | 0       |
      | awaiting         | 0       |
      | broken           | 0       |
      | revoked          | 0       |
      | released         | 0       |
      | orphaned         | 0       |
      | due_soon         | 0       |
      | undated          | 0       |
      | self_certified   | 0       |
      | kept_rate_n      | 0       |
      | verified_rate_n  | 0       |
      | honoured_rate_n  | 0       |
      | decline_rate_n   | 0       |
      | kept_rate        | unknown |
      | verified_rate    | unknown |
      | honoured_rate    | unknown |
      | decline_rate     | unknown |
      | median_days_late | unknown |
      | worst_days_late  | unknown |
    And on 2019-03-10 the figure accountability.coalition.kept_rate is unknown

  @measure:accountability
  Scenario: Due soon from seven days before the date, overdue from the day after it
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    Then the figure accountability.commitments.c-1.status is in turn
      | 2019-03-24 | open     |
      | 2019-03-25 | due-soon |
      | 2019-04-01 | due-soon |
      | 2019-04-02 | overdue  |
    And on 2019-04-01T23:59:59Z no promise is overdue
    And on 2019-04-02T00:00:00Z the overdue promise is c-1
    And the figure accountability.commitments.c-1.days_overdue is in turn
      | 2019-04-01 | unknown |
      | 2019-04-05 | 4       |

  @measure:accountability
  Scenario: Kept is what was delivered by its date, whenever it was accepted
    While it waits for acceptance it is neither kept nor missed.
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy delivers c-1 with "a link" on 2019-03-30
    And NASA accepts the delivery of c-1 on 2019-04-10
    Then the figure accountability.parties.navy.kept_rate is in turn
      | 2019-03-31 | unknown |
      | 2019-04-09 | unknown |
      | 2019-04-10 | 1       |
    And it comes from delivery-accepted
    And on 2019-04-09 the awaiting-acceptance promise is c-1
    And on 2019-04-09 the figure accountability.parties.navy.awaiting is 1
    And on 2019-04-10 the figures of accountability.commitments.c-1 are
      | status       | kept       |
      | delivered_at | 2019-03-30 |
      | days_late    | 0          |

  @measure:accountability @measure:momentum
  Scenario: What was refused is not what was accepted, though the acceptance is dated before the next delivery
    Half of it came in time and was refused; the whole came nineteen days late. The acceptance was written down with
    a date between the two: it is the word on what was there when it was recorded.
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy delivers c-1 with "half of it" on 2019-03-20
    And NASA refuses the delivery of c-1 because "half is missing" on 2019-03-25
    And the Navy delivers c-1 with "all of it" on 2019-04-20
    And NASA accepts the delivery of c-1 on 2019-04-10
    Then on 2019-04-30 the figures of accountability.commitments.c-1 are
      | status       | kept       |
      | refused      | 1          |
      | delivered_at | 2019-04-20 |
      | days_late    | 19         |
    And on 2019-04-30 the figure accountability.parties.navy.kept_rate is 0
    And on 2019-04-30T00:00:00Z the figure momentum.components.delivery is about -0.17
    And it is made of
      | commitment-made   | about 0.37  |
      | overdue           | about -1.26 |
      | delivery-accepted | about 0.72  |

  @measure:accountability
  Scenario: One of two promises kept is a rate of one half
    Half of it comes from the acceptance; the promise that is overdue adds nothing, but counts.
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy promises NOAA "a map" by 2019-05-01 as c-2
    And the Navy delivers c-1 with "a link" on 2019-03-30
    And NASA accepts the delivery of c-1
    Then on 2019-06-30 the figure accountability.parties.navy.kept_rate is 1/2
    And it is made of
      | delivery-accepted | 1/2 | 2019-03-30 |
      | commitment-made   | 0   | 2019-03-01 |
    And on 2019-06-30 the figure accountability.parties.navy.kept_rate_n is 2
    And on 2019-06-30 the figure accountability.coalition.kept_rate is 1/2
    And on 2019-06-30 the figure accountability.parties.nasa.kept_rate is unknown
    And on 2019-06-30 the overdue promises are c-2

  @measure:accountability
  Scenario: Late is late by days: the median and the worst
    Delivered 1, 3 and 8 days after the date: the middle one is 3, the worst 8; none was kept by its date.
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy promises NASA "a map" by 2019-04-01 as c-2
    And the Navy promises NASA "a list" by 2019-04-01 as c-3
    And the Navy delivers c-1 with "a link" on 2019-04-02
    And the Navy delivers c-2 with "a link" on 2019-04-04
    And the Navy delivers c-3 with "a link" on 2019-04-09
    And NASA accepts the delivery of c-1 on 2019-04-10
    And NASA accepts the delivery of c-2
    And NASA accepts the delivery of c-3
    Then on 2019-04-30 the figures of accountability.parties.navy are
      | kept             | 0 |
      | kept_late        | 3 |
      | median_days_late | 3 |
      | worst_days_late  | 8 |
      | kept_rate        | 0 |
      | kept_rate_n      | 3 |
      | honoured_rate    | 0 |
    And on 2019-04-30 the figure accountability.commitments.c-3.days_late is 8

  @measure:accountability @seed-001
  Scenario: Renegotiated in time, the first date still counts, and the later one is honoured
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy moves c-1 to 2019-05-01 as agreed with NASA on 2019-03-25
    And the Navy delivers c-1 with "a link" on 2019-04-20
    And NASA accepts the delivery of c-1
    Then the figure accountability.parties.navy.kept_rate is in turn
      | 2019-03-31 | unknown |
      | 2019-04-10 | 0       |
      | 2019-05-01 | 0       |
    And the figure accountability.parties.navy.honoured_rate is in turn
      | 2019-04-10 | unknown |
      | 2019-05-01 | 1       |
    And on 2019-05-01 the figures of accountability.commitments.c-1 are
      | first_due    | 2019-04-01 |
      | due          | 2019-05-01 |
      | status       | kept       |
      | days_late    | 0          |
      | renegotiated | 1          |

  @measure:accountability
  Scenario: On its last day a date may still be moved
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy moves c-1 to 2019-05-01 as agreed with NASA on 2019-04-01
    And the Navy delivers c-1 with "a link" on 2019-04-20
    And NASA accepts the delivery of c-1
    Then on 2019-05-01 the figure accountability.parties.navy.honoured_rate is 1
    And on 2019-05-01 the figure accountability.parties.navy.kept_rate is 0

  @measure:accountability
  Scenario: Moving a missed date does not unmiss it
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy moves c-1 to 2019-05-01 as agreed with NASA on 2019-04-02
    And the Navy delivers c-1 with "a link" on 2019-04-20
    And NASA accepts the delivery of c-1
    Then on 2019-05-01 the figures of accountability.parties.navy are
      | kept_rate       | 0 |
      | honoured_rate   | 0 |
      | honoured_rate_n | 1 |
      | kept            | 1 |

  @measure:accountability
  Scenario: A date withdrawn in time leaves the honoured rate, not the kept rate
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy takes the date off c-1 as agreed with NASA on 2019-03-25
    Then on 2019-04-02 the undated promise is c-1
    And on 2019-04-02 the figures of accountability.parties.navy are
      | undated         | 1       |
      | overdue         | 0       |
      | kept_rate       | 0       |
      | kept_rate_n     | 1       |
      | honoured_rate   | unknown |
      | honoured_rate_n | 0       |

  @measure:accountability
  Scenario: A promise that never had a date is in neither rate
    Given the Navy promises NASA "the calendar" as c-1 on 2019-03-01 attested "so the minutes say"
    And the Navy delivers c-1 with "a link" on 2019-03-30
    And NASA accepts the delivery of c-1
    Then the figure accountability.commitments.c-1.status is in turn
      | 2019-03-29 | undated |
      | 2019-06-30 | kept    |
    And on 2019-06-30 the figures of accountability.parties.navy are
      | made          | 1       |
      | kept          | 1       |
      | kept_rate     | unknown |
      | honoured_rate | unknown |

  @measure:accountability
  Scenario: Released by its date is let off, released after it is missed
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy promises NASA "a map" by 2019-04-01 as c-2
    And NASA releases c-1 because "no longer needed" on 2019-04-01
    And NASA releases c-2 because "too late now" on 2019-04-02
    Then on 2019-04-02 the released promises are c-1 and c-2
    And on 2019-04-02 the figures of accountability.parties.navy are
      | released        | 2 |
      | kept_rate       | 0 |
      | kept_rate_n     | 1 |
      | honoured_rate   | 0 |
      | honoured_rate_n | 1 |
    And on 2019-04-02 the figures of accountability.coalition are
      | reasons."too late now" | 1                |
      | reasons                | "too late now=1" |

  @measure:accountability
  Scenario: The reasons of misses are counted, the most frequent first
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy promises NASA "a map" by 2019-04-01 as c-2
    And NOAA promises NASA "a list" by 2019-04-01 as c-3
    And the Navy takes c-1 back because "no time" on 2019-03-20
    And NOAA takes c-3 back because "no time"
    And NASA calls c-2 broken because "nothing came" on 2019-04-05
    Then on 2019-04-05 the figure accountability.coalition.reasons is "no time=2", "nothing came=1"
    And on 2019-04-05 the figures of accountability.coalition are
      | revoked                | 2 |
      | broken                 | 1 |
      | reasons."no time"      | 2 |
      | reasons."nothing came" | 1 |

  @measure:accountability
  Scenario: A promise taken back early is missed once its date has come
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy takes c-1 back because "no time" on 2019-03-20
    Then the figure accountability.parties.navy.kept_rate is in turn
      | 2019-03-31 | unknown |
      | 2019-04-01 | 0       |

  @measure:accountability
  Scenario: A promise whose maker left is an orphan, and is missed once its date has come
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy withdraws because "a redeployment" on 2019-03-10
    Then on 2019-04-02 the orphaned promise is c-1
    And on 2019-04-02 the figures of accountability.coalition are
      | orphaned    | 1 |
      | kept_rate   | 0 |
      | kept_rate_n | 1 |

  @measure:accountability
  Scenario: Who takes a promise over answers for it from then on
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And NOAA takes c-1 over on 2019-03-10
    And NOAA delivers c-1 with "a link" on 2019-03-30
    And NASA accepts the delivery of c-1
    Then on 2019-04-02 the figures of accountability.commitments.c-1 are
      | promisor    | noaa |
      | accountable | noaa |
      | handed_over | 1    |
    And on 2019-04-02 the figure accountability.parties.noaa.kept_rate is 1
    And on 2019-04-02 the figure accountability.parties.navy.made is 0
    And on 2019-03-09 the figure accountability.parties.navy.made is 1

  @measure:accountability
  Scenario: What happened on the way stands beside the promise
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy reports progress on c-1: "two quarters of four" on 2019-03-15
    And the Navy delivers c-1 with "a link" on 2019-03-30
    And the Review Panel assesses c-1 as substantial: "one quarter is missing" on 2019-04-01
    And NASA refuses the delivery of c-1 because "a quarter is missing" on 2019-04-03
    Then on 2019-04-03 the overdue promise is c-1
    And on 2019-04-03 the figures of accountability.commitments.c-1 are
      | promisor             | navy             |
      | promisee             | nasa             |
      | what                 | the calendar     |
      | progress             | 1                |
      | refused              | 1                |
      | renegotiated         | 0                |
      | handed_over          | 0                |
      | delivered_at         | unknown          |
      | self_certified       | no               |
      | assessments.0.extent | substantial      |
      | history.0.type       | commitment-made  |
      | history.4.type       | delivery-refused |

  @measure:accountability @seed-001
  Scenario: A promise tells the clause, the initiative, the request and the conflict that it comes from
    Given charter 1 is in force under consensus and the clause notice
    And the initiative plant is launched
    And NASA asks the Navy for "the outage calendar" as ask
    And the Navy promises NASA "the calendar" by 2019-04-01 under notice for the initiative plant in answer to ask as c-1
    And the conflict outages between NASA and the Navy has come to step 5
    And NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01
    Then on 2019-01-31 the figures of accountability.commitments.c-1 are
      | clause     | notice  |
      | initiative | plant   |
      | answers    | ask     |
      | settles    | unknown |
    And on 2019-01-31 the figure accountability.commitments.outages-2.settles is "outages"
    And on 2019-01-31 the figure accountability.commitments.outages-2.promisee is "all"

  @measure:accountability
  Scenario: Nobody's own word verifies a kept promise
    Two promises were due: one accepted by its own maker, one overdue. Kept 1 of 2; of the one left to verify, none.
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy promises NASA "a map" by 2019-04-01 as c-2
    And the Navy delivers c-1 with "a link" on 2019-03-30
    And the Navy accepts the delivery of c-1 attested "so the register says"
    Then on 2019-04-02 the figures of accountability.parties.navy are
      | kept_rate       | 1/2 |
      | kept_rate_n     | 2   |
      | self_certified  | 1   |
      | verified_rate   | 0   |
      | verified_rate_n | 1   |
    And on 2019-04-02 the figure accountability.commitments.c-1.self_certified is yes

  @measure:accountability @seed-003
  Scenario: What two answer for counts in full for each of them, and once for all
    Open promises per member: NASA 0, the Navy 1, NOAA 1, together 2/3.
    Given the Navy promises NASA "one outage plan" by 2019-04-01 together with NOAA as c-1 on 2019-03-01
    Then on 2019-03-10 the figure accountability.parties.navy.made is 1
    And on 2019-03-10 the figure accountability.parties.noaa.made is 1
    And on 2019-03-10 the figures of accountability.coalition are
      | made | 1   |
      | open | 1   |
      | load | 2/3 |
    And on 2019-03-10 the figure accountability.commitments.c-1.accountable is navy and noaa

  @measure:accountability
  Scenario: Where one party carries most, the load is unequal and one party carries half
    Carried: NASA 0, NOAA 1, the Navy 3. Gini = (−2·0 + 0·1 + 2·3) ÷ (3·4) = 1/2; the Navy alone has half of 4.
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy promises NASA "a map" by 2019-04-01 as c-2
    And the Navy promises NASA "a list" by 2019-04-01 as c-3
    And NOAA promises NASA "a boat" by 2019-04-01 as c-4
    Then on 2019-03-10 the figures of accountability.coalition are
      | equality        | 1/2 |
      | elephant_factor | 1   |
      | load            | 4/3 |

  @measure:accountability
  Scenario: Where all carry alike, it takes two of three to carry half
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And NOAA promises NASA "a map" by 2019-04-01 as c-2
    And NASA promises NOAA "a list" by 2019-04-01 as c-3
    Then on 2019-03-10 the figure accountability.coalition.equality is 1
    And on 2019-03-10 the figure accountability.coalition.elephant_factor is 2

  @measure:accountability
  Scenario: Where nobody carries anything, there is nothing to share
    Then on 2019-03-10 all is unknown of the figures of accountability.coalition: equality, elephant_factor and kept_rate
    And on 2019-03-10 the figure accountability.coalition.load is 0
    And on 2019-01-06 all is unknown of the figures of accountability.coalition: load

  @measure:accountability
  Scenario: One request of three was declined; one still waits
    Given NASA asks the Navy for "the calendar" as ask-1 on 2019-02-01
    And NASA asks the Navy for "a map" as ask-2
    And NOAA asks the Navy for "a list" as ask-3
    And the Navy declines the request ask-1 because "at sea" on 2019-02-02
    And the Navy promises NASA "a map" by 2019-04-01 in answer to ask-2 as c-1
    Then on 2019-02-28 the figure accountability.parties.navy.decline_rate is 1/3
    And on 2019-02-28 the figure accountability.parties.navy.decline_rate_n is 3
    And on 2019-02-28 the figure accountability.coalition.decline_rate is 1/3
    And on 2019-02-01 the figure accountability.coalition.decline_rate is 0

  @measure:accountability
  Scenario: What was retracted does not count
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01 (noted as promised)
    And NASA retracts promised because "wrong minutes" on 2019-05-01
    Then on 2019-04-30 the figure accountability.coalition.made is 0
    And on 2019-04-30 no promise is overdue
