import { platformErrors } from './platform-errors';

/** What happened, and what is safe and to be done next. One pair per code that the window tells apart. */
export const errors = {
  ...platformErrors,
  unknown: {
    title: 'That did not work.',
    text: 'What was saved before is saved. Try again; if it stays so, tell support the code at the end.',
  },
  code: (code: string) => `Code: ${code}`,
  offline: {
    title: 'The platform cannot be reached right now.',
    text: 'Everything is saved. Work on, the sync starts by itself.',
  },
  server_error: {
    title: 'The platform answered with an error.',
    text: 'Everything is saved. The sync tries again by itself.',
  },
  client_too_old: {
    title: 'This version is too old for the platform.',
    text: 'Everything is saved. Please update MOJO Desk, then the sync goes on.',
  },
  update_needed: {
    title: 'There is something here that this version does not know yet.',
    text: 'Everything is stored, and the sync goes on. Please update MOJO Desk, then it can be read.',
  },
  device_revoked: {
    title: 'This device was revoked.',
    text: 'What is stored here stays readable and can be exported. Nothing more is recorded on this device.',
  },
  device_erased: {
    title: 'The data on this device was erased.',
    text: 'The owner reported the device as lost. Set it up anew to use it again.',
  },
  database_closed: {
    title: 'The data of this device is closed.',
    text: 'Close the window and open MOJO Desk again.',
  },
  what_if_refused: {
    title: 'That cannot be computed.',
    text: 'Nothing was saved. Up to 20,000 orders, a rate up to 30% and a currency with hundredths are possible.',
  },
  tool_closed: {
    title: 'Your membership does not open this part any more.',
    text: 'Everything can still be read and exported. Renew it in the settings under “Membership” and sync afterwards.',
  },
  owner_only: {
    title: 'Only the owner may do that.',
    text: 'Nothing was changed.',
  },
  own_device: {
    title: 'A device does not revoke itself.',
    text: 'Nothing was changed. Revoke it on another device of the practice.',
  },
  database_busy: {
    title: 'The database is busy right now.',
    text: 'Nothing was saved. Try again in a moment.',
  },
  database_newer: {
    title: 'These data come from a newer version.',
    text: 'Nothing was changed. Please update MOJO Desk.',
  },
  storage_full: {
    title: 'There is no space left on this device.',
    text: 'The last step was not saved, everything before was. Make room and repeat it.',
  },
  invalid_input: {
    title: 'Something is missing or does not fit.',
    text: 'Nothing was saved. Check the fields and try again.',
  },
  not_found: {
    title: 'This does not exist here any more.',
    text: 'Nothing was changed. Perhaps another device changed it; load the screen again.',
  },
  undo_too_late: {
    title: 'The 30 seconds are over.',
    text: 'The check-in stands. On the screen Cards you can take it back with a reason.',
  },
  reason_required: {
    title: 'Please give a reason.',
    text: 'Nothing was changed. The reason will stand in the history.',
  },
  not_paid: {
    title: 'The amount is not covered yet.',
    text: 'Nothing was booked. Enter the payment in full.',
  },
  read_only: {
    title: 'With this role you can only read.',
    text: 'Nothing was changed. Change the person to book.',
  },
  day_already_closed: {
    title: 'This day is closed already.',
    text: 'Nothing was booked. New entries belong to the next closing.',
  },
  not_allowed: {
    title: 'Your role may not do that.',
    text: 'Nothing was changed.',
  },
  pin_format: {
    title: 'A PIN has four to eight digits.',
    text: 'Nothing was changed. Choose another one.',
  },
  pin_needed: {
    title: 'This person has a PIN.',
    text: 'Nothing was changed. Enter the PIN.',
  },
  wrong_pin: {
    title: 'The PIN is wrong.',
    text: 'Nothing was changed. Try again.',
  },
  pin_wait: {
    title: 'Too many wrong PINs.',
    text: 'Nothing was changed. Wait a moment, then try again.',
  },
  recovery_mistyped: {
    title: 'The recovery key has a typing mistake.',
    text: 'Nothing was changed. Compare it with the sheet.',
  },
  wrong_recovery_key: {
    title: 'This recovery key does not belong to these data.',
    text: 'Nothing was changed. Perhaps a newer one was issued.',
  },
  key_file: {
    title: 'The file with the key is damaged or cannot be written.',
    text: 'The data are unchanged and encrypted. Check whether you may write in the folder.',
  },
  shared_code: {
    title: 'Two products bear this code.',
    text: 'Nothing was booked. Give one of them another code.',
  },
  not_a_vat_id: {
    title: 'That is no VAT ID.',
    text: 'Nothing was saved. It begins with two letters for the country, for example DE123456789.',
  },
  payment_in_future: {
    title: 'The day of the payment lies in the future.',
    text: 'Nothing was booked. Enter the day on which the money came in.',
  },
  marks_unusable: {
    title: 'The count of this device cannot be kept.',
    text: 'Nothing was changed. Check that you may write to your user folder.',
  },
  wrong_key: {
    title: 'The key does not fit these data.',
    text: 'The data are unchanged and encrypted. Open them on the device that made them, or with the recovery key.',
  },
  database_missing: {
    title: 'The database is missing, its key is still there.',
    text: 'Nothing was made anew. Put a backup of the folder in its place, or begin with an empty folder and sign in: what is on the platform comes back.',
  },
  database_damaged: {
    title: 'The database is damaged.',
    text: 'Nothing was overwritten. Keep a copy of the folder. Then put a backup in its place, or begin with an empty folder and sign in: what is on the platform comes back.',
  },
  database_read_only: {
    title: 'The database cannot be written.',
    text: 'Nothing was changed. Check that the drive is there and that you may write to the folder of the practice.',
  },
  unprintable_text: {
    title: 'A character cannot be printed.',
    text: 'Nothing was issued. The font of the documents has Latin, Greek and Cyrillic letters, no emoji. The hints at the form name the place.',
  },
  key_lost: {
    title: 'The key to these data is missing on this device.',
    text: 'The data are unchanged and encrypted. The printed recovery key opens them.',
  },
  no_keychain: {
    title: 'The keychain of this system does not answer.',
    text: 'The data are unchanged. Unlock the keychain or sign in to the system again, then try again.',
  },
  wrong_passphrase: {
    title: 'The passphrase is wrong.',
    text: 'The data are unchanged and encrypted. Check the file with the passphrase and try again.',
  },
  disk_error: {
    title: 'The disk reported an error.',
    text: 'Everything before is safe. Whether this step was still saved is uncertain: look before you repeat it, and have the disk checked.',
  },
  store_fault: {
    title: 'The database reported an error.',
    text: 'This step was not saved, everything before was. Try again; if it stays so, call support before you work on.',
  },
  not_set_up: {
    title: 'No practice is set up on this device yet.',
    text: 'Nothing was booked. Sign in or open the demo practice.',
  },
  not_enough_cash: {
    title: 'There is not that much cash in the till.',
    text: 'Nothing was booked. Check the amount or count the till.',
  },
  file_unwritable: {
    title: 'The file could not be saved.',
    text: 'The document itself is safe. Choose another folder and save again.',
  },
  contact_deleted: {
    title: 'This contact is deleted.',
    text: 'Nothing was changed. Restore it first.',
  },
  one_contact_already: {
    title: 'These two are merged already.',
    text: 'Nothing was changed. The contact says who belongs to it.',
  },
  not_merged: {
    title: 'This contact is not merged with another.',
    text: 'Nothing was changed. Perhaps it was parted on another device.',
  },
  unknown_text: {
    title: 'This text is not kept any more.',
    text: 'Nothing was changed. Perhaps it was restored on another device.',
  },
  resolution_refused: {
    title: 'This case cannot be settled like that.',
    text: 'Nothing was changed. Choose one of the answers that are offered.',
  },
  no_card_to_carry_to: {
    title: 'There is no other card with entries left.',
    text: 'Nothing was changed. Sell a new card first, or choose another answer.',
  },
  code_taken: {
    title: 'This code is taken already.',
    text: 'Nothing was saved. Choose another code.',
  },
  card_in_use: {
    title: 'Entries of this card were used already.',
    text: 'Nothing was cancelled. Take the redemptions back first.',
  },
  is_storno: {
    title: 'A cancellation cannot be cancelled.',
    text: 'Nothing was changed. Book the sale or invoice again.',
  },
  amount_too_large: {
    title: 'This amount is too large.',
    text: 'Nothing was booked. No line and no document takes more than 9,999,999.99. Check quantity and price.',
  },
  archived_product: {
    title: 'This product is no longer sold.',
    text: 'Nothing was booked. Take it out of the cart.',
  },
  card_refused: {
    title: 'This card cannot be sold like this.',
    text: 'Nothing was booked. Check its entries and validity in the products.',
  },
  contact_required: {
    title: 'A card belongs to a person.',
    text: 'Nothing was booked. Choose a contact, then complete.',
  },
  count_refused: {
    title: 'The count does not fit together.',
    text: 'Nothing was booked. Check the pieces.',
  },
  document_fault: {
    title: 'The page could not be set.',
    text: 'The record itself is saved. Please try again.',
  },
  empty_cart: {
    title: 'The cart is empty.',
    text: 'Nothing was booked. Put a product into it first.',
  },
  file_empty: { title: 'This file is empty.', text: 'Nothing was saved. Choose another file.' },
  file_not_text: {
    title: 'This file is neither a table nor a vCard.',
    text: 'Nothing was saved. Save the list as CSV or vCard and choose it again.',
  },
  file_unreadable: {
    title: 'This file cannot be opened.',
    text: 'Nothing was saved. Perhaps another program has it open.',
  },
  invoice_incomplete: {
    title: 'Something is still missing for an invoice.',
    text: 'No number was given. The top of the form says what is missing.',
  },
  invoice_line_refused: {
    title: 'A line cannot be computed like this.',
    text: 'Nothing was saved. Check quantity and price.',
  },
  movement_refused: {
    title: 'This amount cannot be booked like this.',
    text: 'Nothing was booked. Check amount and reason.',
  },
  no_known_column: {
    title: 'No column of this file is known.',
    text: 'Nothing was saved. The first line must name the columns, for example first name and last name.',
  },
  no_recipient: {
    title: 'The invoice has no recipient.',
    text: 'No number was given. Choose a contact.',
  },
  not_counted: {
    title: 'The till is not counted yet.',
    text: 'Nothing was booked. Enter the pieces first.',
  },
  number_range_full: {
    title: 'The number range is full.',
    text: 'Nothing was booked. Please call support.',
  },
  cash_discount_refused: {
    title: 'With a cash discount all the rest must be paid.',
    text: 'Nothing was booked. With the discount exactly {rest} is to be paid.',
  },
  no_cash_discount: {
    title: 'There is no cash discount on that day any more.',
    text: 'Nothing was booked. Book the amount without it; the rest stays open.',
  },
  payment_refused: {
    title: 'This amount does not fit what is open.',
    text: 'Nothing was booked. Card and voucher may not exceed the total; change is given in cash only.',
  },
  register_refused: {
    title: 'This till may not sell here.',
    text: 'Nothing was booked. In this country the till first needs a security device.',
  },
  training_card: {
    title: 'No cards are sold in training mode.',
    text: 'Nothing was booked. The visits of a card would really count. Take the card out of the cart.',
  },
  file_too_big: {
    title: 'This file is too big for an invoice.',
    text: 'An electronic invoice has 25 MB at most. Nothing was changed.',
  },
  not_an_e_invoice: {
    title: 'This is no electronic invoice.',
    text: 'The file begins with “{found}”. An electronic invoice is a PDF (ZUGFeRD, Factur-X) or XML (XRechnung, CII, UBL).',
  },
  pdf_without_e_invoice: {
    title: 'There is no electronic invoice in this PDF.',
    text: 'It can be read by people, not by programs. Ask the sender for an electronic invoice if one is owed.',
  },
  broken_pdf: {
    title: 'This PDF cannot be read.',
    text: 'It is damaged or encrypted. Ask the sender to send it again.',
  },
  broken_xml: {
    title: 'This XML cannot be read.',
    text: 'It is damaged, in a foreign encoding, or holds what no invoice may hold. Ask the sender to send it again.',
  },
  invoice_without_xml: {
    title: 'There is no e-invoice for this invoice.',
    text: 'It was issued as a PDF alone. Cancel it and issue it anew if the recipient needs an e-invoice.',
  },
  document_differs: {
    title: 'This document is not the one that was issued.',
    text: 'Made anew it would differ from what was issued, so it is not given out. Open it on the device that issued it.',
  },
  whole_pieces: {
    title: 'Cards are sold in whole pieces.',
    text: 'Nothing was booked. Set the quantity to a whole number.',
  },
  already_settled: {
    title: 'This case is settled already.',
    text: 'Nothing was changed. Under “Settled” stands who decided what.',
  },
  already_cancelled: {
    title: 'This is cancelled already.',
    text: 'Nothing was changed. The cancellation stands in the list.',
  },
  already_taken_back: {
    title: 'This check-in was taken back already.',
    text: 'The entry is free again, nothing more is needed.',
  },
};
