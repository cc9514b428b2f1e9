Feature: The measure of trust
  How far each party has reason to trust each other one, by what is on record, and how far it says that it does.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @measure:trust
  Scenario: Who knows nothing of another expects one half, and is wholly uncertain
    (0 + 1) ÷ (0 + 0 + 2), and 2 ÷ 2.
    Then on 2019-01-07T00:00:00Z the figures of trust.pairs.nasa.navy are
      | expectation    | 1/2     |
      | belief         | 0       |
      | disbelief      | 0       |
      | uncertainty    | 1       |
      | positive       | 0       |
      | negative       | 0       |
      | perceived      | unknown |
      | perception_gap | unknown |
      | overconfident  | unknown |

  @measure:trust @seed-000 @seed-004
  Scenario Outline: Trust is built in small moments, and easily fractured
    Given the agreement services is reached: NASA gives "fibre pairs" to the Navy and the Navy gives "ducts" to NASA
    And the Navy promises NASA "the calendar" by 2019-01-31 as in-time
    And the Navy promises NASA "a map" by 2019-01-31 as late
    And the Navy promises NASA "a list" by 2019-01-31 as missed
    And the Navy promises NASA "a boat" as undated attested "so the minutes say"
    And the Navy promises everyone "ear plugs" by 2019-01-31 as to-all
    And the Navy delivers in-time with "a link" on 2019-01-31
    And the Navy delivers to-all with "a box"
    And the Navy delivers late with "a link" on 2019-02-05
    And the Navy delivers undated with "a boat"
    When <what> on 2019-02-10
    Then it adds <positive> to the figure trust.pairs.<of>.positive
    And it adds <negative> to the figure trust.pairs.<of>.negative

    Examples:
      | what                                                                                       | of        | positive | negative |
      | NASA accepts the delivery of in-time                                                       | nasa.navy | 1        | 0        |
      | NASA accepts the delivery of in-time                                                       | navy.nasa | 0        | 0        |
      | NASA accepts the delivery of in-time                                                       | noaa.navy | 0        | 0        |
      | NASA accepts the delivery of late                                                          | nasa.navy | 0.3      | 0.2      |
      | NASA accepts the delivery of undated                                                       | nasa.navy | 0.3      | 0.2      |
      | NOAA accepts the delivery of to-all                                                        | noaa.navy | 1        | 0        |
      | NOAA accepts the delivery of to-all                                                        | nasa.navy | 1        | 0        |
      | NASA calls missed broken because "nothing came"                                            | nasa.navy | 0        | 3        |
      | the Navy takes missed back because "no time"                                               | nasa.navy | 0        | 3        |
      | NASA and the Navy share a moment of personal: "over lunch"                                 | nasa.navy | 0.25     | 0        |
      | NASA and the Navy share a moment of personal: "over lunch"                                 | navy.nasa | 0.25     | 0        |
      | the Navy shares "the duct maps" with NASA                                                  | nasa.navy | 0.5      | 0        |
      | the Navy shares "the duct maps" with NASA                                                  | navy.nasa | 0        | 0        |
      | the Navy sets the target "its own lines" aside in favour of "all lines"                    | nasa.navy | 0.5      | 0        |
      | the Navy sets the target "its own lines" aside in favour of "all lines"                    | noaa.navy | 0.5      | 0        |
      | the Navy cedes control over "the agenda" to NASA                                           | nasa.navy | 1        | 0        |
      | the Navy cedes control over "the agenda" to NASA                                           | noaa.navy | 0        | 0        |
      | the agreement services is reviewed: upheld                                                 | nasa.navy | 0.5      | 0        |
      | the agreement services is reviewed: upheld                                                 | navy.nasa | 0.5      | 0        |
      | the agreement services is reviewed: revised                                                | nasa.navy | 0        | 0        |
      | the Navy breaks the trust of NASA by information-withheld at severity 4: "known for weeks" | nasa.navy | 0        | 4        |
      | the Navy breaks the trust of NASA by information-withheld at severity 4: "known for weeks" | navy.nasa | 0        | 0        |

  @measure:trust
  Scenario: Good evidence that is not renewed leaves one uncertain again
    r = 1, then 1/2 after 180 days and 1/4 after 360: expectation 2/3, 3/5, 5/9.
    Given the Navy shares "the duct maps" with NASA
    And the Navy shares "the key list" with NASA
    Then the figure trust.pairs.nasa.navy.expectation is in turn
      | 2019-01-07T00:00:00Z | 2/3 |
      | 2019-07-06T00:00:00Z | 3/5 |
      | 2020-01-02T00:00:00Z | 5/9 |
    And on 2019-07-06T00:00:00Z the figures of trust.pairs.nasa.navy are
      | positive    | 1/2 |
      | belief      | 1/5 |
      | uncertainty | 4/5 |
      | expectation | 3/5 |
    And it is made of
      | prior              | 2/5  |
      | information-shared | 1/10 |
      | information-shared | 1/10 |

  @measure:trust
  Scenario: What fades makes a relation uncertain, not bad
    s = 2, then 1: disbelief 1/2, then 1/3; uncertainty 1/2, then 2/3.
    Given the Navy breaks the trust of NASA by exclusion at severity 2: "met without us"
    Then on 2019-01-07T00:00:00Z the figures of trust.pairs.nasa.navy are
      | expectation | 1/4 |
      | disbelief   | 1/2 |
      | uncertainty | 1/2 |
      | negative    | 2   |
    And on 2019-07-06T00:00:00Z the figures of trust.pairs.nasa.navy are
      | expectation | 1/3 |
      | disbelief   | 1/3 |
      | uncertainty | 2/3 |
      | negative    | 1   |
    And on 2019-07-06T00:00:00Z the figure trust.pairs.navy.nasa.expectation is 1/2

  @measure:trust @seed-004
  Scenario: What a party says of another is the mean of three ratings, and the latest counts
    2, 4 and 3 on a scale from 1 to 4: (1 + 3 + 2) ÷ 9 = 2/3. The rating of May was written down after that of June.
    Given NOAA rates the Navy 2 for reliability, 4 for support of the mission and 3 for openness on 2019-06-01
    And NOAA rates the Navy 1 for reliability, 1 for support of the mission and 1 for openness on 2019-05-01
    Then the figure trust.pairs.noaa.navy.perceived is in turn
      | 2019-05-31 | 0   |
      | 2019-06-01 | 2/3 |
    And it comes from trust-rated
    And on 2019-06-01 the figure trust.pairs.noaa.navy.perception_gap is 1/6
    And on 2019-06-01 the figure trust.pairs.navy.noaa.perceived is unknown

  @measure:trust @seed-004
  Scenario Outline: Overconfident is who thinks much better of another than the record, and has a record to go by
    Severity 2 makes an expectation of 1/4 at an uncertainty of 1/2; severity 1 one of 1/3 at 2/3.
    Given the Navy breaks the trust of NASA by exclusion at severity <severity>: "met without us"
    And NASA rates the Navy <rating> for reliability, <rating> for support of the mission and <rating> for openness
    Then on 2019-01-07T00:00:00Z the figures of trust.pairs.nasa.navy are
      | perception_gap | <gap>           |
      | uncertainty    | <uncertainty>   |
      | overconfident  | <overconfident> |

    Examples:
      | severity | rating | gap   | uncertainty | overconfident |
      | 2        | 3      | 5/12  | 1/2         | yes           |
      | 2        | 2      | 1/12  | 1/2         | no            |
      | 2        | 1      | -1/4  | 1/2         | no            |
      | 1        | 4      | 2/3   | 2/3         | no            |

  @measure:trust @seed-000
  Scenario: Was the well dug before water was needed?
    A quarter each way before the first conflict, one half after it: 1/2 of all positive evidence came before.
    Given NASA and the Navy share a moment of personal: "over lunch"
    And NASA raises the conflict outages between NASA and the Navy about "the outages" at stage 2 on 2019-02-01
    And the Navy shares "the duct maps" with NASA on 2019-03-01
    Then the figure trust.well.dug_before is in turn
      | 2019-01-31 | unknown |
      | 2019-02-28 | 1       |
      | 2019-03-01 | 1/2     |
    And on 2019-03-01 the figures of trust.well are
      | first_conflict | 2019-02-01 |
      | conflict       | outages    |
