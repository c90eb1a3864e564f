import { commissionNames } from './commission-names';
import { contractNotice } from './contract-notice';

/** What the sentence of a reason may say, in the language and spelling of the window. */
export interface StepValues {
  /** The name of the commission. */
  kind: string;
  percent: string;
  /** The name of the country, and its two letters. */
  country: string;
  countryCode: string;
  validFrom: string;
  attributedAt: string;
  expiresAt: string;
}

type Sentence = (v: StepValues) => string;

/** Countries that do not stand without an article. */
const WITH_ARTICLE: Record<string, string> = {
  AE: 'in den Vereinigten Arabischen Emiraten',
  CH: 'in der Schweiz',
  GB: 'im Vereinigten Königreich',
  NL: 'in den Niederlanden',
  SK: 'in der Slowakei',
  TR: 'in der Türkei',
  UA: 'in der Ukraine',
  US: 'in den USA',
};
const inCountry = (v: StepValues) => WITH_ARTICLE[v.countryCode] ?? `in ${v.country}`;

const steps: Record<string, Sentence> = {
  agreement_in_force: (v) =>
    `Die Rechnungsadresse liegt ${inCountry(v)}. Dort gilt seit ${v.validFrom} Ihr Gebietsvertrag mit ${v.percent}.`,
  attribution_live: (v) =>
    `Der Kauf ist Ihnen zugeordnet, seit ${v.attributedAt} und bis ${v.expiresAt}.`,
  first_purchase: (v) => `Es ist der erste Kauf dieser Person: ${v.percent}.`,
  later_purchase: (v) => `Es ist ein Folgekauf dieser Person: ${v.percent}.`,
  renewal: (v) => `Eine Verlängerung zählt als Folgekauf: ${v.percent}.`,
  via_connect: () => 'Das Angebot einer Praxis wurde über die Plattform bezahlt.',
  all_tenant_sales: () => 'Die Gebühr fällt bei jedem Verkauf einer Praxis an.',
  own_purchase_discount: () =>
    'Sie haben selbst gekauft; der Betrag wurde als Rabatt gewährt und wird nicht ausgezahlt.',
  not_additive: (v) =>
    `Keine Provision „${v.kind}“: Sie erhalten hier die regionale Provision, beides zusammen gibt es nicht.`,
  attribution_expired: (v) =>
    `Keine Provision „${v.kind}“: Die Zuordnung ist am ${v.expiresAt} abgelaufen.`,
  attribution_not_started: (v) =>
    `Keine Provision „${v.kind}“: Die Zuordnung begann erst am ${v.attributedAt}.`,
  no_attribution: (v) => `Keine Provision „${v.kind}“: Niemand hat diesen Kauf geworben.`,
  no_agreement: (v) =>
    `Keine regionale Provision: Am Tag der Bestellung galt kein Gebietsvertrag für ${v.country}.`,
  no_address: () =>
    'Keine regionale Provision: Weder diese noch eine frühere Bestellung nennt eine Adresse.',
  not_a_platform_product: () =>
    'Keine regionale Provision: Es gibt sie nur auf Produkte der Plattform.',
  sold_by_platform: () => 'Keine Plattformgebühr: Die Plattform verkauft das Produkt selbst.',
  not_via_connect: () =>
    'Nicht über die Plattform bezahlt, sondern bar oder am eigenen Kartengerät.',
  healing_service: () => 'Keine Provision auf Heilleistungen (§ 299a StGB).',
  self_purchase: (v) => `Keine Provision „${v.kind}“ auf den eigenen Kauf.`,
  seller_is_affiliate: (v) =>
    `Keine Provision „${v.kind}“: Wer verkauft, hat selbst geworben und würde sich selbst bezahlen.`,
  recipient_deactivated: () => 'Nicht gezahlt: Der Zugang zur Plattform war beendet.',
  rounds_to_zero: () => 'Nicht gezahlt: Es wäre weniger als ein halber Cent.',
  nothing_left: () => 'Nicht gezahlt: Die anderen Provisionen nehmen schon den ganzen Nettobetrag.',
};

export const commissions = {
  ...commissionNames,
  title: 'Provisionen',
  percent: (number: string) => `${number}\u00a0%`,
  monthPicker: 'Monat',
  before: 'Vormonat',
  after: 'Folgemonat',
  dueUntil: (day: string) => `Abrechnung bis ${day}`,
  recompute: 'Nachrechnen',
  pdf: 'PDF',
  csv: 'CSV',
  sumOf: (month: string) => `Summe ${month}`,
  kinds: {
    regional_exclusive: 'Regional',
    affiliate_first: 'Affiliate, erster Kauf',
    affiliate_recurring: 'Affiliate, Folgekauf',
    platform_fee: 'Plattformgebühr',
    reversals: 'Rückgaben',
    corrections: 'Korrekturen',
    forfeitures: 'Verfallen',
  } as Record<string, string>,
  withPercent: (kind: string, percent: string) => `${kind}, ${percent}`,
  chart: '24 Monate',
  chartNote: 'vor Rückgaben',
  chartLabel: (from: string, to: string) => `Provisionen je Monat, ${from} bis ${to}`,
  equal: (n: string, total: string) => `${n} von ${total} gleich`,
  equalText: 'ohne Netz nachgerechnet',
  different: (n: string) => (n === '1' ? '1 Abweichung' : `${n} Abweichungen`),
  differentText: 'Der gespeicherte Betrag gilt, bis die Abweichung geklärt ist.',
  showDifferences: 'Ansehen',
  openEntry: 'Rechenweg',
  more: (n: string) => `Weitere anzeigen (${n})`,
  inCurrency: (month: string, currency: string) => `${month}, ${currency}`,
  forecast: {
    title: 'Freigabe und Auszahlung',
    text: 'Stand heute; neue Bestellungen, Rückgaben und Beanstandungen ändern es. Ausgezahlt wird ab einem Betrag von 50,00, nach dem Ende des Zugangs jeder Betrag. Rückgaben schon ausgezahlter Provisionen sind eingerechnet; was darunter liegt, wird übertragen.',
    none: 'Zurzeit wartet nichts auf Freigabe oder Auszahlung.',
    before: 'Schon freigegeben',
    owed: 'Noch zu verrechnen',
    approvedUntil: (day: string) => `Freigabe bis ${day}`,
    approvedOn: (day: string) => `Freigabe am ${day}`,
    run: (day: string) => `Auszahlung ab ${day}`,
    paid: 'Ausgezahlt',
    carried: {
      below_minimum: 'Übertrag, unter 50,00',
      other_unit: 'Übertrag, Währung ohne Cent',
    } as Record<string, string>,
    carriedOver: 'Übertrag',
    frozen: 'Eingefroren',
    frozenText: (amount: string) =>
      `${amount} sind eingefroren und werden erst nach der Entscheidung ausgezahlt.`,
    days: 'Tag für Tag',
  },
  balance: 'Saldo des Monats',
  opening: 'Stand vorher',
  earned: 'Provisionen',
  reversed: 'Rückgaben',
  correctedHint: 'Nach einer Beanstandung, der stattgegeben wurde.',
  forfeitedHint: 'War noch in der Wartezeit, als der Zugang zur Plattform endete.',
  paid: 'Ausgezahlt',
  paidOn: (days: string) => `Ausgezahlt ${days}`,
  cameBack: (day: string) => `zurück ${day}`,
  paidWithVat: (day: string, vat: string) => `${day} (dazu ${vat} USt)`,
  closing: 'Übertrag',
  held: 'davon wartet',
  payable: 'davon freigegeben',
  credited: 'Im Monat freigegeben',
  creditedHint: 'So viel steht auf den Gutschriften des Monats, ohne Beanstandetes.',
  discounts: 'Als Rabatt',
  discountsHint: 'Mit der Bestellung verrechnet; wird nicht ausgezahlt.',
  disputed: 'Beanstandet',
  disputedHint:
    'Kommt auf keine Gutschrift, bis die Beanstandung entschieden ist. Was schon auf einer steht, bleibt dort.',
  views: 'Ansicht',
  statements: 'Abrechnungen',
  paper: {
    title: 'Gutschriften',
    list: 'Gutschriften und Korrekturen',
    number: 'Nummer',
    month: 'Monat',
    amount: 'Betrag',
    state: 'Stand',
    corrects: (number: string) => `korrigiert ${number}`,
    status: {
      issued: 'gültig',
      objected: 'widersprochen',
      unlisted: 'nicht mehr gelistet',
    } as Record<string, string>,
    objectedOn: (day: string) => `widersprochen am ${day}`,
    kept: 'liegt auf diesem Gerät',
    open: 'Öffnen',
    openLabel: (number: string) => `${number} öffnen`,
    object: 'Widersprechen',
    objectLabel: (number: string) => `${number} widersprechen`,
    loading: 'Gutschriften werden geladen',
    failed: 'Die Gutschriften sind nicht gekommen.',
    deeds: 'Was zu tun ist',
    noneTitle: 'Noch keine Gutschrift',
    noneText:
      'Für Empfänger in Deutschland rechnet die Plattform jeden abgelaufenen Monat mit einer Gutschrift ab. Dafür braucht sie Ihre steuerlichen Angaben und Ihr Einverständnis.',
    offline: 'Ohne Netz.',
    offlineText: (day: string, time: string) =>
      `So war es am ${day} um ${time}. Was schon geöffnet wurde, liegt auf diesem Gerät; Widersprechen geht nur mit Netz.`,
    offlineNever:
      'Die Liste wurde noch nie geladen. Sie erscheint, sobald die Plattform erreichbar ist.',
    local: 'Keine Plattform.',
    localText: 'Gutschriften stellt die Plattform aus. Melden Sie sich an, um sie zu sehen.',
    objection: {
      title: (number: string) => `Widerspruch gegen ${number}`,
      text: 'Die Gutschrift verliert damit ihre Wirkung als Rechnung (§ 14 Abs. 2 Satz 3 UStG). Das lässt sich nicht zurücknehmen: Sie stellen danach selbst eine Rechnung. Die Nummer und die Datei bleiben erhalten.',
      reason: 'Grund (freiwillig)',
      reasonHint: 'Das Gesetz verlangt keinen. Ein Grund hilft, den Fehler zu finden.',
      action: 'Widersprechen',
      done: (number: string) => `${number} ist widersprochen.`,
      doneText: 'Stellen Sie für diesen Betrag selbst eine Rechnung.',
    },
  },
  contractNotice,
  payoutNotice: {
    title: (amount: string) => `${amount} warten auf ein Konto für Auszahlungen.`,
    text: 'Ihr Guthaben bleibt vollständig bestehen und geht mit der nächsten Auszahlung mit, sobald das Konto beim Zahlungsdienst fertig eingerichtet ist.',
    action: 'Konto einrichten',
    open: 'Kein Browser ging auf. Öffnen Sie innerhalb weniger Minuten selbst:',
  },
  profile: {
    open: 'Steuerliche Angaben',
    title: 'Steuerliche Angaben',
    text: 'Diese Angaben stehen auf Ihren Gutschriften. Sie liegen bei der Plattform; schon ausgestellte Gutschriften bleiben, wie sie sind.',
    name: 'Name oder Firma',
    street: 'Straße und Hausnummer',
    postalCode: 'PLZ',
    city: 'Ort',
    country: 'Land (zwei Buchstaben)',
    taxNumber: 'Steuernummer',
    taxNumberHint: 'Steuernummer oder USt-IdNr., eine von beiden genügt.',
    vatId: 'USt-IdNr.',
    iban: 'IBAN (freiwillig)',
    business: 'Ich handle als Unternehmen (§ 2 UStG)',
    smallBusiness: 'Ich bin Kleinunternehmer (§ 19 UStG)',
    agreed: 'Ich bin mit der Abrechnung durch Gutschrift einverstanden (§ 14 Abs. 2 UStG)',
    contract: 'Vertrag mit dem Einverständnis (5.4)',
    kinds: { distributor: 'Vertriebsvertrag', affiliate: 'Partnervertrag' } as Record<
      string,
      string
    >,
    contractOf: (kind: string, version: string) => `${kind}, Fassung ${version}`,
    readContract: 'Text lesen',
    agreedTo: (contract: string, day: string) => `Einverstanden seit ${day}: ${contract}.`,
    withdrawn: (day: string) => `Das Einverständnis wurde am ${day} zurückgezogen.`,
    withdraws:
      'Beim Speichern wird Ihr Einverständnis zurückgezogen. Künftige Monate rechnen Sie dann selbst ab.',
    saved: 'Angaben gespeichert',
    savedText: 'Sie gelten für die nächste Gutschrift.',
    offline: 'Nur mit Netz.',
    offlineText:
      'Die steuerlichen Angaben liegen bei der Plattform. Sie lassen sich ansehen und ändern, sobald sie erreichbar ist.',
    otherWhy: 'Die Plattform nimmt das so nicht an.',
    why: {
      missing: 'Für Gutschriften wird das gebraucht.',
      missing_number: 'Bitte eine Steuernummer oder eine USt-IdNr. eingeben.',
      not_a_vat_id: 'Das ist keine USt-IdNr., zum Beispiel DE123456789.',
      not_a_country: 'Bitte zwei Buchstaben, zum Beispiel DE.',
      not_an_iban: 'Das ist keine IBAN. Bitte die Ziffern prüfen.',
      too_long: 'Höchstens 200 Zeichen.',
      unreadable: 'Hier steht ein Zeichen, das sich nicht drucken lässt.',
      not_a_business: 'Per Gutschrift wird nur mit Unternehmen abgerechnet.',
      no_contract: 'Bitte den Vertrag wählen, der gilt.',
    } as Record<string, string>,
  },
  extract: {
    open: 'Namentlicher Auszug',
    title: (month: string) => `Namentlicher Auszug ${month}`,
    text: 'Abrechnungen nennen Kunden nur mit Kürzel, denn ein Kauf kann eine Krankheit verraten (Art. 9 DSGVO). Der Auszug nennt die Namen.',
    logged:
      'Die Plattform hält fest, wer ihn wann und warum angefordert hat. Auf diesem Gerät wird nichts davon gespeichert; eine gesicherte Datei schützen und löschen Sie selbst.',
    reason: 'Wofür brauchen Sie die Namen?',
    reasonMissing: 'Bitte nennen Sie den Grund.',
    ask: 'Auszug anfordern',
    save: 'CSV speichern',
    noName: 'ohne Konto',
    customer: 'Kürzel',
    name: 'Name',
    none: 'In diesem Monat gibt es keinen Eintrag.',
  },
  table: 'Einträge des Monats',
  columns: {
    on: 'Tag',
    customer: 'Kunde',
    product: 'Produkt',
    country: 'Land',
    net: 'Netto',
    percent: 'Satz',
    amount: 'Provision',
    status: 'Status',
  },
  status: {
    pending: 'wartet',
    frozen: 'eingefroren',
    approved: 'freigegeben',
    paid: 'ausgezahlt',
    refunded: 'zurückgegeben',
    forfeited: 'verfallen',
    settled: 'als Rabatt',
    reversal: 'Rückgabe',
    correction: 'Korrektur',
    forfeiture: 'Verfallen',
  } as Record<string, string>,
  waitsUntil: (day: string) => `wartet bis ${day}`,
  lead: (percent: string, base: string) => `= ${percent} von ${base} netto`,
  vatStep: (gross: string, rate: string, base: string) =>
    `Bezahlt wurden ${gross}. Ohne die Umsatzsteuer von ${rate} bleiben ${base}.`,
  noVatStep: (gross: string) => `Bezahlt wurden ${gross}, ohne Umsatzsteuer.`,
  ownVatStep: (gross: string, rate: string, base: string) =>
    `Der Preis ohne Ihren Rabatt ist ${gross}. Ohne die Umsatzsteuer von ${rate} bleiben ${base}.`,
  ownNoVatStep: (gross: string) => `Der Preis ohne Ihren Rabatt ist ${gross}, ohne Umsatzsteuer.`,
  approvalStep: (day: string) => `Nach der Rückgabefrist wird der Betrag am ${day} freigegeben.`,
  approvedStep: (day: string) => `Die Rückgabefrist ist am ${day} abgelaufen.`,
  reversalStep: (day: string, amount: string, net: string) =>
    `Am ${day} zurückgegeben: ${amount} auf ${net} netto.`,
  correctedStep: (day: string, amount: string, why: string) =>
    `Am ${day} nach einer Beanstandung korrigiert: ${amount}. ${why}`,
  forfeitedStep: (day: string, amount: string, why: string) =>
    `Am ${day} verfallen: ${amount}. ${why}`,
  forfeitedBecause: {
    deactivated: 'Der Betrag war noch in der Wartezeit, als der Zugang zur Plattform endete.',
  } as Record<string, string>,
  steps,
  unknownStep: (code: string) =>
    `Diesen Grund kennt Ihre Fassung des Programms noch nicht („${code}“).`,
  unknownName: (code: string) => `„${code}“`,
  breakdown: {
    action: 'Aufteilung',
    title: (month: string) => `Provisionen nach Produkt und Herkunft, ${month}`,
    text: 'Einträge des Monats. Von der Provision sind Rückgaben und Verfallenes abgezogen, vom Netto nicht. Partner und Kunden stehen unter einem Kürzel.',
    by: {
      product: 'Nach Produkt',
      region: 'Nach Region',
      partner: 'Nach Partner',
      customer: 'Eigene Kunden',
    } as Record<string, string>,
    who: {
      product: 'Produkt',
      region: 'Land',
      partner: 'Partner',
      customer: 'Kunde',
    } as Record<string, string>,
    entries: 'Einträge',
    net: 'Netto',
    amount: 'Provision',
    own: 'Selbst geworben',
    nobody: 'Ohne Werbung',
    noCountry: 'Ohne Adresse',
    none: 'In diesem Monat gibt es keinen Eintrag.',
  },
  whatIf: {
    title: 'Was wäre, wenn …',
    text: (currency: string) =>
      `Angenommene Bestellungen, gerechnet nach denselben Regeln: 30 Tage Wartezeit, Auszahlung ab 50,00 ${currency} einmal im Monat. Nichts davon wird umgerechnet oder gespeichert.`,
    product: 'Produkt',
    level: (level: string) => `Plattform, Stufe ${level}`,
    tenantProduct: 'Produkt einer anderen Praxis',
    currency: 'Währung',
    oneCurrency: 'Solange weitere Annahmen da sind, bleibt es bei einer Währung.',
    net: (currency: string) => `Netto in ${currency}`,
    notAnAmount: 'Bitte einen Betrag, zum Beispiel 1000,00.',
    lines: 'Weitere Annahmen',
    line: (count: string, product: string, net: string, country: string, months: string) =>
      `${count} × ${product} zu ${net}, ${country}, ${months === '1' ? '1 Monat' : `${months} Monate`}`,
    add: 'Weitere Annahme',
    remove: 'Entfernen',
    removeLabel: (product: string) => `${product} entfernen`,
    country: 'Land (zwei Buchstaben)',
    count: 'Bestellungen im Monat',
    months: 'Monate',
    recruited: 'Die Kunden habe ich selbst geworben',
    renewal: 'Es sind Folgekäufe oder Verlängerungen',
    ask: 'Ausrechnen',
    notANumber: 'Bitte eine Zahl von 1 bis 9999.',
    notMonths: (most: string) => `Bitte eine Zahl von 1 bis ${most}.`,
    notACountry: 'Bitte zwei Buchstaben, zum Beispiel DE.',
    sum: (earned: string, paid: string) => `Verdient ${earned}, davon ausgezahlt ${paid}`,
    month: 'Monat',
    kind: 'Art',
    earned: 'Verdient',
    held: 'Wartet',
    approved: 'Freigegeben',
    paid: 'Ausgezahlt',
  },
  dispute: {
    start: 'Beanstanden',
    title: 'Beanstandung',
    why: 'Was stimmt nicht?',
    hint: 'Der Eintrag wird eingefroren: Er wird nicht ausgezahlt, bis die Plattform entschieden hat. Das geht auch ohne Netz.',
    send: 'Beanstandung senden',
    cancel: 'Abbrechen',
    empty: 'Bitte schreiben Sie, was nicht stimmt.',
    opened: (who: string, when: string) => `${who}, ${when}`,
    you: 'Sie',
    platform: 'Plattform',
    open: 'Noch nicht entschieden. Der Eintrag bleibt so lange eingefroren. Schweigen gilt nicht als Zustimmung.',
    openAtRest: 'Noch nicht entschieden. Schweigen gilt nicht als Zustimmung.',
    upheld: (day: string) => `Am ${day} wurde Ihnen recht gegeben.`,
    rejected: (day: string) => `Am ${day} wurde die Beanstandung zurückgewiesen.`,
    message: 'Nachricht',
    reply: 'Antworten',
    again: 'Erneut beanstanden',
  },
  order: 'Bestellung',
  orderLine: (order: string, line: string) => `${order}, Pos. ${line}`,
  rules: 'Regelstand',
  recomputed: 'Nachgerechnet',
  same: (amount: string) => `${amount}, gleich`,
  other: (amount: string) => `${amount}, anders`,
  difference: (order: string, field: string, stored: string, now: string) =>
    `Bestellung ${order}, ${field}: gespeichert ${stored}, nachgerechnet ${now}`,
  signedDifference: (order: string, field: string, stored: string, signed: string) =>
    `Bestellung ${order}, ${field}: gespeichert ${stored}, von der Plattform unterschrieben ${signed}`,
  signatureFault: (month: string) =>
    `${month}: Die Unterschrift der Plattform passt nicht zu diesem Monat.`,
  monthDifference: (month: string, field: string, stored: string, signed: string) =>
    `${month}, ${field}: hier ${stored}, von der Plattform unterschrieben ${signed}`,
  signed: (n: string) => (n === '1' ? '1 Monat unterschrieben' : `${n} Monate unterschrieben`),
  nothing: 'nichts',
  incalculable: 'nicht berechenbar',
  noneTitle: 'Noch keine Provision',
  noneText:
    'Nach dem ersten Abgleich mit der Plattform stehen hier die Beträge Monat für Monat, jeder mit seinem Rechenweg.',
  noEntries: 'In diesem Monat gibt es keinen Eintrag.',
  noEntriesText: 'Was er übernommen hat und was ausgezahlt wurde, steht in der Zeile darüber.',
  showMonth: (month: string) => `${month} zeigen`,
};
