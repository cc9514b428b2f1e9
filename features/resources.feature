Feature: Resources
  What is pledged and what arrives, what may be spent and what was.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @rule:resources.amount-positive @passes @seed-003
  Scenario Outline: Partners create operating and capital budgets
    When <budget> is approved for "2019"
    Then it is recorded

    Examples:
      | budget                                   |
      | an operating budget snacks of 120.50 USD |
      | a capital budget rooms of 250000 USD     |

  @rule:resources.amount-positive @refuses
  Scenario Outline: An amount is more than nothing
    Given an operating budget snacks of 120.50 USD is approved for "2019"
    And the Navy pledges 300 USD in money as ducts
    When <what>
    Then it is refused because an amount has to be more than nothing
    And nothing was recorded

    Examples:
      | what                                                   |
      | a capital budget rooms of 0 USD is approved for "2019" |
      | NOAA pledges -5 EUR in staff-time as hours             |
      | 0.00 of the pledge ducts arrives                       |
      | NASA spends -1 of the budget snacks on "a refund"      |

  @rule:resources.amount-positive @passes
  Scenario: A party pledges what it has
    When NOAA pledges 4000 USD in staff-time as hours
    Then it is recorded

  @rule:resources.not-above-pledge @passes
  Scenario: A pledge arrives in parts, to the cent
    Given the Navy pledges 0.3 USD in money as ducts
    And 0.1 of the pledge ducts arrives
    When 0.2 of the pledge ducts arrives
    Then it is recorded

  @rule:resources.not-above-pledge @refuses
  Scenario: No more arrives than was pledged
    Given the Navy pledges 300 USD in money as ducts
    And 200 of the pledge ducts arrives
    When 100.01 of the pledge ducts arrives
    Then it is refused because no more may arrive than was pledged
    And nothing was recorded

  @rule:resources.within-budget @rule:resources.amount-positive @passes
  Scenario: A budget is spent to the last cent
    Given an operating budget snacks of 120.50 USD is approved for "2019"
    And NASA spends 100.25 of the budget snacks on "pretzels"
    When NASA spends 20.25 of the budget snacks on "oranges"
    Then it is recorded

  @rule:resources.within-budget @refuses
  Scenario: No more is spent than the budget has left
    Given an operating budget snacks of 120.50 USD is approved for "2019"
    And NASA spends 100.25 of the budget snacks on "pretzels"
    When NASA spends 20.26 of the budget snacks on "oranges"
    Then it is refused because no more may be spent than the budget has left
    And nothing was recorded
