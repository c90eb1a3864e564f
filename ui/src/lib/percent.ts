import { locale, t } from '$lib/messages/index.svelte';

/** `30 %` from the decimal `30` that the core sends, `12,5 %` from `12.5`. */
export function percentText(percent: string): string {
  const form = new Intl.NumberFormat(locale.tag, { maximumFractionDigits: 4 });
  return t().commissions.percent(form.format(percent as `${number}`));
}

/** Reads `10` or `2,5` per cent as basis points, up to the whole; null when it is none. */
export function parseBasisPoints(text: string): number | null {
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (!match) return null;
  const points = Number.parseInt(match[1]! + (match[2] ?? '').padEnd(2, '0'), 10);
  return points <= 10_000 ? points : null;
}

/** `10`, `2,5`. */
export function basisPointsText(points: number): string {
  const digits = String(points).padStart(3, '0');
  const part = digits.slice(-2).replace(/0+$/, '');
  return part ? `${digits.slice(0, -2)},${part}` : digits.slice(0, -2);
}
