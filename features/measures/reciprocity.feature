Feature: The measure of reciprocity
  What the parties gave each other. Relations that always go one way rarely last.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @measure:reciprocity
  Scenario: Where nothing was given, nobody knows whether it would be given back
    Then on 2019-01-07 the figures of reciprocity are
      | reciprocity           | unknown                         |
      | density               | 0                               |
      | silos                 | nasa:navy, nasa:noaa, navy:noaa |
      | one_way               | nothing                         |
      | pairs.nasa.navy.given | 0                               |

  @measure:reciprocity @seed-004
  Scenario: What is given counts, and what comes back
    NASA gave two, the Navy one: min(2, 1) either way, (1 + 1) ÷ (2 + 1) = 2/3. One pair of three is tied.
    Given NASA shares "the duct maps" with the Navy
    And NASA shares "the key list" with the Navy
    And the Navy shares "the calendar" with NASA
    Then on 2019-01-07 the figures of reciprocity are
      | pairs.nasa.navy.given    | 2                    |
      | pairs.nasa.navy.received | 1                    |
      | pairs.nasa.navy.balance  | 1                    |
      | pairs.navy.nasa.balance  | -1                   |
      | density                  | 1/3                  |
      | silos                    | nasa:noaa, navy:noaa |
      | reciprocity              | 2/3                  |
    And it is made of
      | information-shared | 1/6 |
      | information-shared | 1/6 |
      | information-shared | 1/3 |

  @measure:reciprocity
  Scenario Outline: Promises kept and terms agreed are given too
    Given the Navy promises NASA "the calendar" by 2019-02-01 as c-1
    And the Navy promises everyone "ear plugs" by 2019-02-01 as c-2
    And the Navy delivers c-1 with "a link" on 2019-02-03
    And the Navy delivers c-2 with "a box"
    When <what>
    Then it adds <given> to the figure reciprocity.pairs.<pair>.given

    Examples:
      | what                                                                                                     | pair      | given |
      | NASA accepts the delivery of c-1                                                                         | navy.nasa | 1     |
      | NASA accepts the delivery of c-1                                                                         | navy.noaa | 0     |
      | NASA accepts the delivery of c-2                                                                         | navy.nasa | 1     |
      | NASA accepts the delivery of c-2                                                                         | navy.noaa | 1     |
      | NASA refuses the delivery of c-1 because "half is missing"                                               | navy.nasa | 0     |
      | the agreement services is reached: NASA gives "fibre pairs" to the Navy and the Navy gives "ducts" to NASA | nasa.navy | 1   |
      | the agreement services is reached: NASA gives "fibre pairs" to the Navy and the Navy gives "ducts" to NASA | navy.nasa | 1   |
      | NASA and the Navy share a moment of personal: "over lunch"                                               | nasa.navy | 0     |

  @measure:reciprocity
  Scenario: A tie without information is a tie, and still a silo
    Given the agreement services is reached: NASA gives "fibre pairs" to NOAA and NOAA gives "buoys" to NASA
    Then on 2019-01-07 the figures of reciprocity are
      | density     | 1/3                             |
      | reciprocity | 1                               |
      | silos       | nasa:navy, nasa:noaa, navy:noaa |

  @measure:reciprocity @seed-004
  Scenario: Three times one way and never back is flagged
    Given NASA shares "the duct maps" with the Navy on 2019-02-01
    And NASA shares "the key list" with the Navy on 2019-02-02
    And NASA shares "the noise log" with the Navy on 2019-02-03
    And NASA shares "the noise log" with NOAA
    And the Navy shares "the calendar" with NASA on 2019-02-10
    Then the figure reciprocity.one_way is in turn
      | 2019-02-02 | nothing   |
      | 2019-02-03 | nasa:navy |
      | 2019-02-10 | nothing   |
    And on 2019-02-03 the figures of reciprocity.one_way.nasa:navy are
      | from  | nasa |
      | to    | navy |
      | given | 3    |

  @measure:reciprocity
  Scenario: Who is alone has nobody to give to
    Given an empty ledger
    And NASA proposes a coalition "I3T" to "work together" as grassroots
    And NASA joins as a member
    Then on 2019-01-07 all is unknown of the figures of reciprocity: density, reciprocity
