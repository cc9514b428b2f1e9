Feature: The measure of momentum
  Whether the coalition is gathering way or losing it, and what drives that. An impulse loses half in 42 days.

  Background:
    Given a coalition "I3T" of NASA and the Navy convened by NASA

  @measure:momentum
  Scenario: After exactly one half-life, half is left
    Two parties joined on 7 January: 2 then, 1 after 42 days, 1/2 after 84, and so on.
    Then the figure momentum.score is in turn
      | 2019-01-07T00:00:00Z | 2   |
      | 2019-02-18T00:00:00Z | 1   |
      | 2019-04-01T00:00:00Z | 1/2 |
    And on 2019-02-18T00:00:00Z the figure momentum.components.support is 1
    And it is made of
      | party-joined | 1/2 | 2019-01-07 |
      | party-joined | 1/2 | 2019-01-07 |
    And on 2019-02-18T00:00:00Z the figures of momentum.components are
      | delivery | 0 |
      | rhythm   | 0 |
      | energy   | 0 |
      | trust    | 0 |
      | conflict | 0 |

  @measure:momentum
  Scenario: Fractions of a day count
    21 hours before a half-life is over, 2^(1/48) times as much is left as at its end: about 1.0145.
    Then on 2019-02-17T03:00:00Z the figure momentum.score is about 1.0145

  @measure:momentum
  Scenario: Before there is any event, momentum is unknown
    Then on 2019-01-06 the figure momentum.state is "unknown"
    And on 2019-01-06 all is unknown of the figures of momentum: score, trend, components.delivery, components.rhythm, components.energy, components.support, components.trust and components.conflict

  @measure:momentum
  Scenario Outline: What moves a coalition
    Given the Navy is dissatisfied with "dark halls" at severity 3 as dark-halls
    And NASA opens the listserv plant-list for "all tenants"
    And NASA asks Headquarters for sponsorship: "a word with the centre"
    And NASA asks the Base for sponsorship: "a hall"
    And the Base grants sponsorship with an advisory mandate: "a hall"
    And the initiative plant is launched
    And the milestone first-hall of plant is planned for 2019-06-01
    And the Navy promises NASA "a map" by 2019-01-20 as c-9
    And NOAA joins as an observer
    And the conflict outages between NASA and the Navy has come to step 5
    And the conflict ducts between NASA and the Navy has come to step 5
    And NASA settles ducts: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01
    When <what> on 2019-02-01
    Then it adds <weight> to the figure momentum.components.<component>
    And it adds <weight> to the figure momentum.score

    Examples: Delivery
      | what                                                                   | component | weight |
      | the Navy promises NASA "the calendar" by 2019-04-01 as c-1             | delivery  | 1      |
      | the milestone first-hall is reached: "lights are on"                   | delivery  | 3      |
      | the Navy delivers the quick win lamps against dark-halls               | delivery  | 3      |
      | the initiative plant has ended as completed, having learned "ask"      | delivery  | 3      |
      | the initiative plant has ended as stopped, having learned "ask"        | delivery  | 0      |
      | NASA calls c-9 broken because "nothing came"                           | delivery  | -4     |
      | the Navy takes c-9 back because "no time"                              | delivery  | -2     |

    Examples: Rhythm
      | what                                                          | component | weight |
      | NASA holds the dialogue session first-meeting about "ducts"   | rhythm    | 1      |
      | the session due on 2019-01-31 is missed because "a storm"     | rhythm    | -1     |

    Examples: Energy
      | what                                                                                   | component | weight |
      | NASA celebrates "the first month"                                                      | energy    | 1      |
      | NASA releases the update "the chillers are off" over plant-list                        | energy    | 0.5    |
      | NASA reminds everyone of the purpose: "no surprises"                                   | energy    | 0.5    |
      | the Navy starts the experiment shared-shift to see whether "one watches two halls"     | energy    | 0.5    |
      | NASA sets the goal fewer-outages of 2 "outages" in "outages a year" by 2019-12-31      | energy    | 0.5    |

    Examples: Support
      | what                                                                                | component | weight |
      | the Coast Guard joins as a member                                                   | support   | 1      |
      | NOAA withdraws because "a reorganisation"                                           | support   | -3     |
      | NASA removes NOAA because "never seen"                                              | support   | -1     |
      | charter 1 is ratified under consensus by NASA and the Navy attested "minutes"       | support   | 5      |
      | Headquarters grants sponsorship with an advisory mandate: "a word"                  | support   | 4      |
      | Headquarters declines sponsorship because "no funds"                                | support   | -2     |
      | the Base withdraws sponsorship because "a new commander"                            | support   | -4     |
      | the County recognises the coalition as "a model"                                    | support   | 3      |

    Examples: Trust
      | what                                                                                        | component | weight |
      | NASA and the Navy share a moment of personal: "over lunch"                                  | trust     | 0.25   |
      | NASA shares "the duct maps" with the Navy                                                   | trust     | 0.25   |
      | the Navy sets the target "its own lines" aside in favour of "all lines"                     | trust     | 1      |
      | NASA cedes control over "the agenda" to the Navy                                            | trust     | 1      |
      | the Navy breaks the trust of NASA by information-withheld at severity 4: "known for weeks"  | trust     | -4     |

    Examples: Conflict
      | what                                                                              | component | weight |
      | NASA raises the conflict keys between NASA and the Navy about "keys" at stage 1   | conflict  | -1     |
      | the conflict outages climbs to stage 4: "the base commander"                      | conflict  | -2     |
      | the conflict outages is closed because "both gave up"                             | conflict  | -3     |
      | the settlement of ducts has held                                                  | conflict  | 1      |
      | the settlement of ducts has not held                                              | conflict  | -2     |

  @measure:momentum
  Scenario: A settlement adds 3, and one for each promise that it is made of
    Given the conflict outages between NASA and the Navy has come to step 5
    When NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01 on 2019-02-01
    Then it adds 3 to the figure momentum.components.conflict
    And it adds 2 to the figure momentum.components.delivery

  @measure:momentum
  Scenario Outline: An acceptance weighs by whether the delivery was on time
    Given the Navy promises NASA "the calendar" by 2019-02-28 as c-1
    And the Navy moves c-1 to <due> as agreed with NASA on 2019-02-20
    And the Navy delivers c-1 with "a link" on <delivered>
    When NASA accepts the delivery of c-1 on 2019-03-20
    Then it adds <weight> to the figure momentum.components.delivery

    Examples:
      | due        | delivered  | weight |
      | 2019-03-10 | 2019-03-10 | 3      |
      | 2019-03-10 | 2019-03-11 | 1      |
      | 2019-02-25 | 2019-02-26 | 1      |

  @measure:momentum
  Scenario: What had no date and was accepted counts as late
    Given the Navy promises NASA "the calendar" as c-1 attested "so the minutes say"
    And the Navy delivers c-1 with "a link" on 2019-02-01
    When NASA accepts the delivery of c-1
    Then it adds 1 to the figure momentum.components.delivery

  @measure:momentum
  Scenario: A date that passes holds the coalition back, from the start of the next day
    The promise, made 42 days before, is worth 1/2 by then; the date that passed takes 2.
    Given the Navy promises NASA "the calendar" by 2019-02-28 as c-1 on 2019-01-18
    Then on 2019-02-28 the figure momentum.components.delivery is about 0.5
    And it comes from commitment-made
    And on 2019-03-01T00:00:00Z the figure momentum.components.delivery is -3/2
    And it is made of
      | commitment-made | 1/2 | 2019-01-18 |
      | overdue         | -2  | 2019-03-01 |

  @measure:momentum
  Scenario: A date that has passed has passed, each of them once
    Given the Navy promises NASA "the calendar" by 2019-02-28 as c-1 on 2019-01-18
    And the Navy moves c-1 to 2019-03-31 as agreed with NASA on 2019-03-05
    Then on 2019-03-31 the figure momentum.components.delivery is about -0.9
    And it comes from commitment-made and overdue
    And on 2019-06-30 the figure momentum.components.delivery is about -0.65
    And it comes from commitment-made, overdue and overdue

  @measure:momentum
  Scenario: A date moved in time never passes, nor does that of a promise delivered
    Given the Navy promises NASA "the calendar" by 2019-02-28 as c-1 on 2019-01-18
    And the Navy promises NASA "a map" by 2019-02-28 as c-2
    And the Navy moves c-1 to 2019-03-31 as agreed with NASA on 2019-02-28
    And the Navy delivers c-2 with "a link"
    Then on 2019-03-01T00:00:00Z the figure momentum.components.delivery is 1
    And it comes from commitment-made and commitment-made

  @measure:momentum
  Scenario: A rhythm that was agreed and not kept holds the coalition back
    Every 42 days from 7 January, and nobody met: −1 on 18 February; half of that and −1 again on 1 April.
    Given the parties agree to meet every 42 days
    Then on 2019-02-17 the figure momentum.components.rhythm is 0
    And on 2019-02-18T00:00:00Z the figure momentum.components.rhythm is -1
    And on 2019-04-01T00:00:00Z the figure momentum.components.rhythm is -3/2
    And it is made of
      | rhythm-missed | -1/2 | 2019-02-18 |
      | rhythm-missed | -1   | 2019-04-01 |

  @measure:momentum
  Scenario: A session starts the interval anew, and the end of the coalition ends it
    Given the parties agree to meet every 14 days
    And NASA holds the working session second-meeting about "ducts" on 2019-01-15
    And NASA abandons the coalition because "nobody came" on 2019-02-01
    Then on 2019-01-28 the figure momentum.components.rhythm is about 0.8
    And it comes from session-held
    And on 2019-01-29 the figure momentum.components.rhythm is about -0.2
    And it comes from session-held and rhythm-missed
    And on 2019-06-30 the figure momentum.components.rhythm is about -0.02
    And it comes from session-held and rhythm-missed

  @measure:momentum
  Scenario: A steady pace shows no trend
    One celebration each fortnight: (1 ÷ 14) ÷ (6 ÷ 84) − 1 = 0.
    Given NASA celebrates "week 1" on 2019-04-08
    And NASA celebrates "week 3" on 2019-04-22
    And NASA celebrates "week 5" on 2019-05-06
    And NASA celebrates "week 7" on 2019-05-20
    And NASA celebrates "week 9" on 2019-06-03
    And NASA celebrates "week 11" on 2019-06-17
    Then on 2019-06-20 the figure momentum.trend is 0
    And on 2019-06-20 the figure momentum.state is "steady"

  @measure:momentum
  Scenario: A pace that quickens is building, one that slackens is slowing
    20 June: two of seven in the last fortnight, (2 ÷ 14) ÷ (7 ÷ 84) − 1 = 5/7. 1 July: one of seven, −1/7.
    Given NASA celebrates "week 1" on 2019-04-15
    And NASA celebrates "week 3" on 2019-04-22
    And NASA celebrates "week 5" on 2019-05-06
    And NASA celebrates "week 7" on 2019-05-20
    And NASA celebrates "week 9" on 2019-06-03
    And NASA celebrates "week 11" on 2019-06-17
    And NASA celebrates "week 11 again" on 2019-06-18
    Then on 2019-06-20 the figure momentum.trend is 5/7
    And on 2019-06-20 the figure momentum.state is "building"
    And on 2019-07-01T12:00:00Z the figure momentum.trend is -1/7
    And on 2019-07-01T12:00:00Z the figure momentum.state is "slowing"

  @measure:momentum
  Scenario: Without a positive impulse for 60 days the coalition has stalled, where no rhythm is agreed
    Last impulse on 7 January, in the last twelve weeks until 31 March: −1 is the trend of what only fades.
    Then the figure momentum.state is in turn
      | 2019-01-10 | building |
      | 2019-03-07 | slowing  |
      | 2019-03-08 | stalled  |
      | 2019-06-30 | stalled  |
    And the figure momentum.trend is in turn
      | 2019-01-10 | 5       |
      | 2019-03-08 | -1      |
      | 2019-06-30 | unknown |

  @measure:momentum
  Scenario: Where a rhythm is agreed, the coalition has stalled after two intervals without a positive impulse
    Given the Navy recognises the coalition as "a beginning"
    And the parties agree to meet every 7 days
    Then the figure momentum.state is in turn
      | 2019-01-20 | building |
      | 2019-01-22 | stalled  |

  @measure:momentum
  Scenario: Below nothing, the coalition is reversing, and no trend is told
    2 for two parties that joined, less 5 for trust broken.
    Given the Navy breaks the trust of NASA by exclusion at severity 5: "met without us"
    Then on 2019-01-07T00:00:00Z the figure momentum.score is -3
    And on 2019-01-07T00:00:00Z the figure momentum.state is "reversing"
    And on 2019-01-07T00:00:00Z the figure momentum.trend is unknown

  @measure:momentum
  Scenario: What drives it is what weighs most now, for good or ill
    Given charter 1 is in force under consensus
    And the Navy promises NASA "the calendar" by 2019-01-31 as c-1 on 2019-01-20
    Then on 2019-02-18T00:00:00Z the drivers of momentum are charter-ratified, overdue, commitment-made, party-joined and party-joined
    And on 2019-02-18T00:00:00Z the figure momentum.drivers.0.contribution is 5/2
    And on 2019-02-18T00:00:00Z the figure momentum.drivers.0.at is "2019-01-07"

  @measure:momentum
  Scenario: Of many impulses, the ten heaviest are named
    Given NASA and the Navy share a moment of personal: "over lunch"
    And NASA and the Navy share a moment of help: "a boat lent"
    And NASA celebrates "one"
    And NASA celebrates "two"
    And NASA celebrates "three"
    And NASA celebrates "four"
    And NASA celebrates "five"
    And NASA celebrates "six"
    And NASA celebrates "seven"
    And NASA celebrates "eight"
    Then on 2019-01-07 the drivers of momentum are party-joined, party-joined, celebration-held, celebration-held, celebration-held, celebration-held, celebration-held, celebration-held, celebration-held and celebration-held

  @measure:momentum
  Scenario: The curve tells what momentum was right after each event
    2 on 7 January; on 18 February half of that, and 1 for the celebration.
    Given NASA celebrates "six weeks" on 2019-02-18
    Then on 2019-04-01T00:00:00Z the figures of momentum.curve are
      | 2019-01-07.score                        | 2 |
      | 2019-02-18.score                        | 2 |
      | 2019-02-18.components.support           | 1 |
      | 2019-02-18.components.energy            | 1 |
      | 2.score                                 | 1 |

  @measure:momentum
  Scenario: The constants are ours, and others may take their place
    With a half-life of 21 days, a quarter is left after 42.
    Given the weight momentum.half_life_days is 21
    Then on 2019-02-18T00:00:00Z the figure momentum.score is 1/2
