/** What went wrong with the platform: signing in, its profiles, its money and its papers. */
export const platformErrors = {
  not_signed_in: {
    title: 'You are not signed in.',
    text: 'Everything is saved on this device. Sign in to sync.',
  },
  wrong_password: {
    title: 'Name or password is wrong.',
    text: 'Nothing changed on this device. Check the spelling and try again.',
  },
  no_identity_provider: {
    title: 'This platform knows no sign-in with the browser.',
    text: 'Nothing changed on this device. Sign in with name and password.',
  },
  no_browser: {
    title: 'The browser cannot be opened.',
    text: 'Nothing changed on this device. Set up a default browser in the system and try again.',
  },
  sign_in_cancelled: {
    title: 'The sign-in was cancelled.',
    text: 'Nothing changed on this device. You can begin anew at any time.',
  },
  sign_in_timed_out: {
    title: 'Nobody signed in in the browser.',
    text: 'After five minutes the waiting ends. Begin anew when you are ready.',
  },
  identity_silent: {
    title: 'The sign-in page does not answer.',
    text: 'Nothing changed on this device. Try again in a few minutes.',
  },
  identity_refused: {
    title: 'The answer of the sign-in page does not hold.',
    text: 'Nothing changed on this device. Begin the sign-in anew.',
  },
  identity_unknown: {
    title: 'No account belongs to this sign-in.',
    text: 'Nothing changed on this device. Sign in with the e-mail of your invitation, or ask the support of the platform.',
  },
  no_onboarding: {
    title: 'The platform sets this account up by hand.',
    text: 'Nothing has changed, and your balance stays. Write to the support of the platform to which account it is to pay.',
  },
  contract_changed: {
    title: 'Another version is offered by now.',
    text: 'Nothing was accepted. Close the text and read the new version.',
  },
  membership_no_payments: {
    title: 'This platform takes no payments.',
    text: 'Nothing was bought. Whoever runs it has set up no payment service.',
  },
  membership_price_changed: {
    title: 'The price has changed.',
    text: 'Nothing was bought. Look at the new price. A subscription at the earlier price that was not paid lapses within a day.',
  },
  membership_held: {
    title: 'The practice has this membership already.',
    text: 'Nothing was bought. What was just paid opens within a minute.',
  },
  membership_refused: {
    title: 'The platform does not sell it like this.',
    text: 'Nothing was bought. If it stays so, ask the support of the platform.',
  },
  already_disputed: {
    title: 'This entry is disputed already.',
    text: 'Nothing was changed. Write into the dispute that is still open.',
  },
  dispute_text_refused: {
    title: 'Please write what is wrong.',
    text: 'Nothing was saved. A dispute needs words, 4,000 characters at most.',
  },
  needs_network: {
    title: 'That needs the network.',
    text: 'Nothing was changed. Try again as soon as the platform can be reached.',
  },
  administration_offline: {
    title: 'Administration needs a connection.',
    text: 'The platform cannot be reached now. Nothing of it is kept on this device.',
  },
  administration_unanswered: {
    title: 'The answer of the platform did not arrive.',
    text: 'It is not known whether it is done. Look at the list before you repeat it.',
  },
  administration_busy: {
    title: 'The platform is busy.',
    text: 'Wait a minute and try again.',
  },
  platform_full: {
    title: 'The disk of the platform is full.',
    text: 'It was not stored there. What is on this device stays. Whoever runs the platform has to make room; try again later.',
  },
  administration_fault: {
    title: 'The platform has a fault.',
    text: 'Look at the list whether it is done. If it stays, report it to the operator.',
  },
  administration_forbidden: {
    title: 'The platform does not allow that to your account.',
    text: 'Nothing was changed.',
  },
  administration_refused: {
    title: 'The platform did not do that.',
    text: 'Nothing was changed.',
  },
  profile_in_use: {
    title: 'MOJO Desk is already open with these data.',
    text: 'Nothing is lost. Work on in the other window, or close it and try again here.',
  },
  other_tenant: {
    title: 'These data belong to another tenant.',
    text: 'Nothing was changed. Click the name at the top left and choose "Sign in another tenant".',
  },
  demo_profile: {
    title: 'This is the demo practice.',
    text: 'It is never mixed with your data. Click the name at the top left and choose "Sign in another tenant".',
  },
  profile_missing: {
    title: 'The data of this tenant are not there.',
    text: 'Nothing was made anew. Connect the disk on which they lie, and try again.',
  },
  profile_changes: {
    title: 'The window is changing to another tenant.',
    text: 'Nothing was booked. Do it again when the change is done.',
  },
  profiles_unwritable: {
    title: 'The list of tenants cannot be written.',
    text: 'The data themselves are untouched. Check whether you may write in your user folder.',
  },
  profile_unusable: {
    title: 'The folder with the data cannot be opened.',
    text: 'Nothing was changed. Check that the drive is there and that you may write to it.',
  },
  unanswered: {
    title: 'The platform gave no answer.',
    text: 'Whether it was done is not known. Look as soon as it can be reached again, before you repeat it.',
  },
  unknown_credit_note: {
    title: 'This credit note is not known.',
    text: 'Nothing was changed. Check the number.',
  },
  already_objected: {
    title: 'There is an objection to this credit note already.',
    text: 'Nothing else was changed.',
  },
  wrong_file: {
    title: 'The file is not the one that the platform listed.',
    text: 'It was not stored. Try again; if it stays like this, tell the platform.',
  },
  affiliate_code_taken: {
    title: 'This referral code exists already.',
    text: 'Nothing was made. Choose another one. If no answer came before, look after the next sync: perhaps it is yours already.',
  },
  affiliate_code_refused: {
    title: 'This can be no referral code.',
    text: 'Nothing was saved. A code has 3 to 20 letters or digits, a label 80 characters at most.',
  },
  affiliate_code_mistyped: {
    title: 'There is a typing mistake in this referral code.',
    text: 'No flyer was made. Compare it with the list.',
  },
  affiliate_code_retired: {
    title: 'This referral code is retired.',
    text: 'No flyer was made, because nobody comes by it any more. Bring it back first.',
  },
  no_reason: {
    title: 'Please say why.',
    text: 'Names are given for a reason only, and the platform logs it.',
  },
  tax_profile_changed: {
    title: 'The tax details were changed elsewhere meanwhile.',
    text: 'Nothing was saved and nothing was overwritten. Close them, open them again and look at what stands there now.',
  },
  tax_profile_refused: {
    title: 'This cannot be.',
    text: 'Nothing was saved. Check the fields.',
  },
};
