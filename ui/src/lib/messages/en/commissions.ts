import type { StepValues } from '$lib/messages/de/commissions';

type Sentence = (v: StepValues) => string;

const steps: Record<string, Sentence> = {
  agreement_in_force: (v) =>
    `The billing address lies in ${v.country}. Your territory agreement of ${v.percent} has been in force there since ${v.validFrom}.`,
  attribution_live: (v) =>
    `The purchase is attributed to you, since ${v.attributedAt} and until ${v.expiresAt}.`,
  first_purchase: (v) => `It is the first purchase of this person: ${v.percent}.`,
  later_purchase: (v) => `It is a later purchase of this person: ${v.percent}.`,
  renewal: (v) => `A renewal counts as a later purchase: ${v.percent}.`,
  via_connect: () => 'The offer of a practice was paid through the platform.',
  all_tenant_sales: () => 'The fee is due on every sale of a practice.',
  own_purchase_discount: () => 'You bought for yourself; the amount was granted as a discount.',
  not_additive: (v) =>
    `No commission “${v.kind}”: you receive the regional commission here, both together do not exist.`,
  attribution_expired: (v) => `No commission “${v.kind}”: the attribution ended on ${v.expiresAt}.`,
  attribution_not_started: (v) =>
    `No commission “${v.kind}”: the attribution began only on ${v.attributedAt}.`,
  no_attribution: (v) => `No commission “${v.kind}”: nobody recruited this purchase.`,
  no_agreement: (v) =>
    `No regional commission: no territory agreement for ${v.country} was in force on the day of the order.`,
  no_address: () =>
    'No regional commission: neither this order nor an earlier one names an address.',
  not_a_platform_product: () => 'No regional commission: it is paid on platform products only.',
  sold_by_platform: () => 'No platform fee: the platform sells the product itself.',
  not_via_connect: () => 'Not paid through the platform, but in cash or at an own terminal.',
  healing_service: () => 'No commission on healing services (section 299a StGB).',
  self_purchase: (v) => `No commission “${v.kind}” on an own purchase.`,
  seller_is_affiliate: (v) =>
    `No commission “${v.kind}”: the seller recruited the customer and would pay itself.`,
  recipient_deactivated: () => 'Not paid: the access to the platform had ended.',
  rounds_to_zero: () => 'Not paid: it would be less than half a cent.',
  nothing_left: () => 'Not paid: the other commissions already take the whole net amount.',
};

export const commissions = {
  title: 'Commissions',
  monthPicker: 'Month',
  before: 'Month before',
  after: 'Month after',
  dueUntil: (day: string) => `Settlement by ${day}`,
  recompute: 'Recompute',
  pdf: 'PDF',
  csv: 'CSV',
  sumOf: (month: string) => `Total ${month}`,
  kinds: {
    regional_exclusive: 'Regional',
    affiliate_first: 'Affiliate, first purchase',
    affiliate_recurring: 'Affiliate, later purchase',
    platform_fee: 'Platform fee',
    reversals: 'Reversals',
  } as Record<string, string>,
  withPercent: (kind: string, percent: string) => `${kind}, ${percent}`,
  chart: '24 months',
  chartNote: 'before reversals',
  chartLabel: (from: string, to: string) => `Commissions by month, ${from} to ${to}`,
  equal: (n: string, total: string) => `${n} of ${total} equal`,
  equalText: 'recomputed without a network',
  different: (n: string) => (n === '1' ? '1 difference' : `${n} differences`),
  differentText: 'The stored amount stays valid until the difference is settled.',
  showDifferences: 'View',
  openEntry: 'Calculation',
  releases: 'Becomes approved',
  noReleases: 'Nothing waits for approval.',
  until: (day: string) => `by ${day}`,
  opening: 'Balance before',
  closing: 'Balance after',
  payout: (day: string) => `Payout ${day}`,
  table: 'Entries of the month',
  columns: {
    on: 'Day',
    customer: 'Customer',
    product: 'Product',
    country: 'Country',
    net: 'Net',
    percent: 'Rate',
    amount: 'Commission',
    status: 'State',
  },
  status: {
    pending: 'waiting',
    approved: 'approved',
    paid: 'paid out',
    refunded: 'refunded',
    forfeited: 'forfeited',
    settled: 'settled',
    reversal: 'reversal',
  } as Record<string, string>,
  waitsUntil: (day: string) => `waits until ${day}`,
  lead: (percent: string, base: string) => `= ${percent} of ${base} net`,
  vatStep: (gross: string, rate: string, base: string) =>
    `${gross} was paid. Without the VAT of ${rate}, ${base} remains.`,
  noVatStep: (gross: string) => `${gross} was paid without VAT.`,
  approvalStep: (day: string) => `After the time for returns the amount is approved on ${day}.`,
  approvedStep: (day: string) => `The time for returns ended on ${day}.`,
  reversalStep: (day: string, amount: string, net: string) =>
    `Given back on ${day}: ${amount} on ${net} net.`,
  steps,
  unknownStep: (code: string) => code,
  order: 'Order',
  orderLine: (order: string, line: string) => `${order}, line ${line}`,
  rules: 'Rules',
  recomputed: 'Recomputed',
  same: (amount: string) => `${amount}, equal`,
  other: (amount: string) => `${amount}, different`,
  difference: (order: string, field: string, stored: string, now: string) =>
    `Order ${order}, ${field}: stored ${stored}, recomputed ${now}`,
  fields: {
    amount: 'amount',
    percent: 'rate',
    base: 'net',
    entry: 'entry',
    settled_as: 'settlement',
    reasons: 'reasons',
    rule_version: 'rules',
  } as Record<string, string>,
  nothing: 'nothing',
  noneTitle: 'No commission yet',
  noneText:
    'After the first sync with the platform the amounts stand here month by month, each with its calculation in words.',
  noEntries: 'There is no entry in this month.',
};
