Feature: Sessions and communication
  How often the parties meet, who came, and how word is spread.

  Background:
    Given a coalition "I3T" of NASA and the Navy convened by NASA

  @seed-001
  Scenario: A meeting rhythm sustains momentum
    When the parties agree to meet every 14 days
    Then it is recorded

  @rule:sessions.rhythm-agreed @passes
  Scenario: A series of meetings is given up
    Given the parties agree to meet every 14 days as works
    When the parties stop meeting as works because "the works are done"
    Then it is recorded

  @rule:sessions.rhythm-agreed @refuses
  Scenario: What was never agreed cannot end
    Given the parties agree to meet every 14 days
    When the parties stop meeting as works
    Then it is refused because only a rhythm that was agreed can end
    And nothing was recorded

  @rule:sessions.rhythm-agreed @refuses
  Scenario: A rhythm ends once
    Given the parties agree to meet every 14 days
    And the parties stop meeting
    When the parties stop meeting
    Then it is refused because only a rhythm that was agreed can end
    And nothing was recorded

  @rule:sessions.attendance-positive @passes @seed-000
  Scenario: The network session summary, as it was written
    When NASA holds the webinar session developing-coalitions about "LEADS: Developing Coalitions" on 2021-06-23
      | hosts            | "Heather La Borde" and "Michele Hannay"                                             |
      | objectives       | "Explain what defines a coalition", "Describe the leadership capabilities required" |
      | participants by  | North Zone 6, Edmonton Zone 4, Central Zone 4, Calgary Zone 9, South Zone 1         |
      | participant kind | physician                                                                           |
      | represented      | PCNs 15                                                                             |
      | resources        | "Connect First" and "Give and Take"                                                 |
      | highlights       | "A coalition is a temporary alliance" and "More information in the fall"            |
      | next on          | 2021-09-22                                                                          |
    Then it is recorded

  @rule:sessions.attendance-positive @passes @seed-001
  Scenario: The first meeting is a dialogue
    When NASA holds the dialogue session first-meeting about "who are we"
      | attendance | NASA 3, the Navy 2 |
    Then it is recorded

  @rule:sessions.attendance-positive @refuses
  Scenario: Who sent nobody did not attend
    When NASA holds the working session second-meeting about "ducts"
      | attendance | NASA 3, the Navy 0 |
    Then it is refused because a party that is listed as having attended has to have come with at least one person
    And nothing was recorded

  Scenario: A session that was due did not take place
    When the session due on 2019-02-04 is missed because "a storm" on 2019-02-05
    Then it is recorded

  @seed-001
  Scenario: A list is opened and news goes out over it
    Given NASA opens the listserv plant-list for "all tenants"
    When NASA releases the update "the chillers are off on Friday" over plant-list
    Then it is recorded
