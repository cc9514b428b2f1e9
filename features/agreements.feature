Feature: Agreements
  What parties give and get, to whom it is extended, and whether it still holds.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @rule:agreements.two-sided @rule:agreements.all-in @passes @seed-001
  Scenario: Terms are negotiated on how services are provided
    When the agreement services is reached: NASA gives "fibre pairs" to the Navy and the Navy gives "night watch" to NASA, to be reviewed by 2020-01-31
    Then it is recorded
    And the agreement services is in force

  @rule:agreements.two-sided @refuses
  Scenario: An agreement with oneself is none
    When the agreement services is reached: NASA gives "fibre pairs" to NASA
    Then it is refused because at least two parties have to take part in an agreement
    And nothing was recorded

  @rule:agreements.two-sided @refuses
  Scenario: An agreement without terms is between nobody
    When the agreement services is reached
    Then it is refused because at least two parties have to take part in an agreement
    And nothing was recorded

  @rule:agreements.all-in @refuses
  Scenario: Who is not in is no part of an agreement
    When the agreement services is reached: NASA gives "fibre pairs" to the Coast Guard
    Then it is refused because an agreement is only between parties that are in
    And nothing was recorded

  @rule:agreements.in-force @passes @seed-001
  Scenario: Services are extended to rotating counterparts and prospective customers at no added cost
    Given the agreement services is reached: NASA gives "fibre pairs" to the Navy
    When the agreement services is extended to "rotating federal counterparts", "prospective customers" at "no added cost"
    Then it is recorded

  @rule:agreements.in-force @passes
  Scenario: An agreement is reviewed and ended
    Given the agreement services is reached: NASA gives "fibre pairs" to the Navy
    And the agreement services is reviewed: upheld, to be reviewed by 2020-01-31
    When the agreement services is reviewed: ended
    Then it is recorded
    And the agreement services is no longer in force

  @rule:agreements.in-force @refuses
  Scenario Outline: What has ended is neither extended nor reviewed
    Given the agreement services is reached: NASA gives "fibre pairs" to the Navy
    And the agreement services is reviewed: ended
    When <what>
    Then it is refused because only an agreement in force can be extended or reviewed
    And nothing was recorded

    Examples:
      | what                                                |
      | the agreement services is extended to "new tenants" |
      | the agreement services is reviewed: revised         |
