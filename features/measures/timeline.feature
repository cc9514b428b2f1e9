Feature: The timeline
  What happened, one plain sentence an event, and how long each phase lasted.

  Background:
    Given a coalition "I3T" of NASA and the Navy convened by NASA

  @measure:timeline
  Scenario: In the order in which things happened, however late they were written down
    Given today is 2019-03-01
    And NASA shares "the duct maps" with the Navy on 2019-03-01
    And today is 2019-05-11
    And the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-02-01
    Then on 2019-03-31 the timeline tells
      | at         | type               | lane        | phase   | parties       | recorded_late_by | contested |
      | 2019-02-01 | commitment-made    | commitments | forming | nasa and navy | 99               | nothing   |
      | 2019-03-01 | information-shared | trust       | forming | nasa and navy | unknown          | nothing   |

  @measure:timeline
  Scenario: One plain sentence each
    Given NASA promises the Navy "the calendar" by 2019-04-01 as c-1 on 2019-02-01
    Then on 2019-03-31 the timeline tells
      | sentence                                                      |
      | NASA promised the Navy by 2019-04-01: “the calendar” (c-1). |

  @measure:timeline
  Scenario: What is contested says by which event, and what was attested says why
    The promise is the fourth event, the account of it the fifth.
    Given the Navy promises NASA "the calendar" as c-1 on 2019-02-01 attested "so the minutes say" (noted as promised)
    And the Navy contests promised: "we said we would try" on 2019-02-10
    Then on 2019-03-31 the timeline tells
      | type              | contested |
      | commitment-made   | 5         |
      | account-contested | nothing   |
    And on 2019-03-31 the figures of timeline.entries.4.attested are
      | reason   | so the minutes say |
      | breaches | commitments.dated  |
    And on 2019-02-09 the figure timeline.entries.4.contested is nothing

  @measure:timeline
  Scenario: A retraction names what it voided, and that is told no more
    Given NASA celebrates "a party that never was" on 2019-02-01 (noted as party)
    And NASA retracts party because "wrong minutes" on 2019-03-01
    Then on 2019-03-31 the timeline tells
      | type            | voids |
      | event-retracted | 4     |

  @measure:timeline
  Scenario: Phases with their dates and lengths
    Forming for 31 days from 7 January to 7 February, chartered since: 28 days by 7 March.
    Given NASA and the Navy draft charter 1 under consensus on 2019-02-01
    And NASA consents to charter 1 on 2019-02-02
    And the Navy consents to charter 1 on 2019-02-07
    Then on 2019-03-07T00:00:00Z the phases were
      | proposed  | 2019-01-07 | 2019-01-07 | 0  |
      | forming   | 2019-01-07 | 2019-02-07 | 31 |
      | chartered | 2019-02-07 | unknown    | 28 |
