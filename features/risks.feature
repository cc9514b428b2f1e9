Feature: Risks
  What could go wrong, who watches it, and what was done about it.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA
    And the Navy identifies the risk "visa delays" with likelihood 4 and impact 3

  @rule:risks.open @refuses
  Scenario: A risk that has come true cannot be mitigated any more
    Given the risk "visa delays" comes true
    When the Navy reports mitigating "visa delays" by "earlier requests"
    Then it is refused because only an open risk can be mitigated or come true
    And nothing was recorded

  @rule:risks.open @refuses
  Scenario: A risk that was dealt with cannot come true under the same name
    Given NOAA reports mitigating "visa delays" by "a list kept all year"
    When the risk "visa delays" comes true
    Then it is refused because only an open risk can be mitigated or come true
    And nothing was recorded

  @rule:risks.open @passes @seed-001
  Scenario: Risks are managed before they bite
    When NOAA reports mitigating visa-delays by "earlier requests" on 2019-03-04
    Then it is recorded
    And the risk visa-delays is mitigated

  @rule:risks.open @passes
  Scenario: An open risk comes true
    When the risk "visa delays" comes true
    Then it is recorded
    And the risk visa-delays is materialised
