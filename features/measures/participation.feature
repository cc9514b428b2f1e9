Feature: The measure of participation
  Who takes part, as whom, how often, and who is missing.

  Background:
    Given NASA proposes a coalition "I3T" to "work together" as grassroots

  @measure:participation
  Scenario: Who is in, by kind and by constituency
    Given NASA joins as a member for florida
    And the Navy joins as a member for florida
    And Estuary College joins as a member for texas
      | kind | academic |
    And the Harbour Club joins as an observer
      | kind | nonprofit |
    And the Coast Guard joins as a member for texas
    And the Coast Guard withdraws because "a reorganisation" on 2019-02-01
    Then on 2019-02-28 the figures of participation are
      | members                           | 3           |
      | observers                         | 1           |
      | by_kind.public-agency             | 2           |
      | by_kind.academic                  | 1           |
      | by_kind.nonprofit                 | 1           |
      | members_by_kind.public-agency     | 2           |
      | observers_by_kind.nonprofit       | 1           |
      | by_constituency.florida           | 2           |
      | by_constituency.texas             | 1           |
      | members_by_constituency.florida   | 2           |
      | observers_by_constituency         | nothing     |
      | parties.estuary-college.name      | Estuary College |
      | parties.estuary-college.kind      | academic    |
      | parties.estuary-college.standing  | member      |
      | parties.estuary-college.joined_at | 2019-01-07  |
      | parties.estuary-college.left_at   | unknown     |
      | parties.coast-guard.standing      | unknown     |
      | parties.coast-guard.left_at       | 2019-02-01  |
      | parties.coast-guard.constituency  | texas       |
    And on 2019-01-31 the figure participation.members is 4

  @measure:participation @measure:reciprocity
  Scenario: Of one day the order of the record tells who is in, for every measure as for the rules
    The Coast Guard joined at ten and left "that day"; the Harbour Club left "that day" and came back at ten.
    Given NASA joins as a member
    And the Harbour Club joins as an observer
    And the Coast Guard joins as a member on 2019-02-03T10:00:00Z
    And the Coast Guard withdraws because "a mistake" on 2019-02-03
    And the Harbour Club withdraws because "a mistake" on 2019-02-03
    And the Harbour Club joins as a member on 2019-02-03T10:00:00Z
    Then on 2019-02-03 the figures of participation are
      | members                           | 2                    |
      | observers                         | 0                    |
      | parties.coast-guard.standing      | unknown              |
      | parties.coast-guard.left_at       | 2019-02-03           |
      | parties.harbour-club.standing     | member               |
      | parties.harbour-club.joined_at    | 2019-02-03T10:00:00Z |
      | parties.harbour-club.left_at      | unknown              |
    And on 2019-02-03 the figure reciprocity.silos is harbour-club:nasa

  @measure:participation
  Scenario: Two kinds in equal parts are as diverse as two kinds can be
    Blau 1 − (1/4 + 1/4) = 1/2, of at most 1 − 1/2; Shannon ln 2. Florida 2, Texas 1: 1 − (4/9 + 1/9) = 4/9, of 1/2.
    Given NASA joins as a member for florida
    And the Navy joins as a member for florida
    And Estuary College joins as a member for texas
      | kind | academic |
    And Bay College joins as an observer
      | kind | academic |
    Then on 2019-01-07 the figures of participation.diversity are
      | kind.blau                    | 1/2          |
      | kind.blau_normalised         | 1            |
      | kind.shannon                 | about 0.6931 |
      | constituency.blau            | 4/9          |
      | constituency.blau_normalised | 8/9          |
      | constituency.shannon         | about 0.6365 |

  @measure:participation
  Scenario: All of one kind are not diverse, and nobody is nothing
    Given NASA joins as a member
    And the Navy joins as a member
    Then on 2019-01-07 the figures of participation.diversity are
      | kind.blau            | 0       |
      | kind.shannon         | 0       |
      | kind.blau_normalised | unknown |
      | constituency.blau    | unknown |
      | constituency.shannon | unknown |

  @measure:participation
  Scenario: Attendance is of the sessions held while a party was in
    Of a session nobody counted who came; that is no absence. NOAA came later and saw two, the Navy three.
    Given NASA joins as a member
    And the Navy joins as a member
    And NASA holds the dialogue session first about "who are we" on 2019-01-14
      | attendance | NASA 3, the Navy 2 |
    And NOAA joins as a member on 2019-01-20
    And NASA holds the working session second about "ducts" on 2019-01-21
      | attendance | NASA 1, NOAA 1 |
    And NASA holds the working session third about "keys" on 2019-01-28
      | attendance | NASA 2, the Navy 1 |
    And NASA holds the working session fourth about "noise" on 2019-02-04
    Then on 2019-02-28 the figures of participation are
      | parties.nasa.attendance_rate | 1   |
      | parties.navy.attended        | 2   |
      | parties.navy.held            | 3   |
      | parties.navy.attendance_rate | 2/3 |
      | parties.noaa.attended        | 1   |
      | parties.noaa.held            | 2   |
      | parties.noaa.attendance_rate | 1/2 |
      | sessions.held                | 4   |
      | headcount.total              | 10  |
      | headcount.by_party.nasa      | 6   |
      | headcount.by_party.navy      | 3   |
    And on 2019-01-13 the figure participation.parties.navy.attendance_rate is unknown
    And on 2019-01-13 the figure participation.headcount.total is unknown

  @measure:participation @seed-000
  Scenario: Heads are counted by constituency too
    Given NASA joins as a member
    And NASA holds the webinar session first about "coalitions" on 2021-06-23
      | participants by | North Zone 6, South Zone 1 |
    And NASA holds the webinar session second about "coalitions" on 2021-09-22
      | participants by | North Zone 4 |
    Then on 2021-12-31 the figures of participation.headcount are
      | total                      | 11 |
      | by_constituency.north-zone | 10 |
      | by_constituency.south-zone | 1  |

  @measure:participation
  Scenario: Who was invited and never came is missed
    Given NASA joins as a member
    And NASA invites the Coast Guard as a member on 2019-02-01
    And NASA invites the Harbour Club as an observer
    And NASA invites NOAA as a member
    And the Coast Guard declines to join because "no people" on 2019-02-10
    And NOAA joins as a member
    Then on 2019-02-28 the figures of participation are
      | invited_absent                         | coast-guard and harbour-club |
      | invited_absent.coast-guard.invited_at  | 2019-02-01                   |
      | invited_absent.coast-guard.declined_at | 2019-02-10                   |
      | invited_absent.coast-guard.reason      | no people                    |
      | invited_absent.harbour-club.declined_at | unknown                     |

  @measure:participation
  Scenario: Two of three sessions took place in the rhythm that was agreed
    Expected on 21 January, 4 and 18 February: held on the first day, a day late, and not at all.
    Given NASA joins as a member
    And the parties agree to meet every 14 days
    And NASA holds the working session first about "ducts" on 2019-01-21
    And NASA holds the working session second about "keys" on 2019-02-05
    And the session due on 2019-02-18 is missed because "a storm" on 2019-02-19
    Then on 2019-02-27 the figures of participation.sessions are
      | held                   | 2   |
      | missed                 | 1   |
      | series.main.every_days | 14  |
      | series.main.expected   | 3   |
      | series.main.met        | 2   |
      | series.main.held       | 2   |
      | series.main.regularity | 2/3 |
    And on 2019-01-10 the figure participation.sessions.series.main.regularity is unknown

  @measure:participation
  Scenario: Two meetings close together are two that were held, and one that was expected
    Expected on 21 January and 4 February; both meetings fell into the time of the first.
    Given NASA joins as a member
    And the parties agree to meet every 14 days
    And NASA holds the working session first about "ducts" on 2019-01-21
    And NASA holds the working session second about "keys" on 2019-01-24
    Then on 2019-02-12 the figures of participation.sessions.series.main are
      | expected   | 2   |
      | met        | 1   |
      | held       | 2   |
      | regularity | 1/2 |

  @measure:participation
  Scenario: A rhythm that has ended expects nothing more
    Given NASA joins as a member
    And the parties agree to meet every 14 days as works
    And NASA holds the working session first about "ducts" on 2019-01-21
    And the parties stop meeting as works because "the works are done" on 2019-01-30
    Then on 2019-12-31 the figures of participation.sessions.series.works are
      | every_days | unknown |
      | expected   | 1       |
      | regularity | 1       |

  @measure:session @seed-000
  Scenario: The network session summary, laid out as such summaries are sent round
    6 + 4 + 4 + 9 + 1 = 24.
    Given NASA joins as a member
    And NASA holds the webinar session developing-coalitions about "LEADS: Developing Coalitions" on 2021-06-23
      | hosts            | "Heather La Borde" and "Michele Hannay"                                             |
      | objectives       | "Explain what defines a coalition", "Describe the leadership capabilities required" |
      | participants by  | North Zone 6, Edmonton Zone 4, Central Zone 4, Calgary Zone 9, South Zone 1         |
      | participant kind | physician                                                                           |
      | represented      | PCNs 15                                                                             |
      | resources        | "Connect First" and "Give and Take"                                                 |
      | highlights       | "A coalition is a temporary alliance" and "More information in the fall"            |
      | next on          | 2021-09-22                                                                          |
    Then on 2021-12-31 the figures of session.developing-coalitions are
      | topic                              | LEADS: Developing Coalitions                                                        |
      | date                               | 2021-06-23                                                                          |
      | kind                               | webinar                                                                             |
      | hosts                              | "Heather La Borde" and "Michele Hannay"                                             |
      | objectives                         | "Explain what defines a coalition", "Describe the leadership capabilities required" |
      | statistics.total                   | 24                                                                                  |
      | statistics.participant_kind        | physician                                                                           |
      | statistics.participants_by         | north-zone=6, edmonton-zone=4, central-zone=4, calgary-zone=9, south-zone=1         |
      | statistics.represented             | pcns=15                                                                             |
      | resources                          | "Connect First" and "Give and Take"                                                 |
      | highlights                         | "A coalition is a temporary alliance" and "More information in the fall"            |
      | next_on                            | 2021-09-22                                                                          |
