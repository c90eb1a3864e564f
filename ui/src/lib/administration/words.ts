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

/** `DE89 3704 0044 0532 0130 00`, as it stands on paper. */
export const ibanText = (iban: string): string => iban.replace(/(.{4})(?=.)/g, '$1 ');

export const dayOr = (day: string | null): string =>
  day ? formatDay(day) : t().administration.none;

/** Sums of several currencies side by side: `1.200,00 € · 50,00 CHF`. */
export const sumsText = (sums: MoneyView[]): string => sums.map(formatMoney).join(' · ');
