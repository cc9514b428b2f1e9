Feature: Testimony, more than one version of the truth
  Accounts that disagree are kept side by side. What was recorded wrongly stays in the ledger and stops counting.

  Background:
    Given a coalition "I3T" of NASA, the Navy and NOAA convened by NASA
    And the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-01 (noted as promised)

  @rule:testimony.has-standing @passes @seed-004
  Scenario: A leader is open to the possibility that their version of the truth may be wrong
    When the Navy contests promised: "we said we would try"
    Then it is recorded

  @rule:testimony.has-standing @passes
  Scenario: Who has left is still heard
    Given the Navy withdraws because "a redeployment"
    When the Navy contests promised: "we said we would try"
    Then it is recorded

  @rule:testimony.has-standing @refuses
  Scenario: Who never was in has no account of what happened inside
    When the Coast Guard contests promised: "we were promised it" (said by NASA)
    Then it is refused because an account is contested only by a party that is in or once was
    And nothing was recorded

  @rule:testimony.was-contested @passes @seed-004
  Scenario: The parties agree how it is told
    Given the Navy contests promised: "we said we would try"
    When the parties agree how promised is told: "a promise, made in haste"
    Then it is recorded

  @rule:testimony.was-contested @refuses
  Scenario: What nobody contested needs no reconciling
    When the parties agree how promised is told: "a promise, made in haste"
    Then it is refused because only an account that was contested is reconciled
    And nothing was recorded

  @rule:¶retractable @rule:testimony.nothing-left-hanging @passes
  Scenario: An act that was recorded wrongly stops counting
    Given NASA celebrates "a party that never was" (noted as party)
    When NASA retracts party because "wrong minutes"
    Then it is recorded
    And party stops counting
    And the rules add nothing
    And party is still in the ledger

  @rule:testimony.nothing-left-hanging @refuses
  Scenario: A retraction leaves nothing hanging
    Given the Navy reports progress on c-1: "half" (noted as half)
    And the Navy delivers c-1 with "a link" (noted as delivered)
    When NASA retracts promised because "wrong minutes"
    Then it is refused because a retraction may leave nothing that could no longer have been accepted
    And the refusal points to half and delivered
    And nothing was recorded

  @rule:testimony.nothing-left-hanging @rule:¶retractable @passes
  Scenario: With a cascade all that rests on it falls
    Given the Navy reports progress on c-1: "half" (noted as half)
    And the Navy delivers c-1 with "a link" (noted as delivered)
    And NASA celebrates "spring" (noted as spring)
    When NASA retracts promised and what rests on it because "wrong minutes"
    Then it is recorded
    And promised, half and delivered stop counting

  Scenario: Who attests may take what hangs on it without saying so
    Given the Navy delivers c-1 with "a link" (noted as delivered)
    When NASA retracts promised because "wrong minutes" attested "court order" (recorded by Ann)
    Then it is recorded attested, "court order" by Ann
    And the breaches are testimony.nothing-left-hanging
    And promised and delivered stop counting

  @rule:¶new @passes
  Scenario: An id that only voided events introduced is free
    Given NASA retracts promised because "wrong minutes"
    When the Navy promises NOAA "a map" by 2019-05-01 as c-1
    Then it is recorded
    And the promise c-1 is owed by the Navy to NOAA

  @rule:¶known @refuses
  Scenario: What was voided is no longer there to be spoken of
    Given NASA retracts promised because "wrong minutes"
    When the Navy delivers c-1 with "a link"
    Then it is refused because what an event refers to has to be recorded earlier, and may not have happened later
    And nothing was recorded

  Scenario: An entry is contested whether voided or not
    Given NASA retracts promised because "wrong minutes"
    When the Navy contests promised: "we did promise"
    Then it is recorded

  @rule:¶retractable @refuses
  Scenario Outline: Not everything can be retracted
    Given NASA and the Navy draft charter 1 under majority
    And NASA consents to charter 1
    And the Navy consents to charter 1
    And NASA celebrates "spring" (noted as spring)
    And NASA retracts spring because "it was autumn" (noted as taken-back)
    When NASA retracts <what> because "wrong minutes"
    Then it is refused because what is retracted has to be an act or a correction that counts
    And nothing was recorded

    Examples:
      | what       |
      | 1          |
      | 9          |
      | spring     |
      | taken-back |

  Scenario: What was derived falls with what caused it
    Given NASA and the Navy draft charter 1 under majority
    And NASA consents to charter 1
    And the Navy consents to charter 1 (noted as consent)
    When NASA retracts consent because "the Navy had said perhaps"
    Then it is recorded
    And consent and charter-ratified stop counting
    And the coalition is forming
    And charter 1 waits for consent

  Scenario: What was derived arises anew at the act that now brings it about
    Given NASA and the Navy draft charter 1 under majority on 2019-03-01
    And NASA consents to charter 1 on 2019-03-02 (noted as first)
    And the Navy consents to charter 1 on 2019-03-03
    And NOAA consents to charter 1 on 2019-03-04 (noted as third)
    When NASA retracts first because "the vote was not ours to give" on 2019-06-01
    Then it is recorded
    And first and charter-ratified stop counting
    And the rules add charter-ratified on 2019-03-04 by NOAA
      | consents | the Navy, NOAA |
    And it stands where third stood
    And charter 1 is in force under majority

  Scenario: A promise under a clause hangs on the charter's consents
    Given NASA and the Navy draft charter 1 under majority and the clause notice
    And NASA consents to charter 1
    And the Navy consents to charter 1 (noted as consent)
    And NASA puts c-1 under the clause notice (noted as anchored)
    When NASA retracts consent because "the Navy had said perhaps"
    Then it is refused because a retraction may leave nothing that could no longer have been accepted
    And the refusal points to anchored
    And nothing was recorded

  Scenario: A retraction after the end may bring the coalition back
    Given the Navy takes c-1 back because "no time"
    And NASA proposes to end the coalition as other
    And NASA consents to the end
    And the Navy consents to the end
    And NOAA consents to the end (noted as last-word)
    When NASA retracts last-word because "NOAA had not been asked"
    Then it is recorded
    And last-word and coalition-dissolved stop counting
    And the coalition is dissolving

  @rule:¶retractable @passes
  Scenario: A mistyped date is mended in place, and what came after stands
    Given the Navy delivers c-1 with "a link" on 2019-03-20
    When NASA corrects promised because "the minutes say May" into: the Navy promises NASA "the calendar" by 2019-05-01 as c-1
    Then it is recorded
    And promised stops counting
    And the rules add 1 event
    And the rules add commitment-made on 2019-03-01 by the Navy
      | commitment | c-1        |
      | due        | 2019-05-01 |
      | ref        | promised   |
    And it stands where promised stood
    And the promise c-1 is delivered
    And the promise c-1 is due on 2019-05-01, first on 2019-05-01

  Scenario: A correction may also mend the day
    When NASA corrects promised because "it was the day after" into: the Navy promises NASA "the calendar" by 2019-04-01 as c-1 on 2019-03-02
    Then it is recorded
    And the rules add commitment-made on 2019-03-02 by the Navy

  @rule:¶retractable @passes
  Scenario: A correction may be corrected
    Given NASA corrects promised because "the minutes say May" into: the Navy promises NASA "the calendar" by 2019-05-01 as c-1
    When NASA corrects promised because "June after all" into: the Navy promises NASA "the calendar" by 2019-06-01 as c-1
    Then it is recorded
    And promised stops counting
    And the promise c-1 is due on 2019-06-01, first on 2019-06-01

  @rule:¶shape @refuses
  Scenario: A correction speaks of the same thing
    When NASA corrects promised because "wrong name" into: the Navy promises NASA "the calendar" by 2019-04-01 as c-2
    Then it is refused because an event has to have the fields of its type
    And the refusal says "keep the id"
    And nothing was recorded

  @rule:commitments.due-ahead @refuses
  Scenario: A correction faces the rules where its original did
    When NASA corrects promised because "a slip" into: the Navy promises NASA "the calendar" by 2019-01-01 as c-1
    Then it is refused because a promise may not be due before it is made
    And nothing was recorded

  Scenario: A correction is judged attested where its original was
    Given NOAA promises NASA "a map" as c-2 attested "so the minutes say" (recorded by Ann) (noted as wish)
    When NASA corrects wish because "more was meant" into: NOAA promises NASA "two maps" as c-2
    Then it is recorded
    And the rules add commitment-made by NOAA
      | what | two maps |
    And what was added keeps the breaches commitments.dated on the word of Ann
    And the promise c-2 is undated

  Scenario: A correction that changes what follows makes it follow anew
    Given NASA and the Navy draft charter 1 under majority on 2019-03-01 (noted as draft)
    And NASA consents to charter 1 on 2019-03-02
    And the Navy consents to charter 1 on 2019-03-03 (noted as second)
    When NASA corrects draft because "two thirds were meant" into: NASA and the Navy draft charter 1 under supermajority
    Then it is recorded
    And draft and charter-ratified stop counting
    And the rules add charter-drafted on 2019-03-01 by NASA
    And the rules add charter-ratified on 2019-03-03 by the Navy
      | decision rule | supermajority |
    And charter 1 is in force under supermajority

  Scenario: What was known before still shows what was voided since
    Given today is 2026-05-01
    And the Navy delivers c-1 with "a link"
    And today is 2026-06-01
    When NASA retracts promised and what rests on it because "wrong minutes"
    Then it is recorded
    And promised counted in what was known on 2026-05-31
    And promised no longer counts in what is known on 2026-06-02
