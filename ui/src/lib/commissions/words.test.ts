import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import type { CommissionExplanation, CommissionRow } from '$lib/backend/types';
import { de } from '$lib/messages/de';
import { en } from '$lib/messages/en';
import { locale } from '$lib/messages/index.svelte';
import { percentText } from '$lib/percent';
import { carriedText, differenceText, explainSteps, shortDay, stepText } from './words';

/** The codes as the rules spell them: a new one without a sentence fails here. */
const source = readFileSync('../crates/domain/src/commissions/reason.rs', 'utf8');
const CODES = [...source.matchAll(/^ {4}[A-Z]\w+ = "(\w+)";$/gm)].map((match) => match[1]!);

const VALUES = {
  kind: 'affiliate_first',
  percent: '30',
  country: 'CH',
  valid_from: '2024-11-01',
  attributed_at: '2025-02-03',
  expires_at: '2027-02-03',
  approves_at: '2026-11-13',
};
const step = (code: string, values: Record<string, string> = VALUES) => ({
  code,
  pays: true,
  values,
});
const EUR = (cents: number) => ({ cents, currency: 'EUR' });
const plain = (text: string) => text.replace(/\u00a0/g, ' ');

afterEach(() => {
  locale.name = 'de';
});

async function anEntry(is: (row: CommissionRow) => boolean) {
  const backend = memoryBackend({ now: () => new Date('2026-11-20T11:00:00Z'), contacts: 50 });
  for (const { month } of await backend.listStatementMonths()) {
    const row = (await backend.showStatement(month, null)).entries.find(is);
    if (row) return { row, explained: await backend.explainCommission(row.entryId) };
  }
  throw new Error('no such entry');
}

describe('C15: every reason of the rules', () => {
  it('is read from the rules', () => expect(CODES.length).toBeGreaterThanOrEqual(23));

  it.each(CODES)('%s is a sentence in both languages, and only reasons are', (code) => {
    for (const name of ['de', 'en'] as const) {
      locale.name = name;
      for (const values of [VALUES, {}]) {
        const text = stepText(step(code, values));
        expect(text).toMatch(/^[A-ZÄÖÜ].{15,}[.]$/);
        expect(text).not.toMatch(/undefined|null|NaN|Invalid/);
      }
    }
  });

  it('has no sentence for a code that the rules do not know', () => {
    expect(Object.keys(de.commissions.steps).sort()).toEqual([...CODES].sort());
    expect(Object.keys(en.commissions.steps).sort()).toEqual([...CODES].sort());
  });

  it.each(['from_the_future', 'toString', 'constructor'])('is said not to be known: %s', (code) => {
    expect(stepText(step(code))).toBe(
      `Diesen Grund kennt Ihre Fassung des Programms noch nicht („${code}“).`,
    );
  });

  it('has a name in both languages, and only reasons have', () => {
    expect(Object.keys(de.commissions.reasonNames).sort()).toEqual([...CODES].sort());
    expect(Object.keys(en.commissions.reasonNames).sort()).toEqual([...CODES].sort());
  });

  it('names a country with its article', () => {
    expect(plain(stepText(step('agreement_in_force')))).toContain('liegt in der Schweiz');
    expect(stepText(step('agreement_in_force', { ...VALUES, country: 'DE' }))).toContain(
      'liegt in Deutschland',
    );
  });
});

describe('the calculation in words', () => {
  const explained = (row: CommissionRow, it: CommissionExplanation) =>
    explainSteps(it, row).map((one) => plain(one.text));

  it('says why, the tax, the release, and at last what is not paid', async () => {
    const entry = await anEntry(
      (row) => row.status === 'approved' && row.kind === 'regional_exclusive',
    );
    const steps = explainSteps(entry.explained, entry.row);
    expect(steps.map((one) => one.pays)).toEqual([true, true, true, false]);
    expect(plain(steps[1]!.text)).toMatch(/^Bezahlt wurden .* €\. Ohne .* 19 % bleiben .* €\.$/);
    expect(steps[2]!.text).toContain('abgelaufen');
    expect(steps[3]!.text).toContain('beides zusammen gibt es nicht');
  });

  it('does not say that the whole price was paid by who bought with a discount (C7)', async () => {
    const { row, explained: it } = await anEntry((one) => one.kind === 'regional_exclusive');
    const own = { ...it, steps: [step('own_purchase_discount')] };
    const texts = explained({ ...row, status: 'settled' }, own);
    expect(texts.some((text) => text.startsWith('Bezahlt wurden'))).toBe(false);
    expect(texts.some((text) => text.startsWith('Der Preis ohne Ihren Rabatt ist'))).toBe(true);
    const untaxed = explained({ ...row, status: 'settled' }, { ...own, vatRateBp: 0 });
    expect(untaxed.some((text) => /Rabatt ist .*, ohne Umsatzsteuer\.$/.test(text))).toBe(true);
  });

  it('does not call a commission released that still waits (C11)', async () => {
    const { row, explained: it } = await anEntry((one) => one.status === 'pending');
    const waits = explainSteps(it, row).find((one) => one.text.includes('freigegeben'));
    expect(waits?.waits).toBe(true);
  });

  it('of a reversal says what was given back, with a true minus', async () => {
    const { row, explained: it } = await anEntry((one) => one.status === 'reversal');
    const back = explained(row, it).find((text) => text.includes('zurückgegeben'));
    expect(back).toMatch(/: −[\d.,]+ € auf −[\d.,]+ € netto\.$/);
  });

  it('of what was lost says when, how much and why (C13)', async () => {
    const { row, explained: it } = await anEntry((one) => one.status === 'pending');
    const forfeited = { reason: 'deactivated', on: '2026-11-20', amount: EUR(1250) };
    const lost = explained({ ...row, status: 'forfeited', forfeited }, it);
    expect(lost).toContain(
      'Am 20.11.2026 verfallen: 12,50 €. Der Betrag war noch in der Wartezeit, als der Zugang zur Plattform endete.',
    );
    expect(lost.some((text) => text.includes('freigegeben'))).toBe(false);
    const newer = { ...forfeited, reason: 'of_tomorrow' };
    expect(explained({ ...row, forfeited: newer }, it).join()).toContain('of_tomorrow');
  });

  it('speaks of no tax where there is none', async () => {
    const { row, explained: it } = await anEntry(() => true);
    const texts = explained(row, { ...it, gross: EUR(6900), vatRateBp: 0 });
    expect(texts).toContain('Bezahlt wurden 69,00 €, ohne Umsatzsteuer.');
  });
});

describe('a run that pays nothing', () => {
  it('says why, and stays plain about what it does not know (Y1)', () => {
    expect(carriedText('below_minimum')).toBe('Übertrag, unter 50,00');
    expect(carriedText('toString')).toBe('Übertrag');
  });
});

describe('figures', () => {
  it('are spelled as in the language of the window', () => {
    expect([plain(percentText('12.5')), shortDay('2026-10-14')]).toEqual(['12,5 %', '14.10.']);
    locale.name = 'en';
    expect([percentText('12.5'), shortDay('2026-10-14')]).toEqual(['12.5%', '14/10']);
  });

  it('of a difference are money where they are money', () => {
    const said = { month: '2026-11', currency: 'EUR', orderNumber: 'B-1', source: 'rules' };
    const one = { entryId: 'e', ...said };
    const difference = (field: string, stored: string, recomputed: string, source = 'rules') =>
      plain(differenceText({ ...one, field, stored, recomputed, source }));
    expect(difference('amount', '300.00', '-299.99')).toContain('300,00 €');
    expect(difference('amount', '300.00', '-299.99')).toContain('−299,99 €');
    expect(difference('amount', '300.00', '299.99', 'package')).toContain(
      'unterschrieben 299,99 €',
    );
    const francs = { ...one, field: 'amount', stored: '1.00', recomputed: '2.00', currency: 'CHF' };
    expect(plain(differenceText(francs))).toContain('CHF');
    expect(difference('signature', 'changed', '', 'package')).toContain('Unterschrift');
    expect(difference('percent', '30', '12.5')).toContain('12,5 %');
    expect(difference('entry', '', '300.00')).toContain('nichts');
  });

  it('of a difference show no code', () => {
    const said = { entryId: 'e', month: '2026-11', currency: 'EUR', orderNumber: 'B-1' };
    const difference = (field: string, stored: string, recomputed: string) =>
      plain(differenceText({ ...said, source: 'rules', field, stored, recomputed }));
    const reasons = difference('reasons', 'agreement_in_force, renewal', 'first_purchase');
    expect(reasons).toContain('gespeichert Gebietsvertrag, Verlängerung');
    expect(reasons).toContain('nachgerechnet erster Kauf');
    expect(difference('settled_as', 'payout', 'discount')).toMatch(/Auszahlung.*Rabatt/);
    expect(difference('kind', 'affiliate_first', 'regional_exclusive')).toContain('Regional');
    expect(difference('ordered_at', '2026-11-03T09:00:00Z', '')).toContain('03.11.2026 10:00');
    expect(difference('amount', '', 'a rate of 130 % is none')).toContain('nicht berechenbar');
    expect(difference('brand_new', 'a', 'b')).toContain('„brand_new“');
  });

  it('of a month are told with its name', () => {
    const month = { entryId: '', month: '2026-10', currency: 'EUR', orderNumber: '2026-10' };
    const said = { ...month, source: 'package', stored: '1.00', recomputed: '2.00' };
    expect(plain(differenceText({ ...said, field: 'closing' }))).toMatch(
      /^Oktober 2026, Stand danach: hier 1,00 €/,
    );
    expect(differenceText({ ...said, field: 'signature' })).toMatch(/^Oktober 2026: /);
  });
});
