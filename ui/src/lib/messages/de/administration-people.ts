// Customers whom support looks up, the platform's own letterhead, and who accepted which contract.

/** A customer, looked up for a reason. */
export const customers = {
  emptyTitle: 'Noch niemand gesucht',
  emptyText:
    'Geben Sie an, wen Sie suchen und warum. Jede Suche steht mit Ihrem Namen im Protokoll.',
  whom: 'Wen suchen Sie?',
  whomHint: 'E-Mail, Teil des Namens, Kunden- oder Bestellnummer; mindestens drei Zeichen.',
  tooShort: 'Bitte mindestens drei Zeichen eingeben.',
  find: 'Nachsehen',
  more: 'Es gibt weitere Treffer. Bitte suchen Sie genauer.',
  nobody: 'Niemand gefunden.',
  nobodyText: 'Ändern Sie, wen Sie suchen. Der Grund kann stehen bleiben.',
  nameless: 'Ohne Konto',
  email: 'E-Mail',
  id: 'Kundennummer',
  buysFor: 'Kauft für',
  knownSince: 'Bekannt seit',
  signedUp: 'Konto seit',
  language: 'Sprache',
  country: 'Erstes Land',
  open: 'Akte öffnen',
  openHint: 'Auch das steht mit Ihrem Grund im Protokoll.',
  attributions: 'Zuordnungen',
  orders: 'Bestellungen',
  refunds: 'Rückgaben',
  subscriptions: 'Abos',
  nothing: 'Keine.',
  refunded: (amount: string) => `${amount} erstattet`,
  line: (line: number) => `Position ${line}`,
  paidUntil: (day: string) => `bezahlt bis ${day}`,
  ending: 'läuft aus',
  past_due: 'überfällig',
  /** By what somebody was looked for. */
  by: {
    id: 'Kundennummer',
    order: 'Bestellung',
    email: 'E-Mail',
    name: 'Name',
  } as Record<string, string>,
};

/** Who makes credit notes out. */
export const issuer = {
  emptyTitle: 'Noch keine Angaben',
  emptyText: 'Ohne Aussteller wird keine Gutschrift ausgestellt.',
  /** They were set before each statement was kept. */
  unversioned: 'Diese Angaben gelten. Sie wurden hinterlegt, bevor es diese Liste gab.',
  noVersionTitle: 'Noch keine Fassung',
  noVersionText: 'Sobald Sie die Angaben ändern, steht hier, wer das wann und warum getan hat.',
  version: 'Fassung',
  edit: 'Angaben ändern',
  title: 'Aussteller der Gutschriften',
  text: 'So steht der Aussteller künftig im Briefkopf der Gutschriften. Schon ausgestellte behalten ihren Aussteller.',
  name: 'Name oder Firma',
  street: 'Straße und Hausnummer',
  postalCode: 'Postleitzahl',
  city: 'Ort',
  country: 'Land',
  countryHint: 'Zwei Buchstaben, zum Beispiel US oder DE.',
  notACountry: 'Bitte zwei Buchstaben eingeben, zum Beispiel US oder DE.',
  taxNumber: 'Steuernummer',
  taxNumberHint: 'Wenn es eine gibt.',
  vatId: 'USt-IdNr.',
  notAVatId: 'Das ist keine USt-IdNr.; eine deutsche hat DE und neun Ziffern.',
  kept: 'Aussteller gespeichert',
};

/** Who accepted which contract. */
export const acceptances = {
  emptyTitle: 'Noch kein Vertrag angenommen',
  emptyText: 'Wer einen Vertrag annimmt, steht hier mit Fassung, Name und Zeitpunkt.',
  onlyOutdated: 'Nur wer die neue Fassung noch nicht angenommen hat',
  onlyNever: 'Nur wer hier noch keine Fassung angenommen hat',
  neverTitle: 'Alle haben einen Vertrag angenommen',
  neverText: 'Wer ein Gebiet oder einen Empfehlungscode hat, hat hier eine Fassung angenommen.',
  neverHint:
    'Hier wurde keine Fassung angenommen: Der Vertrag liegt auf Papier vor, oder es gibt noch keinen. Auf neue Fassungen wird nicht hingewiesen.',
  since: 'Eingetragen am',
  mostShown: 'Es gibt weitere; gezeigt werden 200.',
  all: 'Alle',
  show: 'Anzeigen',
  version: 'Fassung',
  acceptedAt: 'Angenommen',
  by: 'Angenommen von',
  address: 'Netzadresse',
  sha256: 'Prüfsumme des Textes',
  language: 'Sprache',
  languages: { de: 'Deutsch', en: 'Englisch' } as Record<string, string>,
  offered: 'Angebotene Fassung',
  neededFrom: 'Nötig ab',
  demand: 'Tag festlegen',
  demandTitle: (version: string) => `Ab wann die Fassung ${version} nötig ist`,
  demandText:
    'Der Tag steht im Hinweis an alle, die noch eine ältere Fassung haben. Gesperrt wird dadurch nichts.',
  demanded: 'Tag festgelegt',
  states: {
    current: 'aktuell',
    outdated: 'ältere Fassung',
    earlier: 'abgelöst',
    left: 'ausgeschieden',
  } as Record<string, string>,
};
