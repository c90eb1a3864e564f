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
  accepted: 'accent',
  active: 'green',
  upheld: 'green',
  rejected: 'red',
  live: 'green',
  left: 'red',
};

export const toneOf = (state: string): Tone => TONES[state] ?? 'plain';
export const stateWord = (state: string): string => t().administration.states[state] ?? state;
export const kindWord = (kind: string): string => t().administration.kinds[kind] ?? kind;
export const actionWord = (action: string): string =>
  t().administration.log.actions[action] ?? action;
export const dayOr = (day: string | null): string =>
  day ? formatDay(day) : t().administration.none;

/** `30 %`, with the decimal sign of the language. */
export const percentText = (percent: string): string =>
  `${percent.replace('.', t().administration.decimal)}\u00a0%`;

/** Sums of several currencies side by side: `1.200,00 € · 50,00 CHF`. */
export const sumsText = (sums: MoneyView[]): string => sums.map(formatMoney).join(' · ');
