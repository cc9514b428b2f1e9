Feature: Common ground and energy
  What the parties want, share and have had enough of, and what they win early.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @seed-002
  Scenario: Each side has most important interests
    When the Navy has an interest of weight 5 in "links that stay up" as steady-links
    Then it is recorded

  @seed-001
  Scenario: Change taps into people's frustrations
    When the Navy is dissatisfied with "works are learnt of when the screens go dark" at severity 4 as no-word
    Then it is recorded

  @rule:common-ground.all-in @passes @seed-000
  Scenario: Sharing values makes for success
    When NASA and the Navy share the value "nobody is left in the dark"
    Then it is recorded

  @rule:common-ground.all-in @refuses
  Scenario Outline: What parties share is said of parties that are in
    When NASA and the Coast Guard <share>
    Then it is refused because what parties share is said only of parties that are in
    And nothing was recorded

    Examples:
      | share                                       |
      | share the value "candour"                   |
      | find common ground in "one shared calendar" |
      | agree on the order "ducts", "rooms"         |

  @rule:common-ground.each-side-present @rule:common-ground.all-in @passes @seed-001
  Scenario: Common ground rests on an interest of each
    Given NASA has an interest of weight 4 in "renew the oldest rooms" as modern-plant
    And the Navy has an interest of weight 5 in "links that stay up" as steady-links
    When NASA and the Navy find common ground in "one plan for the plant" over modern-plant and steady-links
    Then it is recorded

  @rule:common-ground.each-side-present @refuses
  Scenario: Common ground that is one party's interest alone is none
    Given NASA has an interest of weight 4 in "renew the oldest rooms" as modern-plant
    When NASA and the Navy find common ground in "one plan for the plant" over modern-plant
    Then it is refused because where interests are named, each party has to find one of its own among them
    And nothing was recorded

  @rule:common-ground.each-side-present @passes
  Scenario: Common ground may be found before anybody has weighed interests
    When NASA and the Navy find common ground in "we all want fewer surprises"
    Then it is recorded

  @rule:common-ground.all-in @passes @seed-001
  Scenario: The parties work together at identifying and prioritising
    When NASA, the Navy and NOAA agree on the order "machine rooms", "ducts" and "labels"
    Then it is recorded

  @rule:common-ground.addresses-a-dissatisfaction @passes @seed-001
  Scenario: A quick win answers a dissatisfaction
    Given the Navy is dissatisfied with "no word of works" at severity 4 as no-word
    When NASA delivers the quick win "the list" against no-word
    Then it is recorded

  @rule:common-ground.addresses-a-dissatisfaction @refuses
  Scenario: A win that answers nobody's frustration is not a quick win
    When NASA delivers the quick win "a new logo"
    Then it is refused because a quick win has to answer at least one dissatisfaction that was voiced
    And nothing was recorded

  @seed-001
  Scenario: Successes are celebrated
    When NOAA celebrates "the first shared outage plan"
    Then it is recorded

  @seed-003
  Scenario: A leader reminds all of the purpose that drives the partnership
    When NASA reminds everyone of the purpose: "nobody is cut off by accident"
    Then it is recorded
