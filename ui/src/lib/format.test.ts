import { afterEach, describe, expect, it } from 'vitest';
import { locale } from '$lib/messages/index.svelte';
import {
  formatAgo,
  formatDay,
  formatInstant,
  formatMoney,
  formatTime,
  formatWhen,
  moneyText,
  parseCents,
} from './format';

const eur = (cents: number) => ({ cents, currency: 'EUR' });
const plain = (text: string) => text.replace(/\u00a0/g, ' ');

afterEach(() => (locale.name = 'de'));

describe('money', () => {
  it.each([
    [0, '0,00 €'],
    [5, '0,05 €'],
    [-1, '−0,01 €'],
    [1685560, '16.855,60 €'],
    [-21420, '−214,20 €'],
    [9007199254740991, '90.071.992.547.409,91 €'],
  ])('%i cents are shown as %s, to the cent and with a true minus', (cents, text) => {
    expect(plain(formatMoney(eur(cents)))).toBe(text);
  });

  it('follows the chosen language', () => {
    locale.name = 'en';
    expect(formatMoney(eur(123456))).toBe('€1,234.56');
  });

  it.each([
    ['12', 1200],
    ['12,5', 1250],
    ['12.50', 1250],
    ['1.234,56', 123456],
    ['1234,56 €', 123456],
    ['−3,20', -320],
    ['', null],
    ['12,345', 1234500],
    ['12,3456', null],
    ['zwölf', null],
  ])('reads %s as %s cents', (text, cents) => {
    expect(parseCents(text)).toBe(cents);
  });

  it('reads back what it wrote', () => {
    for (const cents of [0, 1, 99, 100, 123456, -500]) {
      expect(parseCents(moneyText(cents))).toBe(cents);
    }
  });
});

describe('days and times are those of Berlin', () => {
  const now = new Date('2026-11-20T21:30:00Z');

  it('shows an instant before midnight in UTC as the next day in Berlin', () => {
    expect(formatDay('2026-06-30T22:30:00Z')).toBe('01.07.2026');
    expect(formatTime('2026-11-20T09:24:00Z')).toBe('10:24');
    expect(formatInstant('2026-06-30T22:30:00Z')).toBe('01.07.2026 00:30');
  });

  it('never moves a calendar day', () => {
    expect(formatDay('2026-03-31')).toBe('31.03.2026');
  });

  it.each([
    ['2026-11-20T09:24:00Z', 'heute 10:24'],
    ['2026-11-19T18:10:00Z', 'gestern 19:10'],
    ['2026-11-12T09:21:00Z', 'Do, 12.11. 10:21'],
    ['2025-11-12T09:21:00Z', '12.11.2025'],
    ['2026-11-19', 'gestern'],
  ])('%s is %s', (value, text) => {
    expect(formatWhen(value, now)).toBe(text);
  });

  it('says how long ago in whole words', () => {
    expect(formatAgo('2026-11-20T21:29:48Z', now)).toBe('vor 12 Sekunden');
    expect(formatAgo('2026-11-20T21:29:58Z', now)).toBe('gerade eben');
    expect(formatAgo('2026-11-20T21:27:00Z', now)).toBe('vor 3 Minuten');
  });
});
