Feature: Trust and ways of working
  The small moments that build trust, what breaks it, and room to try things.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @rule:trust.all-in @passes @seed-000
  Scenario Outline: Trust is built in the smallest of moments
    When NASA and the Navy share a moment of <kind>: "around the table"
    Then it is recorded

    Examples:
      | kind              |
      | personal          |
      | non-work-interest |
      | shared-food       |
      | vulnerability     |

  @rule:trust.all-in @passes @seed-001
  Scenario: It also helped to have some table snacks
    When NASA, the Navy and NOAA share a moment of shared-food: "pretzels and oranges"
    Then it is recorded

  @rule:trust.all-in @passes @seed-004
  Scenario Outline: One cannot compel, but one can always listen and encourage
    When NASA and NOAA share a moment of <kind>: "after the meeting"
    Then it is recorded

    Examples:
      | kind          |
      | listening     |
      | encouragement |

  @rule:trust.all-in @refuses
  Scenario: A moment of trust is between parties that are in
    When NASA and the Coast Guard share a moment of help: "a boat lent"
    Then it is refused because a moment of trust is only between parties that are in
    And nothing was recorded

  @rule:trust.not-self @passes @seed-000
  Scenario: Trust is easily fractured
    When the Navy breaks the trust of NASA and NOAA by information-withheld at severity 4: "the works were known for weeks"
    Then it is recorded

  @rule:trust.not-self @refuses
  Scenario Outline: Trust, information and control pass between different parties
    When <what>
    Then it is refused because trust, information and control pass only between different parties
    And nothing was recorded

    Examples:
      | what                                                                                   |
      | the Navy breaks the trust of NASA and the Navy by exclusion at severity 2: "no invite" |
      | NASA rates NASA 4 for reliability, 4 for support of the mission and 4 for openness     |
      | NASA shares "the plans" with the Navy and NASA                                         |
      | NASA cedes control over "the agenda" to NASA                                           |

  @rule:trust.speaks-for-itself @rule:trust.not-self @passes @seed-004
  Scenario: One side's perception of trust is one side's
    When NOAA rates the Navy 2 for reliability, 4 for support of the mission and 3 for openness
    Then it is recorded

  @rule:trust.speaks-for-itself @refuses
  Scenario: Nobody rates in another's name
    When NOAA rates the Navy 2 for reliability, 4 for support of the mission and 3 for openness (said by NASA)
    Then it is refused because a party rates others only by its own word
    And nothing was recorded

  @rule:trust.not-self @passes @seed-004
  Scenario: Information is shared, not kept in silos
    When NASA shares "the duct maps" with the Navy and NOAA
    Then it is recorded

  @seed-004
  Scenario: An organisational target gives way to the shared goal
    When the Navy sets the target "uptime of its own lines" aside in favour of "uptime of all lines"
    Then it is recorded

  @rule:trust.not-self @passes @seed-004
  Scenario: A leader relinquishes control
    When NASA cedes control over "the agenda" to NOAA
    Then it is recorded

  @rule:trust.experiment-running @passes @seed-004
  Scenario: Space for taking risks: an experiment runs and something is learned
    Given NOAA starts the experiment shared-shift to see whether "one shift can watch two halls"
    When NOAA concludes the experiment shared-shift as did-not, having learned "two halls need two keys"
    Then it is recorded

  @rule:trust.experiment-running @refuses
  Scenario: An experiment is concluded once
    Given NOAA starts the experiment shared-shift to see whether "one shift can watch two halls"
    And NOAA concludes the experiment shared-shift as inconclusive, having learned "ask again"
    When NOAA concludes the experiment shared-shift as worked, having learned "it did after all"
    Then it is refused because only an experiment that is running can be concluded
    And nothing was recorded
