import { formatDay, formatMoney } from '$lib/format';
import { t } from '$lib/messages/index.svelte';
import type { MoneyView } from '$lib/backend/types';

type Tone = 'plain' | 'green' | 'amber' | 'red' | 'accent';

const TONES: Record<string, Tone> = {
  running: 'green',
  coming: 'accent',
  approved: 'green',
  paid: 'green',
  pending: 'amber',
  open: 'amber',
  frozen: 'amber',
  refunded: 'red',
  forfeited: 'red',
  released: 'red',
  returned: 'red',
  accepted: 'accent',
  active: 'green',
  upheld: 'green',
  rejected: 'red',
  live: 'green',
  left: 'red',
  settled: 'green',
  confirmed: 'green',
  void: 'red',
  onboarding: 'amber',
  restricted: 'amber',
  closed: 'red',
  queued: 'amber',
  done: 'green',
  failed: 'red',
  waiting: 'amber',
  sent: 'green',
  refused: 'red',
  given_up: 'red',
  handed_over: 'accent',
};

export const toneOf = (state: string): Tone => TONES[state] ?? 'plain';
export const stateWord = (state: string): string => t().administration.states[state] ?? state;
export const kindWord = (kind: string): string => t().administration.kinds[kind] ?? kind;
export const actionWord = (action: string): string => {
  const { actions, otherAction } = t().administration.log;
  return actions[action] ?? `${otherAction} (${action})`;
};

/** C15: why a commission is due, by the names of its reasons. */
export const reasonsText = (codes: string[]): string => {
  const { commissions, administration } = t();
  const nameOf = (code: string) =>
    code === 'unknown' ? administration.commissions.notKept : commissions.reasonNames[code];
  return codes.map((code) => nameOf(code) ?? code).join(', ');
};

/** What differs between ledger and transfers. */
export const differenceWord = (kind: string): string => {
  const { differenceKinds, otherDifference } = t().administration.payouts;
  return differenceKinds[kind] ?? `${otherDifference} (${kind})`;
};

/** What the payment provider told. */
export const problemWord = (kind: string): string => {
  const { kinds, otherKind } = t().administration.problems;
  return kinds[kind] ?? `${otherKind} (${kind})`;
};

/** What the platform does by itself. */
export const jobWord = (kind: string): string => {
  const { kinds, otherKind } = t().administration.jobs;
  return kinds[kind] ?? `${otherKind} (${kind})`;
};

/** What a mail is about. */
export const mailWord = (kind: string): string => {
  const { kinds, otherKind } = t().administration.mails;
  return kinds[kind] ?? `${otherKind} (${kind})`;
};

/** What was said of the last step of a payout; a provider has words of its own. */
export const saidWord = (words: string): string => t().administration.payouts.said[words] ?? words;

/** `REGENERATIONSMEDIZIN_OS` as people write it. */
export const membershipText = (name: string | null): string | null =>
  name === null ? null : name.replaceAll('_', ' ');

/** The details of an entry of the log, a line each; nothing where there are none. */
export function detailsText(json: string): string | null {
  const { labels } = t().administration.log;
  const found = readObject(json);
  const lines = Object.entries(found).map(([name, value]) => {
    return `${labels[name] ?? name}: ${valueText(name, value)}`;
  });
  return lines.length > 0 ? lines.join('\n') : null;
}

/** What was before and what is now are told field by field. */
function valueText(name: string, value: unknown): string {
  if (typeof value === 'string') return codeWord(name, value);
  const isSide = (name === 'from' || name === 'to') && typeof value === 'object' && value !== null;
  if (!isSide) return plainText(value);
  const { labels } = t().administration.log;
  const fields = Object.entries<unknown>({ ...value }).map(
    ([field, of]) => `${labels[field] ?? field} ${plainText(of)}`,
  );
  return fields.join(', ');
}

/** A value as people write it: yes or no, a dash for what was emptied. */
function plainText(value: unknown): string {
  const { accounts, none } = t().administration;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? accounts.yes : accounts.no;
  if (Array.isArray(value)) return value.map((one: unknown) => plainText(one)).join(', ') || none;
  return value === null ? none : JSON.stringify(value);
}

function codeWord(name: string, value: string): string {
  if (name === 'by') return t().administration.customers.by[value] ?? value;
  if (name === 'outcome' || name === 'state') return stateWord(value);
  if (name === 'kind' || name === 'contract') return kindWord(value);
  // A change of role is told as from one to the other; what else is told so is no role.
  if (name === 'role' || name === 'from' || name === 'to') return t().account.roles[value] ?? value;
  return value;
}

function readObject(json: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(json);
    return typeof found === 'object' && found !== null ? { ...found } : {};
  } catch {
    // What is no JSON is shown as it is.
    return { details: json };
  }
}

/** `DE89 3704 0044 0532 0130 00`, as it stands on paper. */
export const ibanText = (iban: string): string => iban.replace(/(.{4})(?=.)/g, '$1 ');

export const dayOr = (day: string | null): string =>
  day ? formatDay(day) : t().administration.none;

/** `30 %`, with the decimal sign of the language. */
export const percentText = (percent: string): string =>
  `${percent.replace('.', t().administration.decimal)}\u00a0%`;

/** Sums of several currencies side by side: `1.200,00 € · 50,00 CHF`. */
export const sumsText = (sums: MoneyView[]): string => sums.map(formatMoney).join(' · ');
