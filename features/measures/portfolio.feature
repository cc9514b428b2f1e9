Feature: The portfolio
  All coalitions of a ledger side by side, and what each party does across them.

  Background: Two coalitions, in both of which the Navy is a member and promises something
    In i3t it kept one promise of two, in harbour the only one: two of three, were they one coalition.
    Given a coalition "I3T" of NASA and the Navy convened by NASA
    And the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01
    And the Navy promises NASA "a map" by 2019-04-01 as c-2
    And the Navy delivers c-1 with "a link" on 2019-03-20
    And NASA accepts the delivery of c-1
    And beside it there is the coalition harbour
    And NOAA proposes a coalition "Harbour" to "dredge it together" as grassroots on 2019-02-06
    And NOAA joins as a member
    And the Navy joins as a member
    And Estuary College joins as an observer
    And the Navy promises NOAA "a dredger" by 2019-03-31 as c-1 on 2019-03-01
    And the Navy delivers c-1 with "a dredger" on 2019-03-31
    And NOAA accepts the delivery of c-1

  @measure:portfolio
  Scenario: Every coalition with where it stands
    Then on 2019-04-07 the portfolio tells
      | coalition | name    | phase   | age_days | members | kept_rate | kept_rate_n | overdue | last_activity | momentum_state | events |
      | harbour   | Harbour | forming | 60       | 2       | 1         | 1           | 0       | 2019-03-31    | building       | 7      |
      | i3t       | I3T     | forming | 90       | 2       | 1/2       | 2           | 1       | 2019-03-20    | slowing        | 7      |
    And on 2019-04-07 the figure accountability.coalition.kept_rate is 1

  @measure:portfolio
  Scenario: On an earlier day, as it was then
    Momentum of i3t on 7 January: two parties joined.
    Then on 2019-01-07T00:00:00Z the portfolio tells
      | coalition | age_days | momentum | kept_rate | overdue |
      | i3t       | 0        | 2        | unknown   | 0       |

  @measure:portfolio
  Scenario: Of one party, or the most first
    Then on 2019-04-07 the portfolio of nasa tells
      | coalition |
      | i3t       |
    And on 2019-04-07 the portfolio by overdue tells
      | coalition | overdue |
      | i3t       | 1       |
      | harbour   | 0       |
    And on 2019-04-07 the portfolio by kept_rate tells
      | coalition | kept_rate |
      | harbour   | 1         |
      | i3t       | 1/2       |

  @measure:portfolio
  Scenario: A party across coalitions
    Then on 2019-04-07 the parties of the portfolio are
      | party           | coalitions      | commitments | kept_rate | kept_rate_n | overdue |
      | estuary-college | harbour         | 0           | unknown   | 0           | 0       |
      | nasa            | i3t             | 0           | unknown   | 0           | 0       |
      | navy            | harbour and i3t | 3           | 2/3       | 3           | 1       |
      | noaa            | harbour         | 0           | unknown   | 0           | 0       |
