Feature: Initiatives
  What the coalition works on, who leads it, and how it measures what it reaches.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @seed-003
  Scenario: Partners set goals
    When NASA sets the goal fewer-outages of 2.5 "a quarter" in "unannounced outages" by 2019-12-31
    Then it is recorded

  @seed-003
  Scenario: Partners oversee performance
    Given NASA sets the goal fewer-outages of 2.5 "a quarter" in "unannounced outages" by 2019-12-31
    When NOAA reports 3.75 for the goal fewer-outages up to 2019-06-30
    Then it is recorded

  @rule:initiatives.dyad-complements @passes @seed-003
  Scenario: A dyad: two leads from different areas answer for the whole
    Given NASA sets the goal fewer-outages of 2.5 "a quarter" in "unannounced outages" by 2019-12-31
    When the initiative cold-rooms is launched for the goal fewer-outages and led by Ann of NASA in "operations" and Bea of the Navy in "networks"
    Then it is recorded

  @rule:initiatives.dyad-complements @refuses @seed-003
  Scenario: Two leads from one area do not complement each other
    When the initiative cold-rooms is launched and led by Ann of NASA in "networks" and Bea of the Navy in "networks"
    Then it is refused because two leads have to form a dyad and come from different areas
    And nothing was recorded

  @rule:initiatives.dyad-complements @passes
  Scenario: Three leads are a team, not a dyad
    When the initiative cold-rooms is launched and led by Ann of NASA in "networks", Bea of the Navy in "networks" and Cy of NOAA in "power"
    Then it is recorded

  @rule:initiatives.running @passes @seed-000
  Scenario: Clear planning and milestones
    Given the initiative cold-rooms is launched
    When the milestone first-room of cold-rooms is planned for 2019-06-30
    Then it is recorded

  @rule:initiatives.milestone-open @passes
  Scenario: A milestone is reached
    Given the initiative cold-rooms is launched
    And the milestone first-room of cold-rooms is planned for 2019-06-30
    When the milestone first-room is reached: "handed over to the shift"
    Then it is recorded

  @rule:initiatives.milestone-open @refuses
  Scenario: A milestone is reached once
    Given the initiative cold-rooms is launched
    And the milestone first-room of cold-rooms is planned for 2019-06-30
    And the milestone first-room is reached: "handed over to the shift"
    When the milestone first-room is reached: "handed over again"
    Then it is refused because a milestone is reached only once
    And nothing was recorded

  @rule:initiatives.running @passes
  Scenario: An initiative ends, and something was learned
    Given the initiative cold-rooms is launched
    When the initiative cold-rooms has ended as completed, having learned "start with the labels"
    Then it is recorded

  @rule:initiatives.running @refuses
  Scenario Outline: What has ended is neither planned for nor ended
    Given the initiative cold-rooms is launched
    And the initiative cold-rooms has ended as stopped, having learned "no money"
    When <what>
    Then it is refused because only an initiative that is running can be planned for or ended
    And nothing was recorded

    Examples:
      | what                                                                    |
      | the milestone second-room of cold-rooms is planned for 2019-09-30       |
      | the initiative cold-rooms has ended as completed, having learned "much" |

  Scenario: A promise is made for an initiative
    Given the initiative cold-rooms is launched
    When the Navy promises NASA "two electricians" by 2019-06-30 for the initiative cold-rooms as c-1
    Then it is recorded
