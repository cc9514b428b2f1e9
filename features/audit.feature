Feature: Audit, nothing lost and nothing changed unseen
  An auditor keeps a checkpoint of the ledger, a few lines long, and asks again later. What she holds is enough to find
  out whether anything under it was changed since, by whoever keeps the ledger or has got at its database.

  Background:
    Given the ledger with the example histories
    And the auditor keeps a checkpoint of it, and the hashes of its leaves
    And later a celebration of "a year of the charter" is recorded in i3t

  Scenario: Is all there that was there then?
    When the auditor holds the ledger against what she kept
    Then nothing is wrong
    And the checkpoint holds

  Scenario: Somebody rewords a promise in the database
    Given somebody changes "Publish a calendar" to "Perhaps publish a calendar" in the database
    When the auditor holds the ledger against what she kept
    Then the audit finds event-altered at event 38 of i3t

  Scenario: Somebody rewords a promise and makes all hashes anew
    Given somebody changes "Publish a calendar" to "Perhaps publish a calendar" in the database
    And he makes the whole log anew
    When somebody holds the ledger against nothing
    Then the audit finds no event-altered
    When the auditor holds the ledger against what she kept
    Then the checkpoint does not hold
    And the audit finds leaf-altered at event 38 of i3t

  Scenario: Somebody deletes what happened last
    Given somebody deletes the coalition "went-alone" from the database
    When the auditor holds the ledger against what she kept
    Then the audit finds event-missing at event 1 of went-alone

  Scenario: Somebody puts an old backup in the place of the ledger
    Given a backup is made
    And later a celebration of "another year" is recorded in i3t
    And the auditor keeps a checkpoint of it, and the hashes of its leaves
    When the backup is put back
    And the auditor holds the ledger against what she kept
    Then the checkpoint does not hold
    And the audit finds truncated

  Scenario: Somebody records on another's word, and says so
    When the auditor asks which rules were broken in fell-apart
    Then event 28 broke membership.speaks-for-itself because "Noted from the attendance list; the society itself never wrote."

  Scenario: Who recorded it, how late and on what evidence?
    Given later the Navy contests event 38 of i3t: "we said that we would try"
    When the auditor asks how i3t came to be on record
    Then event 38 names its source
    And every act names a source but 1

  Scenario: An account that differs stands beside the event
    Given later the Navy contests event 38 of i3t: "we said that we would try"
    When the auditor asks how i3t came to be on record
    Then beside event 38 stands what navy says: "we said that we would try"

  Scenario: One promise is shown to an outsider, and nothing else
    When the convener hands over the receipt of event 38 of i3t
    Then it holds for who has the key
    And it shows "Publish a calendar of exercises and outages that others can plan around."
    And it does not show "mailing list"

  Scenario: A receipt in which a word was changed does not hold
    When the convener hands over the receipt of event 38 of i3t
    And on the way "Publish a calendar" becomes "Promise a calendar"
    Then it does not hold for who has the key

  Scenario: A receipt shows nothing to who has the key of another ledger
    When the convener hands over the receipt of event 38 of i3t
    Then it does not hold for who has another key

  Scenario: A receipt goes on holding after the event was taken back, and the convener is told
    Given later event 134 of i3t is retracted
    When the convener hands over the receipt of event 134 of i3t
    Then it holds for who has the key
    But the convener is told that event 135 took event 134 of i3t back, and that nothing stands in its place

  Scenario: A promise was in the ledger by the day on which the auditor was given her checkpoint
    When the convener hands over the receipt of event 38 of i3t under the checkpoint that the auditor kept
    Then it holds against what she kept

  Scenario: What was written in later has no receipt under an earlier checkpoint
    When the convener hands over the receipt of event 134 of i3t
    Then it holds for who has the key
    But it is not shown to fit what she kept
    And there is no receipt of event 134 of i3t under the checkpoint that the auditor kept

  Scenario: An evidence pack goes back to the checkpoint that the auditor kept
    When the convener hands over the evidence pack of i3t
    Then it holds against what she kept

  Scenario: A pack of a history made anew is found out by what the auditor kept
    Given somebody changes "Publish a calendar" to "Perhaps publish a calendar" in the database
    And he makes the whole log anew, and forgets its checkpoints
    When the convener hands over the evidence pack of i3t
    Then it holds for who has the key
    But it does not hold against what she kept

  Scenario: An evidence pack holds a coalition from beginning to end
    When the convener hands over the evidence pack of i3t
    Then it holds for who has the key
    And it holds all 134 events of i3t
    And it says that fell-apart, leads and went-alone are left out

  Scenario: Nothing is signed while something does not hold
    Given somebody changes "Publish a calendar" to "Perhaps publish a calendar" in the database
    Then no checkpoint can be made, because the event is not the one that was logged
