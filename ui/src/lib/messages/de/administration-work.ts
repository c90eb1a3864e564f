// What the platform's people see of its own work, besides agreements and payouts.

/** What the payment provider told and people must look at. */
export const problems = {
  emptyTitle: 'Kein Zahlungsproblem',
  emptyText: 'Was der Zahlungsanbieter meldet und jemand ansehen muss, steht hier.',
  payment: 'Zahlung beim Anbieter',
  reference: 'Vorgang beim Anbieter',
  checkout: 'Kauf',
  event: 'Meldung',
  seller: 'Verkäufer',
  said: 'Die Plattform sagt',
  settledOn: 'Geklärt am',
  settledBecause: 'Geklärt, weil',
  settle: 'Als geklärt vermerken',
  settleTitle: 'Zahlungsproblem als geklärt vermerken',
  settleText:
    'Es wird nur vermerkt, dass niemand mehr hinsehen muss. Kein Geld bewegt sich, und das Buch bleibt, wie es ist.',
  settled: 'Zahlungsproblem geklärt',
  kinds: {
    'payment_intent.succeeded': 'Zahlung eingegangen',
    'payment_intent.payment_failed': 'Zahlung fehlgeschlagen',
    'payment_intent.canceled': 'Zahlung abgebrochen',
    'refund.created': 'Rückgabe begonnen',
    'refund.failed': 'Rückgabe fehlgeschlagen',
    'charge.refunded': 'Geld zurückgegeben',
    'charge.dispute.created': 'Rückbuchung verlangt',
    'charge.dispute.won': 'Rückbuchung abgewehrt',
    'charge.dispute.lost': 'Rückbuchung verloren',
    'transfer.reversed': 'Auszahlung zurückgeholt',
  } as Record<string, string>,
  otherKind: 'Eine Meldung, die Ihre Fassung des Programms noch nicht kennt',
};
