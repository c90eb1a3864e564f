/** What the platform refuses, by its code; whatever is not here is said in its own words. */
export const refusals: Record<string, string> = {
  not_exclusive: 'A country belongs to another agreement on one of these days.',
  plan_changed:
    'This plan does not hold any more: it was paid already, or something else is due by now. Please look again.',
  already_accepted: 'The invitation was accepted already.',
  not_confirmable: 'This payout has ended, or is not transferred by hand.',
  in_open_file:
    'This payout stands in a transfer file that the bank may have. First confirm the file, reject it or declare it void.',
  problem_settled: 'This payment problem is settled already.',
  not_releasable:
    'This payout cannot be given up: it has ended, or its transfer is under way or made.',
  not_returnable:
    'Nothing came back here: this payout was not paid, its return is noted already, or the provider did not call back all of it.',
  not_the_banks_day:
    'The bank cannot have moved the money on that day. Please enter the day of the bank statement, not one to come.',
  no_debtor_account: 'The platform knows no account from which it could transfer.',
  no_banking_day: 'Banks carry out no file of today on that day.',
  nothing_to_pay:
    'No payout waits that a file could pay. Perhaps all of it stands in the last file, or an account with an IBAN is missing.',
  key_reused:
    'This was sent before, and what stands there is different by now. Load the list again before you send it once more.',
  file_ended: 'This file has ended already.',
  dispute_settled: 'This dispute is settled already.',
  correction_missing: 'What is upheld still lacks its correction.',
  correction_too_much: 'That much is not left of the entry.',
  entry_at_rest: 'This entry does not move any more. Say what corrected it in another way.',
  correction_refused:
    'This correction cannot be made. An amount is not zero and reaches at most what is left of the net of the line; an id names another order of the recipient, or a refund.',
  reference_missing: 'Please give the reference of the bank, at most 200 characters.',
  reason_missing: 'Please give the reason, at most 200 characters.',
  not_found: 'There is no such thing on the platform.',
  job_not_retried: 'This job did not go wrong, or it is due or under way already.',
  already_sent: 'This mail has arrived already; nothing is sent twice.',
  being_sent: 'This mail is being sent. What comes of it is known within a quarter of an hour.',
  invitation_closed: 'The invitation was taken back; the link of this mail opens nothing.',
  account_refused:
    'This account does not fit. Please check IBAN, BIC and holder, with Stripe the id.',
  search_refused: 'Please give three to 200 characters and a reason.',
  customer_refused: 'Please give the reason, at most 200 characters.',
  issuer_refused: 'This does not fit on a credit note. Please check every field.',
  issuer_changed: 'Somebody else changed the issuer meanwhile. Please close this and look again.',
  demand_refused: 'Please give today or a later day, and a reason.',
  contract_changed: 'Another version is offered by now. Please load the list again.',
  account_taken: 'Another tenant is paid to this account already.',
  account_changed: 'Somebody else changed this account meanwhile. Please close and look again.',
};
