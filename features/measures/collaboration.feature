Feature: The measure of collaboration
  How far each two members have come, on Frey's scale from 0 to 5. A level needs those below it.

  @measure:collaboration @seed-004
  Scenario: From strangers to collaborators, and what the next level needs
    Given a coalition "I3T" of NASA and the Navy convened by NASA
    And NASA holds the dialogue session first about "who are we" on 2019-02-01
      | attendance | NASA 3, the Navy 2 |
    And NASA shares "the duct maps" with the Navy on 2019-02-08
    And the Navy promises NASA "the calendar" by 2019-06-30 as c-1 on 2019-02-15
    And the Navy shares "the key list" with NASA on 2019-02-20
    And charter 1 is in force under consensus
    And NASA promises everyone "a list" by 2019-06-30 as c-2 on 2019-03-01
    And the Navy promises everyone "a calendar" by 2019-06-30 as c-3
    And NASA shares "the noise log" with the Navy on 2019-03-05
    And the Navy shares "the noise log" with NASA
    And NASA cedes control over "the agenda" to the Navy on 2019-03-08
    And the Navy sets the target "its own lines" aside in favour of "all lines" on 2019-03-10
    Then the figure collaboration.pairs.nasa.navy.level is in turn
      | 2019-01-31 | 0 |
      | 2019-02-01 | 1 |
      | 2019-02-08 | 2 |
      | 2019-02-15 | 2 |
      | 2019-02-20 | 3 |
      | 2019-03-01 | 4 |
      | 2019-03-08 | 4 |
      | 2019-03-10 | 5 |
    And it is made of
      | session-held       | 1 |
      | information-shared | 1 |
      | information-shared | 1 |
      | commitment-made    | 1 |
      | target-set-aside   | 1 |
    And the figure collaboration.pairs.nasa.navy.name is in turn
      | 2019-01-31 | none          |
      | 2019-02-01 | networking    |
      | 2019-02-08 | cooperation   |
      | 2019-02-20 | coordination  |
      | 2019-03-01 | coalition     |
      | 2019-03-10 | collaboration |
    And the figure collaboration.pairs.nasa.navy.unmet is in turn
      | 2019-01-31 | introduced to each other, or met in a session                                   |
      | 2019-02-01 | information has passed between them                                             |
      | 2019-02-08 | an agreement or a commitment between them                                       |
      | 2019-02-15 | information has passed both ways                                                |
      | 2019-02-20 | an initiative shared, or a commitment to all carried by each                    |
      | 2019-03-01 | a trust expectation of at least 0.6 both ways                                   |
      | 2019-03-08 | each has set a target aside, ceded control, or answers for a commitment with the other |
      | 2019-03-10 | unknown                                                                         |

  @measure:collaboration
  Scenario: Without a charter in force there is no coalition yet
    Given a coalition "I3T" of NASA and the Navy convened by NASA
    And the agreement services is reached: NASA gives "fibre pairs" to the Navy and the Navy gives "ducts" to NASA
    And NASA and the Navy share a moment of introduction: "over lunch"
    And NASA shares "the duct maps" with the Navy
    And the Navy shares "the key list" with NASA
    Then on 2019-01-07 the figure collaboration.pairs.nasa.navy.level is 3
    And on 2019-01-07 the figure collaboration.pairs.nasa.navy.unmet is "both consent to the charter in force"

  @measure:collaboration
  Scenario: Those who lead an initiative together share it
    Given a coalition "I3T" of NASA and the Navy convened by NASA
    And Ann is introduced for NASA as "engineer", tells "one surprise after another"
    And Bob is introduced for the Navy as "engineer", tells "one surprise after another"
    And the agreement services is reached: NASA gives "fibre pairs" to the Navy and the Navy gives "ducts" to NASA
    And NASA shares "the duct maps" with the Navy
    And the Navy shares "the key list" with NASA
    And charter 1 is in force under consensus
    And the initiative plant is launched and led by Ann of NASA in "power" and Bob of the Navy in "cooling"
    Then on 2019-01-07 the figure collaboration.pairs.nasa.navy.level is 4

  @measure:collaboration
  Scenario: A higher level without those below it is none
    Given a coalition "I3T" of NASA and the Navy convened by NASA
    And charter 1 is in force under consensus
    And NASA cedes control over "the agenda" to the Navy
    And the Navy cedes control over "the keys" to NASA
    And NASA shares "the duct maps" with the Navy
    Then on 2019-01-07 the figure collaboration.pairs.nasa.navy.level is 0

  @measure:collaboration
  Scenario: What lies further back than 180 days no longer counts
    Given a coalition "I3T" of NASA and the Navy convened by NASA
    And NASA holds the dialogue session first about "who are we" on 2019-02-01
      | attendance | NASA 3, the Navy 2 |
    Then the figure collaboration.level is in turn
      | 2019-07-30 | 1 |
      | 2019-08-01 | 0 |

  @measure:collaboration
  Scenario: The whole is the median pair
    NASA and NOAA are at 0, the Navy and NOAA at 1, NASA and the Navy at 2.
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA
    And NASA and the Navy share a moment of introduction: "over lunch"
    And the Navy and NOAA share a moment of introduction: "over lunch"
    And NASA shares "the duct maps" with the Navy
    Then on 2019-01-07 the figures of collaboration are
      | pairs.nasa.noaa.level | 0                                   |
      | pairs.navy.noaa.level | 1                                   |
      | pairs.nasa.navy.level | 2                                   |
      | level                 | 1                                   |
      | name                  | networking                          |
      | unmet                 | information has passed between them |
      | median_pair           | navy and noaa                       |

  @measure:collaboration
  Scenario: Who is alone is at no level
    Given NASA proposes a coalition "I3T" to "work together" as grassroots
    And NASA joins as a member
    Then on 2019-01-07 all is unknown of the figures of collaboration: level, name
