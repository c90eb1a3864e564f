import { afterEach, describe, expect, it } from 'vitest';
import { locale } from '$lib/messages/index.svelte';
import { explain } from './errors';

const error = (code: string) => ({ code, severity: 'notice' as const, message: '', values: {} });

afterEach(() => (locale.name = 'de'));

describe('an error in words', () => {
  it('says what happened, what is safe and what to do next', () => {
    const { title, text } = explain(error('offline'));
    expect(title).toBe('Die Plattform ist gerade nicht erreichbar.');
    expect(text).toContain('Alles ist gespeichert.');
  });

  it('names the code at the end when it has no sentence of its own', () => {
    expect(explain(error('quite_new')).text).toMatch(/Kennung: quite_new$/);
  });

  it('adds what the platform names where our words cannot: days, fields, payouts', () => {
    const refused = (code: string, words: string) =>
      explain({ ...error('administration_refused'), values: { code, words } }).text;
    const named = refused('nothing_to_pay', 'p-1: the account has no IBAN');
    expect(named).toMatch(/^Keine Auszahlung wartet.* Die Plattform sagt: p-1: .* no IBAN$/);
    expect(refused('nothing_to_pay', '')).not.toContain('Die Plattform sagt');
    expect(refused('problem_settled', 'Settled.')).toBe(
      'Dieses Zahlungsproblem ist schon geklärt.',
    );
    expect(refused('brand_new', 'Too early.')).toContain('Die Plattform sagt: Too early.');
  });

  it('says that the disk of the platform is full, whatever was asked of it', () => {
    const values = { code: 'platform_full' };
    const { title, text } = explain({ ...error('platform_refused'), values });
    expect(title).toBe('Der Speicher der Plattform ist voll.');
    expect(text).toContain('bleibt erhalten');
    expect(explain(error('platform_full')).title).toBe(title);
  });

  it('treats a failure of the window itself as a fault', () => {
    expect(explain(new TypeError('x')).severity).toBe('fault');
  });

  it('speaks the chosen language', () => {
    locale.name = 'en';
    expect(explain(error('offline')).title).toBe('The platform cannot be reached right now.');
  });
});
