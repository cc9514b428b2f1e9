Feature: Conflict, the five-step conversation
  Prepare, check your purposes, start with congruence, explore, agree and contract. Every side takes every step itself.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @rule:conflicts.all-in @passes @seed-004
  Scenario: Conflict is inevitable when people come together, and it is put on the table
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And the agreement services is reached: NASA gives "fibre pairs" to the Navy
    When NOAA raises the conflict outages between NASA and the Navy about "the outages of spring" over c-1 and services at stage 2
    Then it is recorded
    And the conflict outages is open
    And the conflict outages is at stage 2

  @rule:conflicts.all-in @refuses
  Scenario: Who is not in is no side
    When NASA raises the conflict outages between NASA and the Coast Guard about "the outages of spring" at stage 2
    Then it is refused because a conflict is only between parties that are in
    And nothing was recorded

  @rule:conflicts.owns-its-part @rule:conflicts.is-a-side @rule:conflicts.speaks-for-itself @rule:conflicts.open @passes @seed-002
  Scenario: Step 1, prepare: how did it come to this, what happens now, what did each contribute?
    Given the conflict outages between NASA and the Navy has come to step 1
    When NASA prepares for outages, naming the part of NASA "no notice given" and the Navy "no list read"
      | how we got here | two seasons of digging without a word |
      | happening now   | each keeps a calendar of its own      |
    Then it is recorded

  @rule:conflicts.owns-its-part @refuses @seed-002
  Scenario: Naming the others' part alone is no preparation
    Given the conflict outages between NASA and the Navy has come to step 1
    When NASA prepares for outages, naming the part of the Navy "no list read"
    Then it is refused because a side has to name its own contribution among the others
    And nothing was recorded

  @rule:conflicts.is-a-side @refuses
  Scenario Outline: The steps are taken by the sides
    Given the conflict outages between NASA and the Navy has come to step <step>
    When <what>
    Then it is refused because the steps are taken only by the sides of the conflict
    And nothing was recorded

    Examples:
      | step | what                                                                                                                         |
      | 1    | NOAA prepares for outages, naming the part of NOAA "none"                                                                    |
      | 2    | NOAA checks its purpose in outages: protect                                                                                  |
      | 3    | NASA and NOAA find the common purpose "quiet" in outages                                                                     |
      | 4    | NOAA explores outages: it saw "a trench", it felt "nothing"                                                                  |
      | 5    | NASA settles outages: NASA will "call" by 2019-05-01, the Navy will "read" by 2019-05-01 and NOAA will "watch" by 2019-05-01 |

  @rule:conflicts.speaks-for-itself @refuses
  Scenario Outline: A side takes its steps by its own word
    Given the conflict outages between NASA and the Navy has come to step <step>
    When <what> (said by NASA)
    Then it is refused because a side takes its steps only by its own word
    And nothing was recorded

    Examples:
      | step | what                                                                    |
      | 1    | the Navy prepares for outages, naming the part of the Navy "everything" |
      | 2    | the Navy checks its purpose in outages: punish                          |
      | 4    | the Navy explores outages: it saw "a trench", it felt "shame"           |

  @rule:conflicts.speaks-for-itself @rule:conflicts.is-a-side @passes @seed-002
  Scenario Outline: Step 2, check your purposes: coerce or punish, educate or protect, or mutual benefit?
    Given the conflict outages between NASA and the Navy has come to step 2
    When the Navy checks its purpose in outages: <motive>
    Then it is recorded

    Examples:
      | motive         |
      | coerce         |
      | educate        |
      | mutual-benefit |

  @rule:conflicts.in-order @rule:conflicts.is-a-side @passes @seed-002
  Scenario: Step 3, start with congruence
    Given the conflict outages between NASA and the Navy has come to step 3
    When NASA and the Navy find the common purposes "a plant that runs" and "nobody surprised" in outages
    Then it is recorded

  @rule:conflicts.in-order @refuses
  Scenario Outline: Common purposes come after every side's steps 1 and 2
    Given the conflict outages between NASA and the Navy has come to step <step>
    And NASA checks its purpose in outages: protect
    When NASA and the Navy find the common purpose "a plant that runs" in outages
    Then it is refused because common purposes come after every side's preparation and purpose check
    And nothing was recorded

    Examples:
      | step |
      | 1    |
      | 2    |

  @rule:conflicts.in-order @refuses
  Scenario: Exploring comes after common purposes
    Given the conflict outages between NASA and the Navy has come to step 3
    When NASA explores outages: it saw "a trench", it felt "alarm"
    Then it is refused because common purposes come after every side's preparation and purpose check
    And nothing was recorded

  @rule:conflicts.in-order @rule:conflicts.speaks-for-itself @passes @seed-002
  Scenario: Step 4, explore: listen, tell the impact, be open to new information
    Given the Navy has an interest of weight 5 in "links that stay up" as steady-links
    And the conflict outages between NASA and the Navy has come to step 4
    When the Navy explores outages: it saw "a trench", it felt "a dark screen", new to it is "a list exists", at stake is steady-links
    Then it is recorded

  @rule:conflicts.all-heard @rule:conflicts.two-way @rule:conflicts.no-hostile-motive @rule:conflicts.is-a-side @passes @seed-002
  Scenario: Step 5, contract what each will do: every line becomes a promise to all
    Given the conflict outages between NASA and the Navy has come to step 5
    When NASA settles outages: NASA will "call a week ahead" by 2019-05-01 and the Navy will "read the list" by 2019-06-01 as reading on 2019-04-10
      | positive consequences | "work goes on while others sleep"    |
      | negative consequences | "the matter goes to the plant board" |
      | review how            | at the June meeting                  |
    Then it is recorded
    And the rules add 2 events
    And the rules add commitment-made on 2019-04-10 by NASA
      | commitment | outages-1         |
      | promisor   | nasa              |
      | promisee   | all               |
      | what       | call a week ahead |
      | due        | 2019-05-01        |
      | settles    | outages           |
    And the rules add commitment-made on 2019-04-10 by NASA
      | commitment | reading       |
      | promisor   | navy          |
      | promisee   | all           |
      | what       | read the list |
      | due        | 2019-06-01    |
      | settles    | outages       |
    And the conflict outages is settled
    And the promise outages-1 is open
    And the promise reading is owed by the Navy to everyone

  @rule:conflicts.all-heard @refuses
  Scenario: Nothing is settled over the head of a side that was not heard
    Given the conflict outages between NASA and the Navy has come to step 4
    And NASA explores outages: it saw "a trench", it felt "alarm"
    When NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01
    Then it is refused because a conflict is settled after every side has explored it
    And nothing was recorded

  @rule:conflicts.no-hostile-motive @refuses @seed-002
  Scenario Outline: Nothing is settled while a side means to coerce or punish
    Given the conflict outages between NASA and the Navy has come to step 5
    And the Navy checks its purpose in outages: <motive>
    When NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01
    Then it is refused because a conflict is not settled while a side's purpose is to coerce or to punish
    And nothing was recorded

    Examples:
      | motive |
      | coerce |
      | punish |

  @rule:conflicts.no-hostile-motive @passes
  Scenario: A side that thinks again settles
    Given the conflict outages between NASA and the Navy has come to step 5
    And the Navy checks its purpose in outages: punish
    And the Navy checks its purpose in outages: protect
    When NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01
    Then it is recorded

  @rule:conflicts.two-way @refuses @seed-002
  Scenario: Relationships that always go one way rarely last
    Given the conflict outages between NASA and the Navy has come to step 5
    When NASA settles outages: the Navy will "read" by 2019-05-01
    Then it is refused because every side has to contract to do something
    And nothing was recorded

  @rule:conflicts.interests-met @passes @seed-002
  Scenario: A settlement meets each side's most important interests
    Given the Navy has an interest of weight 4 in "links that stay up" as steady-links
    And the Navy has an interest of weight 3 in "good coffee" as coffee
    And the conflict outages between NASA and the Navy has come to step 5
    And the Navy explores outages: it saw "a trench", it felt "alarm", at stake is steady-links and coffee
    When NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01, meeting the Navy's steady-links
    Then it is recorded

  @rule:conflicts.interests-met @refuses @seed-002
  Scenario: A most important interest that is at stake and not met leaves it unsettled
    Given the Navy has an interest of weight 4 in "links that stay up" as steady-links
    And the conflict outages between NASA and the Navy has come to step 5
    And the Navy explores outages: it saw "a trench", it felt "alarm", at stake is steady-links
    When NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01
    Then it is refused because of what each side said is at stake, its most important interests (weight 4 and 5) have to be met
    And nothing was recorded

  @rule:conflicts.interests-met @refuses @seed-002
  Scenario: What a side said is at stake stays at stake when it speaks again
    Given the Navy has an interest of weight 4 in "links that stay up" as steady-links
    And the conflict outages between NASA and the Navy has come to step 5
    And the Navy explores outages: it saw "a trench", it felt "alarm", at stake is steady-links
    And the Navy explores outages: it saw "a trench after all", it felt "relief"
    When NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01
    Then it is refused because of what each side said is at stake, its most important interests (weight 4 and 5) have to be met
    And nothing was recorded

  @rule:¶new @refuses
  Scenario: A contract cannot make a promise under an id that is taken
    Given the Navy promises NASA "the calendar" by 2019-04-01 as outages-1
    And the conflict outages between NASA and the Navy has come to step 5
    When NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01
    Then it is refused because an id or ref that an event introduces has to be new in its coalition
    And the refusal says "commitment outages-1"
    And nothing was recorded

  @rule:conflicts.settled @passes @seed-002
  Scenario: Progress is reviewed, and the settlement has held
    Given the conflict outages between NASA and the Navy has come to step 5
    And NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01
    When the settlement of outages has held, to be reviewed by 2020-01-31
    Then it is recorded
    And the conflict outages is settled

  @rule:conflicts.settled @refuses
  Scenario: What was never settled cannot have held
    Given the conflict outages between NASA and the Navy has come to step 5
    When the settlement of outages has held
    Then it is refused because only a settled conflict is reviewed
    And nothing was recorded

  @rule:conflicts.settled @passes
  Scenario: What has not held begins again at step 1
    Given the conflict outages between NASA and the Navy has come to step 5
    And NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01
    When the settlement of outages has not held
    Then it is recorded
    And the conflict outages is open

  @rule:conflicts.in-order @refuses
  Scenario: A reopened conflict is not settled on what was said before
    Given the conflict outages between NASA and the Navy has come to step 5
    And NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01
    And the settlement of outages has not held
    When NASA explores outages: it saw "another trench", it felt "weariness"
    Then it is refused because common purposes come after every side's preparation and purpose check
    And nothing was recorded

  @rule:conflicts.stage-rises @rule:conflicts.open @passes
  Scenario: A conflict climbs
    Given the conflict outages between NASA and the Navy has come to step 1
    When the conflict outages climbs to stage 4: "both look for allies"
    Then it is recorded
    And the conflict outages is at stage 4

  @rule:conflicts.stage-rises @refuses
  Scenario: A conflict does not climb to where it is
    Given the conflict outages between NASA and the Navy has come to step 1
    When the conflict outages climbs to stage 2: "debate"
    Then it is refused because an escalation has to climb to a higher stage than before
    And nothing was recorded

  @rule:conflicts.open @passes
  Scenario: A conflict is closed without a settlement
    Given the conflict outages between NASA and the Navy has come to step 3
    When the conflict outages is closed because "the plant was sold"
    Then it is recorded
    And the conflict outages is closed

  @rule:conflicts.open @refuses
  Scenario Outline: What is closed stays closed
    Given the conflict outages between NASA and the Navy has come to step 5
    And the conflict outages is closed because "the plant was sold"
    When <what>
    Then it is refused because this needs a conflict that is open
    And nothing was recorded

    Examples:
      | what                                                                                        |
      | NASA prepares for outages, naming the part of NASA "haste"                                  |
      | NASA checks its purpose in outages: protect                                                 |
      | NASA and the Navy find the common purpose "quiet" in outages                                |
      | NASA explores outages: it saw "a trench", it felt "alarm"                                   |
      | NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01 |
      | the conflict outages climbs to stage 4: "both look for allies"                              |
      | the conflict outages is closed because "again"                                              |

  @rule:conflicts.open @refuses
  Scenario: With one side left there is nobody to talk to
    Given the conflict outages between NASA and the Navy has come to step 4
    And the Navy withdraws because "a redeployment"
    When NASA explores outages: it saw "a trench", it felt "alarm"
    Then it is refused because this needs a conflict that is open; below two sides it can only be closed
    And nothing was recorded

  @rule:conflicts.open @passes
  Scenario: With one side left a conflict is closed
    Given the conflict outages between NASA and the Navy has come to step 4
    And the Navy withdraws because "a redeployment"
    When the conflict outages is closed because "nobody to talk to"
    Then it is recorded
    And the conflict outages is closed

  @rule:conflicts.all-heard @passes
  Scenario: Once a side has left, the others settle without it
    Given the conflict outages between NASA, the Navy and NOAA has come to step 4
    And NASA explores outages: it saw "a trench", it felt "alarm"
    And the Navy explores outages: it saw "a trench", it felt "a dark screen"
    And NOAA withdraws because "a reorganisation"
    When NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01
    Then it is recorded
    And the rules add 2 events

  Scenario: A settlement takes no step without consequences on either hand
    Given the conflict outages between NASA and the Navy has come to step 5
    When NASA settles outages: NASA will "call" by 2019-05-01 and the Navy will "read" by 2019-05-01
      | negative consequences | - |
    Then it is refused because everything the vocabulary asks for has to be given
    And nothing was recorded
