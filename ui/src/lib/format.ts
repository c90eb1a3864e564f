import { locale, t } from '$lib/messages/index.svelte';

/** Money as it crosses the border: whole cents and a currency. It is only shown here, never counted. */
export interface MoneyLike {
  cents: number;
  currency: string;
}

const ZONE = 'Europe/Berlin';
const MINUS = '\u2212';

/** Puts the decimal point into whole cents by moving signs, not by dividing. */
function decimalOf(cents: number): `${number}` {
  const sign = cents < 0 ? '-' : '';
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}` as `${number}`;
}

/** `1.234,56 €`, with a true minus. */
export function formatMoney(money: MoneyLike): string {
  const form = new Intl.NumberFormat(locale.tag, { style: 'currency', currency: money.currency });
  return trueMinus(form.format(decimalOf(money.cents)));
}

/** `1.234,56` for a field that shows the currency beside it. */
export function moneyText(cents: number): string {
  const form = new Intl.NumberFormat(locale.tag, { minimumFractionDigits: 2 });
  return trueMinus(form.format(decimalOf(cents)));
}

/** Reads `12`, `12,5`, `1.234,56`, `1’234.56` or `1234.56` as whole cents; null when it is not an amount. */
export function parseCents(text: string): number | null {
  const bare = text.replace(/[\s€\u00a0]/g, '').replace(MINUS, '-');
  const match = /^(-?)(\d{1,3}(?:[.,'’]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(bare);
  if (!match) return null;
  const whole = match[2]!.replace(/[.,'’]/g, '');
  const cents = Number.parseInt(whole + (match[3] ?? '').padEnd(2, '0'), 10);
  return Number.isSafeInteger(cents) ? Number(`${match[1]}${cents}`) : null;
}

/** `12.418` */
export function formatCount(count: number): string {
  return trueMinus(new Intl.NumberFormat(locale.tag).format(count));
}

function trueMinus(text: string): string {
  return text.replace(/^-/, MINUS);
}

/** A calendar day such as `2026-11-20` means that day in Berlin, at noon so that no zone moves it. */
function asDate(value: string): Date {
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T12:00:00Z` : value);
}

function form(value: string | Date, options: Intl.DateTimeFormatOptions): string {
  const date = typeof value === 'string' ? asDate(value) : value;
  return new Intl.DateTimeFormat(locale.tag, { timeZone: ZONE, ...options }).format(date);
}

/** `20.11.2026` */
export function formatDay(value: string | Date): string {
  return form(value, { day: '2-digit', month: '2-digit', year: 'numeric' });
}

/** `Freitag, 20. November 2026` */
export function formatLongDay(value: string | Date): string {
  return form(value, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** `10:24` */
export function formatTime(value: string | Date): string {
  return form(value, { hour: '2-digit', minute: '2-digit' });
}

/** `20.11.2026 10:24` */
export function formatInstant(value: string | Date): string {
  return `${formatDay(value)} ${formatTime(value)}`;
}

/** `November 2026` from `2026-11` or a day. */
export function formatMonth(value: string): string {
  const day = /^\d{4}-\d{2}$/.test(value) ? `${value}-15` : value;
  return form(day, { month: 'long', year: 'numeric' });
}

function dayKey(value: string | Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(
    typeof value === 'string' ? asDate(value) : value,
  );
}

/** Whole days from the Berlin day of `value` to that of `now`. */
export function daysBetween(value: string | Date, now: Date): number {
  return Math.round((Date.parse(dayKey(now)) - Date.parse(dayKey(value))) / 86_400_000);
}

/** `heute 10:24`, `gestern 19:10`, `Do, 12.11. 10:21`, and the year when it is not this one. */
export function formatWhen(value: string, now: Date): string {
  const days = daysBetween(value, now);
  const time = value.includes('T') ? ` ${formatTime(value)}` : '';
  if (days === 0) return t().common.today + time;
  if (days === 1) return t().common.yesterday + time;
  const thisYear = dayKey(value).slice(0, 4) === dayKey(now).slice(0, 4);
  const weekday = form(value, { weekday: 'short' }).replace('.', '');
  return thisYear
    ? `${weekday}, ${form(value, { day: '2-digit', month: '2-digit' })}${time}`
    : formatDay(value);
}

/** Makes the first letter large, for a word that starts a line. */
export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(locale.tag) + text.slice(1);
}

/** `vor 12 Sekunden`, `vor 3 Minuten`. */
export function formatAgo(value: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(value)) / 1000));
  const ago = new Intl.RelativeTimeFormat(locale.tag, { numeric: 'always' });
  if (seconds < 5) return t().common.justNow;
  if (seconds < 60) return ago.format(-seconds, 'second');
  if (seconds < 3600) return ago.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 86_400) return ago.format(-Math.round(seconds / 3600), 'hour');
  return ago.format(-Math.round(seconds / 86_400), 'day');
}
