Feature: The page that is sent round
  A convener sends a sponsor one page: what is recorded, and beside it what the rules would have made of it with
  something changed. Whoever reads it sees both figures, and why what could not have been recorded could not.

  Scenario: What the sponsor meant, told beside the record
    When a page is made of the scenario no-sponsor
    Then the page asks "Would the group have held together if nobody at the facility had lent it a name?"
    And the page tells both figures
      | Sponsored                     | yes   | no    |
      | Momentum                      | +1.97 | +1.96 |
      | Conditions of success present | 12    | 11    |
    And the page says that it is a projection, not a prediction

  Scenario: Why the Navy's conflict was not settled
    When a page is made of the scenario navy-leaves
    Then the page tells both figures
      | Open conflicts                   | 0       | 1         |
      | Promises kept, by the first date | 50%     | 29%       |
      | Momentum is                      | slowing | reversing |
    And the page tells that NOAA’s delivery of duct-clash-2 could not have been recorded: duct-clash-2 was never promised, because event 95 did not follow, as i1 was inserted.
    And the page names the rule membership.actor-is-in
    And the page leads from 104 back to i1 over 95 and 93
