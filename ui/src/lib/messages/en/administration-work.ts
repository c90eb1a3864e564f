// What the platform's people see of its own work, besides agreements and payouts.

/** What the payment provider told and people must look at. */
export const problems = {
  emptyTitle: 'No payment problem',
  emptyText: 'What the payment provider tells and somebody must look at stands here.',
  payment: 'Payment at the provider',
  reference: 'Matter at the provider',
  checkout: 'Purchase',
  event: 'Message',
  seller: 'Seller',
  said: 'The platform says',
  settledOn: 'Settled on',
  settledBecause: 'Settled because',
  settle: 'Note as settled',
  settleTitle: 'Note the payment problem as settled',
  settleText:
    'It is only noted that nobody needs to look any more. No money moves, and the ledger stays as it is.',
  settled: 'Payment problem settled',
  kinds: {
    'payment_intent.succeeded': 'Payment received',
    'payment_intent.payment_failed': 'Payment failed',
    'payment_intent.canceled': 'Payment cancelled',
    'refund.created': 'Refund begun',
    'refund.failed': 'Refund failed',
    'charge.refunded': 'Money given back',
    'charge.dispute.created': 'Chargeback demanded',
    'charge.dispute.won': 'Chargeback averted',
    'charge.dispute.lost': 'Chargeback lost',
    'transfer.reversed': 'Payout called back',
  } as Record<string, string>,
  otherKind: 'A message that your version of the program does not know yet',
};

/** Files of transfers for the bank (pain.001). */
export const sepaFiles = {
  emptyTitle: 'No transfer file yet',
  emptyText:
    'Payouts whose way is "Transfer by hand" are collected in a file that you hand to the bank.',
  file: 'File',
  payouts: 'Transfers',
  sum: 'Sum',
  execution: 'Carried out on',
  debtor: 'From the account',
  booked: 'Booked on',
  ended: 'Ended on',
  sha256: 'Checksum (SHA-256)',
  new: 'Make a file',
  newTitle: 'Make a transfer file',
  newText:
    'All payouts that wait for a transfer go into this file. Money moves only when you hand the file to the bank.',
  executionHint: 'Empty means the next day on which banks transfer.',
  made: 'Transfer file made',
  madeText: 'Save the file and hand it to the bank exactly once.',
  madeEnded:
    'This file was there already, and has ended by now. Load the list again before you make another one.',
  download: 'Save the file',
  problems: 'In no file',
  problemsText: 'These payouts wait on.',
  problemCodes: {
    currency: 'another currency than the euro: transfer and confirm by hand',
    no_iban: 'no account with an IBAN is named',
    account: 'the account that is named does not fit any more',
    outside_sepa: 'account outside of SEPA: transfer and confirm by hand',
    amount: 'one transfer moves 0.01 to 999,999,999.99 euros',
  } as Record<string, string>,
  confirm: 'Confirm as carried out',
  confirmTitle: (file: string) => `Confirm ${file}`,
  confirmText:
    'Confirm only when the bank statement shows the transfers. All payouts of the file then count as paid.',
  bookedOn: 'Booking day of the bank',
  confirmed: 'Transfer file confirmed',
  reject: 'Rejected by the bank',
  rejectTitle: (file: string) => `Note ${file} as rejected`,
  rejectText: 'Only when the bank rejected the whole file. Its payouts go into the next file.',
  rejected: 'Transfer file noted as rejected',
  void: 'Declare void',
  voidTitle: (file: string) => `Declare ${file} void`,
  voidText:
    'You declare: the file was never handed to the bank, and every copy of it is deleted. If it is handed in all the same, it is paid twice.',
  voided: 'Transfer file is void',
  typed: 'Type the name of the file to confirm',
  typedWrong: 'That is not the name of the file.',
};
