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
