Feature: The measure of resources
  What may be spent and what was, what was pledged and what arrived, and which risks are open.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA

  @measure:resources @seed-003
  Scenario: Budgets approved, spent and left, by currency and kind
    120.50 and 79.50 approved for running costs, 60.25 and 39.75 spent of them; the rooms are another kind.
    Given an operating budget snacks of 120.50 USD is approved for "2019" on 2019-02-01
    And an operating budget maps of 79.50 USD is approved for "2019"
    And a capital budget rooms of 250000 USD is approved for "2019"
    And an operating budget travel of 900 EUR is approved for "2019"
    And NASA spends 60.25 of the budget snacks on "pretzels" on 2019-03-01
    And NASA spends 39.75 of the budget maps on "prints"
    Then on 2019-06-30 the figures of resources are
      | budgets.snacks.kind                | operating |
      | budgets.snacks.currency            | USD       |
      | budgets.snacks.period              | "2019"    |
      | budgets.snacks.approved            | 120.50    |
      | budgets.snacks.spent               | 60.25     |
      | budgets.snacks.left                | 60.25     |
      | budgets.rooms.left                 | 250000    |
      | by_currency.USD.operating.approved | 200       |
      | by_currency.USD.operating.spent    | 100       |
      | by_currency.USD.capital.approved   | 250000    |
      | by_currency.EUR.operating.left     | 900       |
      | by_currency.USD.operating.left     | 100       |
    And it is made of
      | budget-approved      | 120.50 |
      | budget-approved      | 79.50  |
      | expenditure-recorded | -60.25 |
      | expenditure-recorded | -39.75 |
    And on 2019-02-28 the figure resources.budgets.snacks.spent is 0

  @measure:resources
  Scenario: Cents add up to the cent
    0.1 + 0.2 is 0.3, and nothing is left of 0.3.
    Given an operating budget snacks of 0.3 USD is approved for "2019"
    And NASA spends 0.1 of the budget snacks on "a pretzel"
    And NASA spends 0.2 of the budget snacks on "an orange"
    Then on 2019-01-07 the figure resources.budgets.snacks.spent is 0.3
    And on 2019-01-07 the figure resources.budgets.snacks.left is 0

  @measure:resources
  Scenario: What was pledged and what arrived
    Given the Navy pledges 300 USD in money as ducts on 2019-02-01
    And NOAA pledges 4000 USD in staff-time as hours
    And 200 of the pledge ducts arrives on 2019-03-01
    Then on 2019-06-30 the figures of resources are
      | pledges.ducts.party                       | navy       |
      | pledges.ducts.kind                        | money      |
      | pledges.ducts.pledged                     | 300        |
      | pledges.ducts.received                    | 200        |
      | pledges.ducts.outstanding                 | 100        |
      | pledges.hours.received                    | 0          |
      | pledged_by_currency.USD.money.outstanding | 100        |
      | pledged_by_currency.USD.staff-time.pledged | 4000      |
    And on 2019-02-28 the figure resources.pledges.ducts.outstanding is 300

  @measure:resources
  Scenario: Risks by likelihood × impact, the heaviest first
    3 × 5 = 15 weighs more than 4 × 2 = 8.
    Given the Navy identifies the risk storm with likelihood 4 and impact 2 on 2019-02-01
    And NOAA identifies the risk flood with likelihood 3 and impact 5
    And NASA identifies the risk fire with likelihood 1 and impact 5
    And NASA identifies the risk theft with likelihood 1 and impact 2
    And NASA reports mitigating fire by "new doors" on 2019-02-10
    And the risk theft comes true on 2019-02-20
    Then on 2019-02-28 the figures of resources are
      | risks                  | flood, storm, fire and theft |
      | risks.flood.weight     | 15                           |
      | risks.flood.likelihood | 3                            |
      | risks.flood.impact     | 5                            |
      | risks.flood.owner      | noaa                         |
      | risks.storm.weight     | 8                            |
      | risks.storm.state      | open                         |
      | risks.fire.state       | mitigated                    |
      | risks.theft.state      | materialised                 |
      | open_risks             | 2                            |
    And on 2019-02-01 the figure resources.open_risks is 4

  @measure:resources
  Scenario: A grave risk that nobody mitigated for more than 30 days is overdue
    3 March is the 30th day after 1 February. A risk of weight 8 is never overdue.
    Given NOAA identifies the risk flood with likelihood 3 and impact 5 on 2019-02-01
    And the Navy identifies the risk storm with likelihood 4 and impact 2
    Then the figure resources.overdue_risks is in turn
      | 2019-03-03 | 0 |
      | 2019-03-04 | 1 |
    And on 2019-03-04 the figure resources.risks.flood.overdue_for_mitigation is yes
    And on 2019-12-31 the figure resources.risks.storm.overdue_for_mitigation is no
