Feature: A coalition's life
  From a simple request to meet, over a charter, promises kept and broken, to its end and a new beginning.

  @seed-000 @seed-001 @seed-002 @seed-003 @seed-004
  Scenario: The working group on a shared plant
    # A simple request to meet
    Given today is 2018-05-02
    When NASA proposes a coalition "I3T Working Group" to "talk about the plant that all depend on" as grassroots
    Then it is recorded
    And the coalition is proposed
    Given today is 2018-05-16
    And NASA weighs the threat "tenants cut each other off" at 4 apart, 2 together and 4 for uncertainty
    And NASA weighs a culture distance of 3 and a time pressure of 2 and chooses to go together because "there is time"
    And NASA asks the Navy for "an hour around one table" by 2018-06-01 as meet
    And NASA joins as a member for federal
    And the Navy joins as a member for federal
    And NOAA joins as a member for federal
    When NASA invites Halcyon Launch as a rotating member
    Then it is recorded
    And the coalition is forming
    # A dialogue, and some table snacks
    Given NASA holds the dialogue session first-meeting about "who are we, and what do we depend on"
      | attendance | NASA 3, the Navy 2, NOAA 2 |
    And Chief Ruiz is introduced for the Navy as "runs the networks", tells "we moved in long ago" and needs "steady links"
    And NASA, the Navy and NOAA share a moment of shared-food: "pretzels and oranges"
    And the Navy is dissatisfied with "works are learnt of when the screens go dark" at severity 4 as no-word
    And NASA has an interest of weight 4 in "renew the oldest rooms" as modern-plant
    And the Navy has an interest of weight 5 in "links that stay up" as steady-links
    # A quick win
    And today is 2018-07-01
    And NASA opens the listserv plant-list for "all tenants"
    And NASA releases the update "the chillers are off on Friday" over plant-list
    When NASA delivers the quick win "the list" against no-word
    Then it is recorded
    # Common ground, and a charter written together
    Given today is 2018-11-06
    And NASA and the Navy find common ground in "one plan for the plant" over modern-plant and steady-links
    And the Navy promises NASA "share the outage calendar" by 2019-04-01 as calendar
    And NASA and the Navy draft charter 1 under consensus and the clauses notice and calendar until 2020-12-31
    And NOAA objects to charter 1 over notice because "a week is too short in storm season"
    And NASA consents to charter 1
    And the Navy consents to charter 1 (said by Chief Ruiz)
    When NOAA consents to charter 1 on 2018-11-07
    Then it is recorded
    And the rules add charter-ratified on 2018-11-07 by NOAA
      | consents | NASA, the Navy, NOAA |
    And the coalition is chartered
    And the sunset is 2020-12-31
    # A sponsor, a rhythm, and everyone held to earlier promises
    Given today is 2019-01-14
    And NASA asks the Chief Operating Officer for sponsorship: "stand behind our charter"
    And the Chief Operating Officer grants sponsorship with an advisory mandate: "a seat at the plant board"
    And the parties agree to meet every 14 days
    When NASA puts calendar under the clause calendar
    Then it is recorded
    And the coalition is sponsored
    # Work that two lead from different areas
    Given NASA sets the goal fewer-outages of 2 "a quarter" in "unannounced outages" by 2019-12-31
    And the initiative cold-rooms is launched for the goal fewer-outages and led by Ann of NASA in "operations" and Chief Ruiz of the Navy in "networks"
    And the milestone first-room of cold-rooms is planned for 2019-06-30
    # A conflict, and a contract that both sides keep
    And the conflict outages between NASA and the Navy has come to step 5
    When NASA settles outages: NASA will "call a week ahead" by 2019-05-01 and the Navy will "read the list" by 2019-05-01 as reading on 2019-01-14
    Then it is recorded
    And the rules add 2 events
    And the promise reading is owed by the Navy to everyone
    # Promises kept and broken
    Given today is 2019-05-06
    And the Navy delivers calendar with "the calendar on the list"
    And NASA delivers outages-1 with "four calls on record"
    And NOAA accepts the delivery of outages-1
    When NASA accepts the delivery of calendar
    Then it is recorded
    And the promise calendar is accepted
    When NASA calls reading broken because "the list lay unread"
    Then it is recorded
    And the promise reading is broken
    # A member leaves, another takes its promise over
    Given today is 2019-09-02
    And NOAA promises the Navy "storm warnings" by 2019-12-01 as warnings
    And the Navy contests 1: "we asked first"
    When NOAA withdraws because "a reorganisation"
    Then it is recorded
    And the promise warnings is orphaned
    When NASA takes warnings over
    Then it is recorded
    And the promise warnings is owed by NASA to the Navy
    # The end, held up by the last promise
    Given today is 2020-11-30
    And NASA proposes to end the coalition as succeeded, leaving "the list goes on"
    And the Navy consents to the end
    When NASA consents to the end
    Then it is recorded
    And the rules add nothing
    And the coalition is dissolving
    Given NASA delivers warnings with "a feed"
    When the Navy accepts the delivery of warnings on 2020-12-01
    Then it is recorded
    And the rules add coalition-dissolved on 2020-12-01 by the Navy
      | reason   | succeeded        |
      | legacy   | the list goes on |
      | consents | NASA, the Navy   |
    And the coalition is dissolved
    # What is left: lessons, and a new beginning under the same name
    Given NOAA has learned "ask before you dig"
    And today is 2021-03-01
    When the Navy reconvenes the coalition to "prepare for the next storm"
    Then it is recorded
    And the coalition is proposed
    And nobody is in
    And the convener is the Navy
    When the Navy joins as a member
    Then it is recorded
    And the coalition is forming
    And the coalition is called "I3T Working Group"
