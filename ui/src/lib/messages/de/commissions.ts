import type { ReasonWords } from '$lib/commissions/words';

/** Länder, die nicht ohne Artikel stehen. */
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

const NONE: Record<string, string> = {
  regional_exclusive: 'Keine Regionalprovision',
  affiliate_first: 'Keine Affiliate-Provision',
  affiliate_recurring: 'Keine Affiliate-Provision',
  platform_fee: 'Keine Plattformgebühr',
};

const not = (because: (words: ReasonWords) => string) => (words: ReasonWords) =>
  `${NONE[words.kind] ?? 'Keine Provision'}: ${because(words)}`;
const inCountry = ({ country, countryName }: ReasonWords) =>
  WITH_ARTICLE[country] ?? `in ${countryName}`;
const ofPercent = ({ percent }: ReasonWords) => (percent ? ` Dafür gibt es ${percent}.` : '');

/** C15: ein Satz je Grund. */
const reasons: Record<string, (words: ReasonWords) => string> = {
  agreement_in_force: (words) => {
    const since = words.validFrom ? ` (seit ${words.validFrom})` : '';
    const on = words.orderedOn ? ` am ${words.orderedOn}` : '';
    const of = words.percent ? ` mit ${words.percent}` : '';
    return `Die Rechnungsadresse liegt ${inCountry(words)}, und für ${words.country} gilt${on} Ihr Gebietsvertrag${since}${of}.`;
  },
  attribution_live: ({ attributedAt, expiresAt }) =>
    `Der Kunde ist Ihnen zugeordnet, von ${attributedAt} bis ${expiresAt}.`,
  first_purchase: (words) => `Es ist der erste Kauf dieses Kunden.${ofPercent(words)}`,
  later_purchase: (words) => `Der Kunde hat schon früher gekauft.${ofPercent(words)}`,
  renewal: (words) =>
    `Die Verlängerung eines Abonnements zählt als Folgekauf.${ofPercent(words)}`,
  via_connect: () => 'Das eigene Produkt wurde über die Plattform bezahlt.',
  all_tenant_sales: () => 'Die Gebühr fällt bei jedem eigenen Verkauf an.',
  own_purchase_discount: () =>
    'Sie haben selbst gekauft: Der Betrag wurde als Rabatt gewährt und wird nicht ausgezahlt.',
  not_additive: not(
    () => 'Sie sind hier auch der zugeordnete Partner, beides zusammen gibt es nicht.',
  ),
  attribution_expired: not(({ expiresAt }) => `Die Zuordnung ist am ${expiresAt} abgelaufen.`),
  attribution_not_started: not(
    ({ attributedAt }) => `Die Zuordnung beginnt erst am ${attributedAt}.`,
  ),
  no_attribution: not(() => 'Diesen Kunden hat niemand geworben.'),
  no_agreement: not(({ country, orderedOn }) => {
    const on = orderedOn ? ` am ${orderedOn}` : '';
    return `Für ${country || 'dieses Land'} gilt${on} kein Gebietsvertrag.`;
  }),
  no_address: not(
    () => 'Weder diese noch eine frühere Bestellung hat eine Rechnungsadresse.',
  ),
  not_a_platform_product: not(() => 'Es gibt sie nur auf Produkte der Plattform.'),
  sold_by_platform: not(() => 'Auf Produkte der Plattform fällt sie nicht an.'),
  not_via_connect: not(
    () => 'Bezahlt wurde vor Ort, bar oder mit eigenem Kartengerät.',
  ),
  healing_service: not(
    () => 'Auf Heilleistungen darf es keine Provision geben (§ 299a StGB).',
  ),
  self_purchase: not(() => 'Auf den eigenen Kauf wird nichts gezahlt.'),
  seller_is_affiliate: not(
    () => 'Wer verkauft, hat den Kunden selbst geworben und würde sich selbst bezahlen.',
  ),
  recipient_deactivated: not(() => 'Das Konto war zu dieser Zeit nicht mehr aktiv.'),
  rounds_to_zero: not(() => 'Es wäre weniger als ein halber Cent.'),
  nothing_left: not(() => 'Die anderen Provisionen nehmen schon den ganzen Nettobetrag.'),
};

export const commissions = {
  title: 'Provisionen',
  percent: (number: string) => `${number}\u00a0%`,
  month: 'Monat',
  older: 'Vorheriger Monat',
  newer: 'Nächster Monat',
  dueOn: (day: string) => `Abrechnung bis ${day}`,
  recompute: 'Nachrechnen',
  pdf: 'PDF',
  csv: 'CSV',
  savePdf: 'Abrechnung als PDF speichern',
  saveCsv: 'Abrechnung als CSV speichern',
  total: (month: string) => `Summe ${month}`,
  kinds: {
    regional_exclusive: 'Regional',
    affiliate_first: 'Affiliate, erster Kauf',
    affiliate_recurring: 'Affiliate, Folgekauf',
    platform_fee: 'Plattformgebühr',
    reversals: 'Rückgaben',
  } as Record<string, string>,
  chart: {
    title: '24 Monate',
    sub: 'vor Rückgaben',
    label: (from: string, to: string) => `Provisionen je Monat, ${from} bis ${to}`,
  },
  equal: (equal: string, all: string) => `${equal} von ${all} gleich`,
  offline: 'ohne Netz nachgerechnet',
  releases: 'Wird freigegeben',
  until: (day: string) => `bis ${day}`,
  noReleases: 'Zurzeit wartet nichts.',
  payouts: 'Ausgezahlt',
  payoutKinds: { monthly: 'monatlich', final: 'Schlusszahlung' } as Record<string, string>,
  noPayouts: 'In diesem Monat nichts.',
  table: (month: string) => `Provisionen ${month}`,
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
  statuses: {
    pending: 'wartet',
    approved: 'Freigegeben',
    paid: 'Ausgezahlt',
    refunded: 'Zurückgegeben',
    forfeited: 'Verfallen',
    settled: 'Als Rabatt',
    reversal: 'Rückgabe',
  } as Record<string, string>,
  waitsUntil: (day: string) => `wartet bis ${day}`,
  reasons,
  calculation: {
    open: 'Rechenweg zeigen',
    label: 'Rechenweg',
    equals: (percent: string, base: string) => `= ${percent} von ${base} netto`,
    pays: 'Dafür:',
    paysNot: 'Dagegen:',
    tax: (gross: string, rate: string, base: string) =>
      `Bezahlt wurden ${gross}. Ohne die Umsatzsteuer von ${rate} bleiben ${base}.`,
    noTax: (gross: string) => `Bezahlt wurden ${gross}, ohne Umsatzsteuer.`,
    holdRuns: (day: string) => `Die Rückgabefrist läuft bis ${day}; bis dahin wartet die Provision.`,
    holdOver: (day: string) => `Die Rückgabefrist ist am ${day} abgelaufen.`,
    reversed: (day: string, amount: string, net: string) =>
      `Am ${day} zurückgegeben: ${amount} auf ${net} netto.`,
    order: 'Bestellung',
    line: (number: string, line: string) => `${number}, Pos. ${line}`,
    rules: 'Regelstand',
    recomputed: 'Nachgerechnet',
    same: (amount: string) => `${amount}, gleich`,
    differs: (amount: string) => `${amount}, anders`,
  },
  differences: {
    title: (n: number) => (n === 1 ? '1 Abweichung' : `${n} Abweichungen`),
    text: 'Hier kommt etwas anderes heraus als auf der Plattform. Ihre Abrechnung ist unverändert.',
    show: 'Ansehen',
    entry: 'Rechenweg',
    order: 'Bestellung',
    field: 'Was',
    stored: 'Erhalten',
    recomputed: 'Nachgerechnet',
    nothing: 'nichts',
    fields: {
      entry: 'Eintrag',
      amount: 'Betrag',
      percent: 'Satz',
      base: 'Grundlage',
      settled_as: 'Abrechnungsart',
      reasons: 'Gründe',
      rule_version: 'Regelstand',
    } as Record<string, string>,
  },
  noneTitle: 'Noch keine Provisionen',
  noneText:
    'Sobald jemand in Ihrem Gebiet oder über Ihre Empfehlung kauft, steht hier jeder Betrag mit seinem Rechenweg.',
};
