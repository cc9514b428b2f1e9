Feature: What if
  A history is replayed under its own rules with something changed: what people recorded is put before the rules again.
  What the rules refuse then could not have happened; the rest goes on as it did. It is a projection, not a prediction.

  Scenario: Would the charter have come into force without the mailing list?
    When the scenario no-quick-win is replayed
    Then what it expects holds
    And nothing else would have been different
    And these figures differ
      | factors.factors.quick-wins.state | present | absent |
    And on the branch "charter.ratified_at == '2018-10-24T10:45:00-05:00'"

  Scenario: Would the group have held together if nobody at the facility had lent it a name?
    When the scenario no-sponsor is replayed
    Then what it expects holds
    And nothing else would have been different
    And on record "sponsored"
    And on the branch "!sponsored && factors.factors.sponsorship.state == 'weak'"

  Scenario: What would have come of the conflict over the duct if the Navy had left in May?
    When the scenario navy-leaves is replayed
    Then what it expects holds
    And 13 acts could not have been recorded
    And on the branch settled is refused by the rule that only a party that is in acts
    And of 104 it is told that U.S. Navy’s acceptance of duct-clash-2 could not have been recorded: duct-clash-2 was never promised, because event 95 did not follow, as i1 was inserted.
    And these figures differ
      | conflicts.conflicts.duct-clash.state | settled | open      |
      | momentum.state                       | slowing | reversing |
      | accountability.coalition.kept_rate   | 0.5     | 0.29      |
    And the rules no longer add commitment-made, commitment-made and decision-reached
    And the rules now add decision-reached

  Scenario: Would the settlement have stood if the two sides had talked two months earlier?
    Given it is asked about 2024-01-31
    When the scenario five-steps-earlier is replayed
    Then what it expects holds
    And on the branch "conflicts.conflicts.bed-data.state == 'settled'"
    And on the branch "conflicts.conflicts.bed-data.settled_at < '2022-04-01'"
    And on record "conflicts.conflicts.bed-data.settled_at > '2022-05-01'"

  Scenario: Would the charter have been in force sooner by a majority?
    When the scenario majority is replayed
    Then what it expects holds
    And the rules now add charter-ratified
    And the rules no longer add charter-ratified
    And these figures differ
      | charter.ratified_at | 2018-10-24T10:45:00-05:00 | 2018-10-05 |
      | charter.quorum      | 1                         | 0.5        |

  Scenario: Would there have been something to settle if the Navy had kept its promise?
    When the scenario promise-kept is replayed
    Then what it expects holds
    And nothing else would have been different
    And these figures differ
      | accountability.commitments.fiber-survey.status | broken | kept |
      | accountability.parties.navy.kept_rate          | 0.33   | 0.67 |
      | accountability.coalition.kept_rate             | 0.5    | 0.6  |
    And on the branch "conflicts.settled == 1"

  Scenario: What is left if the convener calls everybody together and then never comes?
    When the scenario without-the-convener is replayed
    Then what it expects holds
    And 39 acts could not have been recorded
    And these figures differ
      | phase          | chartered | forming |
      | momentum.state | slowing   | stalled |
    And on the branch "charter == null && accountability.parties.gulf-trades.kept_rate == null"

  Scenario: A promise that was never made cannot be kept
    Given the history of i3t
    When it is replayed with drop 39
    Then these could not have been recorded: 56, 60, 64, 65 and 67
    And of 60 it is told that NASA’s delivery of requirements-draft could not have been recorded: requirements-draft was never promised, because act 39 was dropped.

  Scenario: Whoever assumes that it was recorded all the same may see what it would amount to
    Given the history of i3t
    When it is replayed with drop 39, and what follows is keep
    Then 5 acts could not have been recorded
    When it is replayed with drop navy-consent, and what follows is none
    Then on the branch "phase == 'forming' && draft.waiting_for.size() == 1"

  Scenario: What makes no sense is told
    Given the history of i3t
    When it is replayed with drop 999
    Then it is told that "There is no event 999: the history has events 1 to 133"

  Scenario: Edits that contradict each other are told
    Given the history of i3t
    When it is replayed with
      | drop    | navy-late         |
      | replace | 63 at=2018-11-14  |
    Then it is told that "is gone by drop navy-late; keep one"

  Scenario: Which acts did the end hang on?
    Given the history of fell-apart
    And it is asked about 2021-12-31
    When it is asked which acts "phase == 'dissolved'" hung on
    Then these are 3, 4, 6, 19, 27, 28, 29, 32, 33, 34, 35 and 36

  Scenario: Which acts did the charter hang on?
    Given the history of i3t
    When it is asked which acts "phase == 'chartered'" hung on
    Then these are 5, 6, 7, 10, 18, 19, 32, charter-draft, 42, 43, 45, 46 and navy-consent
    And none of these is quick-win, sponsor, snacks and navy-objection

  Scenario: What was enough for it?
    Given the history of fell-apart
    And it is asked about 2021-12-31
    When it is asked what was enough for "phase == 'dissolved'"
    Then these are 1, 6, 33 and 34
    And its story ends with the consent of Campus Medical School.

  Scenario: What moved a figure?
    Given the history of i3t
    And it is asked about 2019-05-01
    When it is asked what moved momentum.score
    Then the first of these are 73, 87 and navy-broke

  Scenario: What rests on what
    Given the history of i3t
    When it is asked what rests on 39
    Then these are 56, 60, 64, 65 and 67
    When it is asked what 60 rests on
    Then these are 1, 5, 7 and 39
