import { formatDay } from '$lib/format';

/** Reads `3.11.2026`, `03112026`, `3.11.26`, `3.11.` or `2026-11-03` as a calendar day; null when it is none. */
export function parseDay(text: string, now: Date = new Date()): string | null {
  const bare = text.trim().replace(/\s/g, '');
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(bare);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const match =
    /^(\d{1,2})[./](\d{1,2})[./]?(\d{4}|\d{2})?$/.exec(bare) ??
    /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(bare);
  if (!match) return null;
  return dayOf(yearOf(match[3], now), Number(match[2]), Number(match[1]));
}

function yearOf(text: string | undefined, now: Date): number {
  const current = now.getFullYear();
  if (text === undefined) return current;
  const year = Number(text);
  if (text.length === 4) return year;
  const century = current - (current % 100);
  // Two digits up to ten years ahead mean this century, the others the one before.
  return century + year > current + 10 ? century - 100 + year : century + year;
}

function dayOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year > 999;
  return isReal ? date.toISOString().slice(0, 10) : null;
}

/** How a day stands in a field. */
export function dayText(day: string | null): string {
  return day ? formatDay(day).replaceAll('/', '.') : '';
}

/** Today as a calendar day in Berlin. */
export function today(now: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(now);
}

/** True for `2026-11`. */
export const isMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text.trim());
