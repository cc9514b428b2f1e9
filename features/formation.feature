Feature: Formation
  Someone asks others to meet. Whether they had better go together or alone is weighed before anything is written.

  @rule:formation.once @passes @seed-001
  Scenario: It begins with a simple request to meet
    When NASA proposes a coalition "I3T Working Group" to "talk about the plant that all depend on" as grassroots on 2018-05-02
    Then it is recorded
    And the coalition is proposed
    And the coalition is called "I3T Working Group"
    And the convener is NASA
    And the coalition is not sponsored

  @rule:formation.once @refuses
  Scenario: A coalition is not proposed twice
    Given a coalition "I3T" of NASA and the Navy convened by NASA
    When NASA proposes a coalition "I3T again" to "meet" as grassroots
    Then it is refused because a coalition is proposed only once
    And nothing was recorded

  @rule:formation.sunset-ahead @passes @seed-000
  Scenario: A coalition is a temporary alliance
    When NASA proposes a coalition "I3T" to "meet" as grassroots until 2020-12-31 on 2018-05-02
    Then it is recorded
    And the sunset is 2020-12-31

  @rule:formation.sunset-ahead @refuses
  Scenario Outline: A sunset lies ahead
    When NASA proposes a coalition "I3T" to "meet" as grassroots until <sunset> on 2018-05-02
    Then it is refused because a sunset has to lie after the day on which it is set
    And nothing was recorded

    Examples:
      | sunset     |
      | 2018-05-02 |
      | 2017-12-31 |

  @seed-000
  Scenario: The threat of staying apart is greater than the threat of working together
    Given NASA proposes a coalition "I3T" to "meet" as mandated
    When NASA weighs the threat "tenants cut each other off" at 4 apart, 2 together and 4 for uncertainty
    Then it is recorded

  @rule:formation.before-charter @passes @seed-000
  Scenario: To go far, go together
    Given NASA proposes a coalition "I3T" to "meet" as grassroots
    When NASA weighs a culture distance of 2 and a time pressure of 2 and chooses to go together because "there is time"
    Then it is recorded
    And the rules add nothing
    And the coalition is proposed

  @rule:formation.before-charter @passes @seed-000
  Scenario: To go fast, go alone, and the coalition is abandoned
    Given NASA proposes a coalition "I3T" to "meet" as grassroots
    When NASA weighs a culture distance of 5 and a time pressure of 5 and chooses to go alone because "no time" on 2018-06-01
    Then it is recorded
    And the rules add coalition-abandoned on 2018-06-01 by NASA
      | reason | went-alone |
    And the coalition is abandoned

  @rule:formation.before-charter @refuses
  Scenario: With a charter, going alone is no longer a choice of the whole
    Given a coalition "I3T" of NASA and the Navy convened by NASA
    And charter 1 is in force under consensus
    When NASA weighs a culture distance of 5 and a time pressure of 5 and chooses to go alone because "no time"
    Then it is refused because this is open only until a charter is ratified
    And nothing was recorded

  @rule:formation.before-charter @refuses
  Scenario: A coalition that had a charter is dissolved, not abandoned
    Given a coalition "I3T" of NASA and the Navy convened by NASA
    And charter 1 is in force under consensus
    And NASA repeals charter 1 because "it is outdated"
    When NASA abandons the coalition because "nobody comes"
    Then it is refused because this is open only until a charter is ratified
    And nothing was recorded

  @rule:formation.before-charter @passes
  Scenario: A coalition without a charter is abandoned
    Given a coalition "I3T" of NASA and the Navy convened by NASA
    When NASA abandons the coalition because "nobody comes"
    Then it is recorded
    And the coalition is abandoned

  Scenario: With the first party that joins, a coalition is forming
    Given NASA proposes a coalition "I3T" to "meet" as invited
    When the Navy joins as a member
    Then it is recorded
    And the coalition is forming

  @seed-000
  Scenario: Physician champions may be interested
    Given NASA proposes a coalition "Coalition for Integration" to "meet" as mandated
    When "Physician champions" show interest in "the Coalition for Integration"
    Then it is recorded

  Scenario: A coalition takes another name and keeps its identity
    Given a coalition "The Plant Table" of NASA and the Navy convened by NASA
    When NASA renames the coalition "I3T" because "more than the plant"
    Then it is recorded
    And the coalition is called "I3T"

  Scenario: The purpose is put differently
    Given a coalition "I3T" of NASA and the Navy convened by NASA
    When NASA changes the purpose to "modernise the plant" because "the talking is done"
    Then it is recorded
    And the purpose is "modernise the plant"
