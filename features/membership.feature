Feature: Membership
  Who is in and in what standing, who acts for whom, who holds which role, and what leaving leads to.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA, observed by Estuary College convened by NASA

  @rule:membership.not-already-in @passes
  Scenario: A party is invited and joins
    Given NASA invites Halcyon Launch as a rotating member
    When Halcyon Launch joins as a rotating member for commercial
    Then it is recorded
    And the members are NASA, the Navy, NOAA and Halcyon Launch
    And the observers are Estuary College

  @rule:membership.not-already-in @refuses
  Scenario: Nobody joins twice
    When the Navy joins as an observer
    Then it is refused because only a party that is not in yet joins or is invited
    And nothing was recorded

  @rule:membership.not-already-in @refuses
  Scenario: Who is in needs no invitation
    When NASA invites NOAA as a member
    Then it is refused because only a party that is not in yet joins or is invited
    And nothing was recorded

  @rule:membership.not-already-in @passes
  Scenario: Who has left may come back
    Given NOAA withdraws because "a reorganisation"
    When NOAA joins as an observer
    Then it is recorded
    And the observers are Estuary College and NOAA

  @rule:membership.was-invited @passes
  Scenario: An invited party says no
    Given NASA invites the Coast Guard as a member
    When the Coast Guard declines to join because "no staff"
    Then it is recorded

  @rule:membership.was-invited @refuses
  Scenario: Who was not asked cannot decline
    When the Coast Guard declines to join because "no staff"
    Then it is refused because only a party that was invited can decline
    And nothing was recorded

  @rule:membership.was-invited @refuses
  Scenario: An invitation is declined once
    Given NASA invites the Coast Guard as a member
    And the Coast Guard declines to join because "no staff"
    When the Coast Guard declines to join because "still no staff"
    Then it is refused because only a party that was invited can decline
    And nothing was recorded

  @rule:membership.is-in @rule:membership.speaks-for-itself @passes
  Scenario: A party leaves of its own accord
    When NOAA withdraws because "a reorganisation"
    Then it is recorded
    And the members are NASA and the Navy
    And NOAA is a former party

  @rule:membership.speaks-for-itself @refuses
  Scenario: Nobody withdraws in another's name
    When NOAA withdraws because "a reorganisation" (said by the Navy)
    Then it is refused because a party withdraws only by its own word
    And nothing was recorded

  @rule:membership.is-in @refuses
  Scenario Outline: What is said of a party needs the party to be in
    When <what>
    Then it is refused by the rule that only a party that is in leaves, changes its standing or is given a role
    And nothing was recorded

    Examples:
      | what                                                    |
      | NASA removes the Coast Guard because "it never came"    |
      | NASA makes the Coast Guard an observer                  |
      | NASA gives Ann of the Coast Guard the role of secretary |

  @rule:membership.convener-removes @rule:membership.is-in @passes
  Scenario: The convener removes a party
    When NASA removes NOAA because "it leaked the minutes"
    Then it is recorded
    And NOAA is a former party

  @rule:membership.convener-removes @refuses
  Scenario: A member cannot put another out
    When the Navy removes NOAA because "it leaked the minutes"
    Then it is refused because only the convener removes a party
    And nothing was recorded

  @rule:membership.is-in @passes
  Scenario: A member becomes an observer and no longer decides
    When NASA makes NOAA an observer
    Then it is recorded
    And the members are NASA and the Navy
    And the observers are Estuary College and NOAA

  @seed-001
  Scenario: The opening dialogue: who we are, how we got here, our role, our needs
    When Chief Ruiz is introduced for the Navy as "runs the networks", tells "we moved in long ago" and needs "steady links" and "notice before anyone digs"
    Then it is recorded

  @rule:membership.convener-hands-over @rule:membership.is-in @passes
  Scenario: The convener hands the chair on
    When NASA gives Chief Ruiz of the Navy the role of convener
    Then it is recorded
    And the convener is the Navy

  @rule:membership.convener-hands-over @refuses
  Scenario: Nobody takes the chair
    When the Navy gives Chief Ruiz of the Navy the role of convener
    Then it is refused because the convener's role is handed on by the present convener
    And nothing was recorded

  @rule:membership.convener-hands-over @refuses
  Scenario: The chair has been handed on, and its former holder no longer disposes of it
    Given NASA gives Chief Ruiz of the Navy the role of convener
    When NASA gives Ann of NASA the role of convener
    Then it is refused because the convener's role is handed on by the present convener
    And nothing was recorded

  @rule:membership.convener-hands-over @passes
  Scenario: Once the convener has left, any member fills the chair
    Given NASA withdraws because "a new mission"
    When NOAA gives Manager Oyelaran of NOAA the role of convener
    Then it is recorded
    And the convener is NOAA

  @rule:membership.convener-hands-over @refuses
  Scenario: Once the convener has left, an observer still does not fill the chair
    Given NASA withdraws because "a new mission"
    When Estuary College gives Dean Malik of Estuary College the role of convener
    Then it is refused because the convener's role is handed on by the present convener
    And nothing was recorded

  @rule:membership.holds-role @passes
  Scenario: A role is given up
    Given NASA gives Ann of NOAA the role of secretary for "the minutes"
    When Ann gives up the role of secretary for "the minutes"
    Then it is recorded

  @rule:membership.holds-role @refuses
  Scenario: Nobody gives up what somebody else holds
    Given NASA gives Ann of NOAA the role of secretary
    And NASA gives Bea of the Navy the role of liaison
    When Bea gives up the role of secretary
    Then it is refused because a role is given up only by a person who holds it
    And nothing was recorded

  Scenario: A convener who gives up the chair leaves it empty
    Given NASA gives Ann of NASA the role of convener
    When Ann gives up the role of convener
    Then it is recorded
    And there is no convener

  Scenario: Who leaves takes its consents along
    Given NASA and the Navy draft charter 1 under consensus
    And NOAA consents to charter 1
    And the Navy objects to charter 1 because "too long"
    When NOAA withdraws because "a reorganisation"
    Then it is recorded
    And nobody consents to charter 1
    And the Navy objects to charter 1

  Scenario: Who leaves takes its objection along, and the draft is ratified
    Given NASA and the Navy draft charter 1 under consensus on 2019-03-01
    And NOAA objects to charter 1 because "too long" on 2019-03-02
    And NASA consents to charter 1 on 2019-03-03
    And the Navy consents to charter 1 on 2019-03-04
    When NOAA withdraws because "a reorganisation" on 2019-04-01
    Then it is recorded
    And the rules add charter-ratified on 2019-04-01 by NOAA
      | consents | NASA, the Navy |
    And nobody objects to charter 1

  Scenario: Who leaves takes back what it said about the end
    Given the Navy promises NASA "the calendar" by 2019-06-01 as c-1
    And NASA proposes to end the coalition as purpose-achieved
    And NOAA consents to the end
    When NASA removes NOAA because "it leaked the minutes"
    Then it is recorded
    And nobody consents to the end

  Scenario: A promise is orphaned when its promisor leaves
    Given the Navy promises NASA "the calendar" by 2019-06-01 as c-1
    When the Navy withdraws because "a redeployment"
    Then it is recorded
    And the promise c-1 is orphaned
    And the promise c-1 is owed by the Navy to NASA

  Scenario: A promise passes to the first co-accountable party that is still in
    Given Halcyon Launch joins as a member
    And the Navy promises NASA "the calendar" by 2019-06-01 together with Halcyon Launch and NOAA as c-1
    And Halcyon Launch withdraws because "bankruptcy"
    When NASA removes the Navy because "it leaked the minutes"
    Then it is recorded
    And the promise c-1 is open
    And the promise c-1 is owed by NOAA and Halcyon Launch to NASA

  Scenario: What was delivered before its promisor left waits for its promisee
    Given the Navy promises NASA "the calendar" by 2019-06-01 as c-1
    And the Navy delivers c-1 with "a link"
    When the Navy withdraws because "a redeployment"
    Then it is recorded
    And the promise c-1 is delivered

  Scenario: A side that leaves the coalition is no longer a side
    Given NASA raises the conflict outages between NASA, the Navy and NOAA about "the outages" at stage 2
    When NOAA withdraws because "a reorganisation"
    Then it is recorded
    And the sides of outages are NASA and the Navy
