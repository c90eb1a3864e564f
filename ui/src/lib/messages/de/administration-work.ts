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

/** Files of transfers for the bank (pain.001). */
export const sepaFiles = {
  emptyTitle: 'Noch keine Überweisungsdatei',
  emptyText:
    'Auszahlungen mit dem Weg „Überweisung von Hand“ kommen gesammelt in eine Datei, die Sie der Bank geben.',
  file: 'Datei',
  payouts: 'Überweisungen',
  sum: 'Summe',
  execution: 'Ausführung am',
  debtor: 'Vom Konto',
  booked: 'Gebucht am',
  ended: 'Beendet am',
  sha256: 'Prüfsumme (SHA-256)',
  new: 'Datei erstellen',
  newTitle: 'Überweisungsdatei erstellen',
  newText:
    'Alle Auszahlungen, die auf eine Überweisung warten, kommen in diese Datei. Geld bewegt sich erst, wenn Sie die Datei der Bank geben.',
  executionHint: 'Leer heißt: der nächste Tag, an dem die Banken überweisen.',
  made: 'Überweisungsdatei erstellt',
  madeText: 'Speichern Sie die Datei und geben Sie sie genau einmal der Bank.',
  madeEnded:
    'Diese Datei gab es schon, und sie ist inzwischen beendet. Laden Sie die Liste neu, bevor Sie eine weitere erstellen.',
  download: 'Datei speichern',
  problems: 'In keiner Datei',
  problemsText: 'Diese Auszahlungen warten weiter.',
  problemCodes: {
    currency: 'andere Währung als Euro: von Hand überweisen und bestätigen',
    no_iban: 'kein Konto mit IBAN hinterlegt',
    account: 'das hinterlegte Konto passt nicht mehr',
    outside_sepa: 'Konto außerhalb von SEPA: von Hand überweisen und bestätigen',
    amount: 'eine Überweisung bewegt 0,01 bis 999.999.999,99 Euro',
  } as Record<string, string>,
  confirm: 'Als ausgeführt bestätigen',
  confirmTitle: (file: string) => `${file} bestätigen`,
  confirmText:
    'Nur bestätigen, wenn der Kontoauszug die Überweisungen zeigt. Alle Auszahlungen der Datei gelten dann als bezahlt.',
  bookedOn: 'Buchungstag der Bank',
  confirmed: 'Überweisungsdatei bestätigt',
  reject: 'Von der Bank abgelehnt',
  rejectTitle: (file: string) => `${file} als abgelehnt vermerken`,
  rejectText:
    'Nur wenn die Bank die ganze Datei abgelehnt hat. Die Auszahlungen kommen in die nächste Datei.',
  rejected: 'Überweisungsdatei als abgelehnt vermerkt',
  void: 'Für ungültig erklären',
  voidTitle: (file: string) => `${file} für ungültig erklären`,
  voidText:
    'Sie erklären: Die Datei wurde nie der Bank gegeben, und jede Kopie ist gelöscht. Wird sie doch noch eingereicht, wird doppelt gezahlt.',
  voided: 'Überweisungsdatei ist ungültig',
  typed: 'Zum Bestätigen den Namen der Datei eingeben',
  typedWrong: 'Das ist nicht der Name der Datei.',
};
