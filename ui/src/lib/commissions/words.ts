import type { CommissionExplanation, CommissionRow, ExplanationStep } from '$lib/backend/types';
import { formatDay, formatMoney, parseCents } from '$lib/format';
import { locale, t } from '$lib/messages/index.svelte';

/** The values of a reason as people read them; what the core did not say is empty. */
export interface ReasonWords {
  kind: string;
  percent: string;
  /** Two letters, and the name of the country. */
  country: string;
  countryName: string;
  validFrom: string;
  attributedAt: string;
  expiresAt: string;
  orderedOn: string;
}

export interface Sentence {
  /** True for what leads to the commission. */
  pays: boolean;
  text: string;
}

/** `30 %` from the decimal `30` that the core sends; `12,5 %` from `12.5`. */
export function formatPercent(percent: string): string {
  const form = new Intl.NumberFormat(locale.tag, { maximumFractionDigits: 4 });
  return t().commissions.percent(form.format(percent as `${number}`));
}

/** `14.10.` where the year is known. */
export function shortDay(day: string): string {
  const form = new Intl.DateTimeFormat(locale.tag, {
    day: '2-digit',
    month: '2-digit',
    timeZone: 'UTC',
  });
  return form.format(new Date(`${day}T12:00:00Z`));
}

/** `Regional, 30 %`; a kind of a newer platform keeps its code. */
export function kindText(kind: string, percent: string | null): string {
  const name = t().commissions.kinds[kind] ?? kind;
  return percent === null ? name : `${name}, ${formatPercent(percent)}`;
}

export interface StatusTag {
  tone: 'plain' | 'green' | 'amber' | 'red';
  text: string;
}

const TONES: Record<string, StatusTag['tone']> = {
  pending: 'amber',
  approved: 'green',
  reversal: 'red',
  refunded: 'red',
};

export function statusTag({ status, approvedOn }: CommissionRow): StatusTag {
  const { statuses, waitsUntil } = t().commissions;
  const waits = status === 'pending' && approvedOn !== null;
  const text = waits ? waitsUntil(shortDay(approvedOn)) : (statuses[status] ?? status);
  return { tone: TONES[status] ?? 'plain', text };
}

/** C15: the sentence of a reason; a code of a newer platform stands for itself. */
export function reasonSentence(step: ExplanationStep, orderedOn: string | null): string {
  const sentence = t().commissions.reasons[step.code];
  if (!sentence) return step.code;
  return sentence(wordsOf(step.values, orderedOn));
}

function wordsOf(values: ExplanationStep['values'], orderedOn: string | null): ReasonWords {
  const day = (name: string) => (values[name] ? formatDay(values[name]) : '');
  const country = values['country'] ?? '';
  return {
    kind: values['kind'] ?? '',
    percent: values['percent'] ? formatPercent(values['percent']) : '',
    country,
    countryName: country ? countryName(country) : '',
    validFrom: day('valid_from'),
    attributedAt: day('attributed_at'),
    expiresAt: day('expires_at'),
    orderedOn: orderedOn ? formatDay(orderedOn) : '',
  };
}

function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(locale.tag, { type: 'region' }).of(code) ?? code;
}

/** The calculation in words: why it pays, the tax, the hold period, what was given back, what is not paid. */
export function sentences(
  row: CommissionRow,
  explained: CommissionExplanation,
  orderedOn: string | null,
): Sentence[] {
  const step = (one: ExplanationStep) => ({
    pays: one.pays,
    text: reasonSentence(one, orderedOn),
  });
  const [yes, no] = [true, false].map((pays) => explained.steps.filter((one) => one.pays === pays));
  return [
    ...yes!.map(step),
    { pays: true, text: taxSentence(explained) },
    ...holdSentence(row, explained),
    ...backSentence(row),
    ...no!.map(step),
  ];
}

function taxSentence({ gross, base, vatRateBp }: CommissionExplanation): string {
  const words = t().commissions.calculation;
  if (vatRateBp === 0) return words.noTax(formatMoney(gross));
  const rate = formatPercent(String(vatRateBp / 100));
  return words.tax(formatMoney(gross), rate, formatMoney(base));
}

/** C11: until when the money waits, or waited. A discount was never paid out. */
function holdSentence(row: CommissionRow, explained: CommissionExplanation): Sentence[] {
  const until = explained.steps.find((one) => one.pays)?.values['approves_at'];
  if (!until || ['settled', 'reversal', 'refunded'].includes(row.status)) return [];
  const words = t().commissions.calculation;
  const say = row.status === 'pending' ? words.holdRuns : words.holdOver;
  return [{ pays: row.status !== 'pending', text: say(formatDay(until)) }];
}

function backSentence(row: CommissionRow): Sentence[] {
  if (row.status !== 'reversal') return [];
  const { reversed } = t().commissions.calculation;
  const [amount, net] = [formatMoney(row.amount), formatMoney(row.net)];
  return [{ pays: false, text: reversed(formatDay(row.on), amount, net) }];
}

/** What a difference shows: an amount as money, a percentage as one, anything else as it came. */
export function differenceText(field: string, value: string, currency: string): string {
  if (value === '') return t().commissions.differences.nothing;
  if (field === 'percent') return formatPercent(value);
  const cents = ['amount', 'base', 'entry'].includes(field) ? parseCents(value) : null;
  return cents === null ? value : formatMoney({ cents, currency });
}
