Feature: Commitments
  Request, promise or decline, delivered, accepted or refused. Nobody marks their own work as done.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA, observed by Estuary College convened by NASA

  @seed-001
  Scenario: A party asks another
    When NASA asks the Navy for "an hour around one table" by 2019-02-01 as meet
    Then it is recorded
    And the request meet is open

  @rule:commitments.request-open @rule:commitments.only-the-asked-declines @passes
  Scenario: Who was asked says no
    Given NASA asks the Navy for "an hour around one table" as meet
    When the Navy declines the request meet because "at sea"
    Then it is recorded
    And the request meet is declined

  @rule:commitments.request-open @refuses
  Scenario: What was answered with a promise is no longer declined
    Given NASA asks the Navy for "an hour around one table" as meet
    And the Navy promises NASA "an hour" by 2019-02-01 in answer to meet as c-1
    When the Navy declines the request meet because "at sea"
    Then it is refused because only an open request can be declined
    And nothing was recorded

  @rule:commitments.only-the-asked-declines @refuses
  Scenario: Nobody declines for another
    Given NASA asks the Navy for "an hour around one table" as meet
    When NOAA declines the request meet because "they are at sea"
    Then it is refused because a request is declined only by the party that was asked
    And nothing was recorded

  @rule:commitments.promisor-is-in @rule:commitments.promisee-is-in @rule:commitments.not-to-self @passes
  @rule:commitments.dated @rule:commitments.due-ahead @rule:commitments.own-word
  Scenario: A party promises another something by a date
    Given NASA asks the Navy for "the outage calendar" as ask
    When the Navy promises NASA "share the outage calendar" by 2019-04-01 in answer to ask as c-1 on 2019-03-04
    Then it is recorded
    And the promise c-1 is open
    And the promise c-1 is owed by the Navy to NASA
    And the request ask is answered

  @rule:commitments.promisee-is-in @rule:commitments.own-word @passes @seed-003
  Scenario: Shared responsibility, equal accountability: who answers too may give the word
    When the Navy promises everyone "one outage plan" by 2019-04-01 together with NOAA as c-1 (said by NOAA)
    Then it is recorded
    And the promise c-1 is owed by the Navy and NOAA to everyone

  @rule:commitments.promisor-is-in @refuses
  Scenario: Who promises is in the coalition
    When the Coast Guard promises NASA "boats" by 2019-04-01 as c-1 (said by NASA)
    Then it is refused because only a party that is in promises
    And nothing was recorded

  @rule:commitments.promisee-is-in @refuses
  Scenario: A promise to a stranger is none of the coalition's
    When the Navy promises the Coast Guard "fuel" by 2019-04-01 as c-1
    Then it is refused because a promise is made only to a party that is in, or to all
    And nothing was recorded

  @rule:commitments.not-to-self @refuses
  Scenario Outline: Nobody promises to itself
    When the Navy promises <promise> as c-1
    Then it is refused because nobody promises to itself
    And nothing was recorded

    Examples:
      | promise                                              |
      | the Navy "discipline" by 2019-04-01                  |
      | NOAA "the calendar" by 2019-04-01 together with NOAA |

  @rule:commitments.dated @refuses
  Scenario: A promise without a date is a wish
    When the Navy promises NASA "share the outage calendar" as c-1
    Then it is refused because a promise needs a date
    And the refusal says "agree on one; or keep it all the same"
    And nothing was recorded

  Scenario: A wish is recorded attested, and counts as undated
    When the Navy promises NASA "share the outage calendar" as c-1 attested "so the minutes say" (recorded by Ann)
    Then it is recorded attested, "so the minutes say" by Ann
    And the breaches are commitments.dated
    And the promise c-1 is undated

  @rule:commitments.due-ahead @refuses
  Scenario: A promise is not due before it is made
    When the Navy promises NASA "the calendar" by 2019-03-03 as c-1 on 2019-03-04
    Then it is refused because a promise may not be due before it is made
    And nothing was recorded

  @rule:commitments.due-ahead @passes
  Scenario: A promise may be due on the day it is made
    When the Navy promises NASA "the calendar" by 2019-03-04 as c-1 on 2019-03-04T16:30:00-05:00
    Then it is recorded

  @rule:commitments.own-word @refuses
  Scenario: Nobody promises in another's name
    When the Navy promises NASA "the calendar" by 2019-04-01 as c-1 (said by NOAA)
    Then it is refused because a promise is given only by the party that promises or one that answers for it too
    And nothing was recorded

  @rule:commitments.clause-in-force @passes @seed-001
  Scenario: The charter holds everyone accountable for earlier commitments
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And charter 1 is in force under consensus and the clauses notice
    When NASA puts c-1 under the clause notice
    Then it is recorded

  @rule:commitments.clause-in-force @passes
  Scenario: A promise is made under a clause
    Given charter 1 is in force under consensus and the clauses notice
    When the Navy promises NASA "the calendar" by 2019-04-01 under notice as c-1
    Then it is recorded

  @rule:commitments.clause-in-force @refuses
  Scenario Outline: A clause that is not in force holds nobody
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And NASA and the Navy draft charter 1 under consensus and the clause notice
    When <what>
    Then it is refused because a promise rests only on a clause of the charter in force
    And nothing was recorded

    Examples:
      | what                                                             |
      | NASA puts c-1 under the clause notice                            |
      | the Navy promises NOAA "a map" by 2019-04-01 under notice as c-2 |

  @rule:commitments.promisor-agrees @rule:commitments.not-to-self @rule:commitments.open @passes
  Scenario: Others than before answer for a promise too
    Given the Navy promises NASA "the calendar" by 2019-04-01 together with NOAA as c-1
    When the Navy lets Estuary College answer for c-1 too because "it draws it up"
    Then it is recorded
    And the promise c-1 is owed by the Navy and Estuary College to NASA

  @rule:commitments.promisor-agrees @refuses
  Scenario: Nobody is made to share a promise over its promisor's head
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When NASA lets NOAA answer for c-1 too
    Then it is refused because who answers for a promise beside its promisor changes only by the promisor's word
    And nothing was recorded

  @rule:commitments.not-to-self @refuses
  Scenario: The promisee does not come to answer for the promise
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When the Navy lets NASA answer for c-1 too
    Then it is refused because nobody promises to itself
    And nothing was recorded

  @rule:commitments.only-the-accountable-deliver @rule:commitments.open @passes
  Scenario: Delivery is the word of a party that answers for the promise
    Given the Navy promises NASA "the calendar" by 2019-04-01 together with NOAA as c-1
    When NOAA delivers c-1 with "a link"
    Then it is recorded
    And the promise c-1 is delivered

  @rule:commitments.only-the-accountable-deliver @refuses
  Scenario: Who does not answer for a promise cannot call it delivered
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When NOAA delivers c-1 with "a link"
    Then it is refused because a delivery is reported only by a party that answers for the promise
    And the refusal says "noaa reported it; navy answers for it"
    And nothing was recorded

  @rule:commitments.delivered @rule:commitments.only-the-promisee-accepts @passes
  Scenario: Acceptance is the promisee's word
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And the Navy delivers c-1 with "a link"
    When NASA accepts the delivery of c-1
    Then it is recorded
    And the promise c-1 is accepted

  @rule:commitments.only-the-promisee-accepts @passes
  Scenario: What was promised to all is accepted by any member that does not answer for it
    Given the Navy promises everyone "the calendar" by 2019-04-01 together with NASA as c-1
    And the Navy delivers c-1 with "a link"
    When NOAA accepts the delivery of c-1
    Then it is recorded
    And the promise c-1 is accepted

  @rule:commitments.only-the-promisee-accepts @passes
  Scenario: Where the promisee has left, another member accepts
    Given the Navy promises NOAA "the calendar" by 2019-04-01 as c-1
    And the Navy delivers c-1 with "a link"
    And NOAA withdraws because "a reorganisation"
    When NASA accepts the delivery of c-1
    Then it is recorded
    And the promise c-1 is accepted

  @rule:commitments.only-the-promisee-accepts @refuses
  Scenario Outline: Nobody marks their own work as done
    Given the Navy promises everyone "the calendar" by 2019-04-01 together with NOAA as c-1
    And the Navy delivers c-1 with "a link"
    When <who> <verdict>
    Then it is refused because delivery is accepted or refused only on the promisee's side
    And nothing was recorded

    Examples:
      | who             | verdict                                          |
      | the Navy        | accepts the delivery of c-1                      |
      | NOAA            | accepts the delivery of c-1                      |
      | Estuary College | accepts the delivery of c-1                      |
      | the Navy        | refuses the delivery of c-1 because "it is late" |

  @rule:commitments.delivered @refuses
  Scenario Outline: Only what was delivered is judged
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When NASA <verdict>
    Then it is refused because only what has been delivered can be accepted or refused
    And nothing was recorded

    Examples:
      | verdict                                          |
      | accepts the delivery of c-1                      |
      | refuses the delivery of c-1 because "it is late" |

  @rule:commitments.delivered @rule:commitments.only-the-promisee-accepts @passes
  Scenario: What was refused is open again
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And the Navy delivers c-1 with "a link"
    When NASA refuses the delivery of c-1 because "half a year is missing"
    Then it is recorded
    And the promise c-1 is open

  Scenario: A refusal after the promisor left does as leaving would have done
    Given the Navy promises NASA "the calendar" by 2019-04-01 together with NOAA as c-1
    And the Navy promises NASA "a map" by 2019-04-01 as c-2
    And the Navy delivers c-1 with "a link"
    And the Navy delivers c-2 with "a sketch"
    And the Navy withdraws because "a redeployment"
    When NASA refuses the delivery of c-1 because "half a year is missing"
    And NASA refuses the delivery of c-2 because "no scale"
    Then it is recorded
    And the promise c-1 is owed by NOAA to NASA
    And the promise c-1 is open
    And the promise c-2 is orphaned

  Scenario: An acceptance taken back needs attesting and opens the promise again
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And the Navy delivers c-1 with "a link"
    And NASA accepts the delivery of c-1
    When NASA refuses the delivery of c-1 because "the link is dead" attested "letter of May" (recorded by Ann)
    Then it is recorded attested, "letter of May" by Ann
    And the breaches are commitments.delivered
    And the promise c-1 is open

  @rule:commitments.open @refuses
  Scenario Outline: What is settled is settled
    Given charter 1 is in force under consensus and the clauses notice
    And the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And NASA releases c-1 because "no longer needed"
    When <what>
    Then it is refused because this needs a promise that is open
    And nothing was recorded

    Examples:
      | what                                                 |
      | NASA puts c-1 under the clause notice                |
      | the Navy lets NOAA answer for c-1 too                |
      | the Navy reports progress on c-1: "half"             |
      | the Navy delivers c-1 with "a link"                  |
      | the Navy moves c-1 to 2019-05-01 as agreed with NASA |
      | the Navy takes c-1 back because "no time"            |
      | NASA calls c-1 broken because "late" on 2019-04-02   |

  @rule:commitments.open @passes
  Scenario: Progress is reported on an open promise
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When the Navy reports progress on c-1: "two quarters of four"
    Then it is recorded
    And the promise c-1 is open

  Scenario: An outsider's verdict stands beside the promise and changes nothing
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And the Navy delivers c-1 with "a link"
    When the Review Panel assesses c-1 as substantial: "one quarter is missing"
    Then it is recorded
    And the promise c-1 is delivered

  @rule:commitments.promisee-agrees @rule:commitments.open @passes @seed-001
  Scenario: Terms are negotiated, and the first date stays on record
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When the Navy moves c-1 to 2019-05-01 and now means "half the calendar" as agreed with NASA
    Then it is recorded
    And the promise c-1 is due on 2019-05-01, first on 2019-04-01

  @rule:commitments.promisee-agrees @passes
  Scenario: The date is withdrawn
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When the Navy takes the date off c-1 as agreed with NASA
    Then it is recorded
    And the promise c-1 is undated, first due on 2019-04-01

  @rule:commitments.promisee-agrees @refuses
  Scenario: Nobody renegotiates with himself
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When the Navy moves c-1 to 2019-05-01 as agreed with the Navy
    Then it is refused because a promise is renegotiated only with the agreement of the promisee's side
    And nothing was recorded

  @rule:commitments.unsettled @rule:commitments.only-the-promisee-releases @passes
  Scenario: The promisee lets the promisor off
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When NASA releases c-1 because "no longer needed"
    Then it is recorded
    And the promise c-1 is released

  @rule:commitments.unsettled @passes
  Scenario: An orphan is released
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And the Navy withdraws because "a redeployment"
    When NASA releases c-1 because "no longer needed"
    Then it is recorded
    And the promise c-1 is released

  @rule:commitments.unsettled @refuses
  Scenario: What is settled needs no release
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And the Navy delivers c-1 with "a link"
    And NASA accepts the delivery of c-1
    When NASA releases c-1 because "no longer needed"
    Then it is refused because only a promise that is open, delivered or orphaned can be released
    And nothing was recorded

  @rule:commitments.only-the-promisee-releases @refuses
  Scenario: Nobody lets himself off
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When the Navy releases c-1 because "no time"
    Then it is refused because a promise is released only on the promisee's side
    And the refusal says "That side is nasa"
    And nothing was recorded

  @rule:commitments.only-the-promisor-revokes @rule:commitments.open @passes
  Scenario: A promisor takes a promise back
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When the Navy takes c-1 back because "no time"
    Then it is recorded
    And the promise c-1 is revoked

  @rule:commitments.only-the-promisor-revokes @refuses
  Scenario: Nobody takes back another's promise
    Given the Navy promises NASA "the calendar" by 2019-04-01 together with NOAA as c-1
    When NOAA takes c-1 back because "no time"
    Then it is refused because a promise is revoked only by its promisor
    And nothing was recorded

  @rule:commitments.past-due @rule:commitments.not-by-its-maker @rule:commitments.open @passes
  Scenario Outline: A promise whose date has passed is called broken
    Given the Navy promises NOAA "the calendar" by 2019-04-01 as c-1
    When <who> calls c-1 broken because "nothing came" on 2019-04-02
    Then it is recorded
    And the promise c-1 is broken

    Examples:
      | who  |
      | NOAA |
      | NASA |

  @rule:commitments.past-due @refuses
  Scenario: On its last day a promise is not broken yet
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When NASA calls c-1 broken because "nothing came" on 2019-04-01
    Then it is refused because a promise can be called broken only once its date has passed
    And nothing was recorded

  @rule:commitments.past-due @refuses
  Scenario: A promise whose date was withdrawn is never late
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And the Navy takes the date off c-1 as agreed with NASA
    When NASA calls c-1 broken because "nothing came" on 2019-12-31
    Then it is refused because a promise can be called broken only once its date has passed
    And nothing was recorded

  @rule:commitments.not-by-its-maker @refuses
  Scenario Outline: A promise is not called broken by its maker, nor by anybody else
    Given <promisor> promises the Navy "the calendar" by 2019-04-01 as c-1
    When <who> calls c-1 broken because "nothing came" on 2019-04-02
    Then it is refused because a promise is called broken by the promisee's side or the convener
    And nothing was recorded

    Examples:
      | promisor | who             |
      | NOAA     | NOAA            |
      | NOAA     | Estuary College |
      | NASA     | NASA            |

  @rule:commitments.open-or-orphaned @rule:commitments.receiver-accepts @passes
  Scenario: Another party takes a promise over
    Given the Navy promises NASA "the calendar" by 2019-04-01 together with NOAA as c-1
    When NOAA takes c-1 over
    Then it is recorded
    And the promise c-1 is owed by NOAA to NASA
    And the promise c-1 is open

  @rule:commitments.open-or-orphaned @rule:commitments.receiver-accepts @passes
  Scenario: The promisee of an orphan takes it over, and owes it to everyone
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And the Navy withdraws because "a redeployment"
    When NASA takes c-1 over
    Then it is recorded
    And the promise c-1 is owed by NASA to everyone
    And the promise c-1 is open

  @rule:commitments.open-or-orphaned @refuses
  Scenario: What is settled is not handed over
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    And the Navy takes c-1 back because "no time"
    When NOAA takes c-1 over
    Then it is refused because only an open or orphaned promise can be handed over
    And nothing was recorded

  @rule:commitments.receiver-accepts @refuses
  Scenario Outline: Nobody is handed a promise without a word of its own
    Given the Navy promises NASA "the calendar" by 2019-04-01 as c-1
    When <how>
    Then it is refused because a promise is handed over by the word of the party that takes it on
    And nothing was recorded

    Examples:
      | how                                                     |
      | the Navy hands c-1 over to NOAA as accepted by NOAA     |
      | the Navy hands c-1 over to NOAA as accepted by the Navy |
      | NASA takes c-1 over                                     |

  @rule:membership.is-in @passes
  Scenario: What a party has delivered stays delivered when it leaves
    Given the Navy promises NASA "the outage calendar" by 2019-04-01 as c-1
    And the Navy delivers c-1 with "a link"
    When the Navy withdraws because "a redeployment"
    Then it is recorded
    And the promise c-1 is delivered
