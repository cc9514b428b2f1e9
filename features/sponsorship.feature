Feature: Sponsorship
  Who from outside lends the coalition a mandate, support or recognition.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @seed-001
  Scenario: The charter is taken to the chief operating officer
    Given charter 1 is in force under consensus
    And NASA asks the Chief Operating Officer for sponsorship: "stand behind our charter"
    When the Chief Operating Officer grants sponsorship with an advisory mandate: "a seat at the plant board"
    Then it is recorded
    And the coalition is sponsored
    And the coalition is chartered

  @seed-001
  Scenario: Recognised as an advisory group
    When the Facility recognises the coalition as "advisory group on facility operations"
    Then it is recorded

  @rule:sponsorship.was-requested @passes
  Scenario: Who was asked says no
    Given NASA asks the Mayor for sponsorship: "a budget"
    When the Mayor declines sponsorship because "an election year"
    Then it is recorded
    And the coalition is not sponsored

  @rule:sponsorship.was-requested @refuses
  Scenario: Who was not asked cannot decline
    When the Mayor declines sponsorship because "an election year"
    Then it is refused because only someone who was asked can decline to sponsor
    And nothing was recorded

  @rule:sponsorship.is-sponsor @passes
  Scenario: A sponsor takes its support back
    Given the Mayor grants sponsorship with a delegated mandate: "a budget"
    When the Mayor withdraws sponsorship because "an election year"
    Then it is recorded
    And the coalition is not sponsored

  @rule:sponsorship.is-sponsor @refuses
  Scenario: Who never sponsored cannot withdraw
    Given NASA asks the Mayor for sponsorship: "a budget"
    When the Mayor withdraws sponsorship because "an election year"
    Then it is refused because only a present sponsor can withdraw
    And nothing was recorded
