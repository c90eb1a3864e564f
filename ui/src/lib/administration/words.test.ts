import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { de } from '$lib/messages/de';
import { en } from '$lib/messages/en';
import { actionWord, detailsText } from '$lib/audit-log/words';
import {
  differenceWord,
  jobWord,
  mailWord,
  membershipText,
  problemWord,
  reasonsText,
  saidWord,
} from './words';

/** The platform's own text, without its tests. */
const SOURCES = readdirSync('../crates/platform/src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.rs') && !/(^|[\\/])tests([\\/]|\.rs)/.test(path))
  .map((path) => readFileSync(`../crates/platform/src/${path}`, 'utf8'));

/** How the platform's text names what it logs. */
const LOGGED = /(?:\baction: |\bdoer\.entry\(|\(&doer, |\baudit\([^"]*\()"(\w+)"/g;

describe('what the platform names by a code', () => {
  it('has a name in both languages: what is logged', () => {
    const found = SOURCES.flatMap((text) => [...text.matchAll(LOGGED)].map((match) => match[1]!));
    expect(found).toContain('make_sepa_file');
    expect(found).toContain('end_agreement');
    expect(found).toContain('enter_order');
    expect(found).toContain('give_account');
    expect(found).toContain('retry_mail');
    for (const action of new Set(found)) {
      expect([action, de.administration.log.actions[action]]).not.toContain(undefined);
      expect([action, en.administration.log.actions[action]]).not.toContain(undefined);
    }
    expect(Object.keys(en.administration.log.actions)).toEqual(
      Object.keys(de.administration.log.actions),
    );
    expect(actionWord('brand_new')).toMatch(/^Ein Vorgang, den .* \(brand_new\)$/);
  });

  it('has a sentence: what differs between ledger and transfers', () => {
    const text = readFileSync('../crates/platform/src/commerce/payout/reconcile.rs', 'utf8');
    const kinds = /\/\/\/ (`transfer_missing`[\s\S]*?)\n\s+pub\(crate\) kind/.exec(text)![1]!;
    const named = [...kinds.matchAll(/`(\w+)`/g)].map((match) => match[1]!);
    expect(named.length).toBeGreaterThanOrEqual(7);
    for (const kind of [...named, 'foreign_currency']) {
      expect(differenceWord(kind)).not.toContain(kind);
    }
    expect(differenceWord('brand_new')).toContain('(brand_new)');
  });

  it('has a name in both languages: what the payment provider told', () => {
    const text = readFileSync('../crates/platform/src/payments/event.rs', 'utf8');
    const named = [...text.matchAll(/Self::\w+ => "([\w.]+)"/g)].map((match) => match[1]!);
    expect(named.length).toBeGreaterThanOrEqual(10);
    for (const kind of named) {
      expect([kind, de.administration.problems.kinds[kind]]).not.toContain(undefined);
      expect([kind, en.administration.problems.kinds[kind]]).not.toContain(undefined);
    }
    expect(problemWord('brand.new')).toMatch(/^Eine Meldung, die .* \(brand\.new\)$/);
  });

  it.each([
    ['jobs', '../crates/platform/src/jobs/kind.rs', /Self::\w+ => "(\w+)"/g, 12, jobWord],
    ['mails', '../crates/platform/src/mail/mod.rs', /\(Self::\w+, "(\w+)"\)/g, 15, mailWord],
  ] as const)('has a name in both languages: %s', (part, path, form, least, wordOf) => {
    const found = [...readFileSync(path, 'utf8').matchAll(form)].map((match) => match[1]!);
    expect(found.length).toBeGreaterThanOrEqual(least);
    for (const code of found) {
      for (const { administration } of [de, en]) {
        const { kinds, states } = administration[part];
        expect([code, kinds[code] ?? states[code]]).not.toContain(undefined);
      }
    }
    expect(wordOf('brand_new')).toContain('(brand_new)');
  });

  it('is said in words where the words are the platform’s, and stays where they are the provider’s', () => {
    expect(saidWord('staff have not confirmed it')).toContain('Bestätigung');
    expect(saidWord('account_closed: closed')).toBe('account_closed: closed');
    expect(membershipText('REGENERATIONSMEDIZIN_OS')).toBe('REGENERATIONSMEDIZIN OS');
    expect(membershipText(null)).toBeNull();
  });
});

describe('the details of what is logged', () => {
  it('are lines, not code', () => {
    expect(detailsText('{"month":"2026-10","entries":3,"outcome":"upheld"}')).toBe(
      'Monat: 2026-10\nEinträge: 3\nAusgang: stattgegeben',
    );
    expect(
      detailsText('{"from":{"commission_percent":"30"},"to":{"commission_percent":"20"}}'),
    ).toBe('Bisher: Satz in Prozent 30\nNeu: Satz in Prozent 20');
    expect(detailsText('{"from":"support","to":"platform_admin"}')).toBe(
      'Bisher: Support\nNeu: Plattform-Verwaltung',
    );
    expect(detailsText('{"brand_new":{"a":1}}')).toBe('brand_new: {"a":1}');
    expect(detailsText('{"lost":true,"more":false,"customers":["a","b"]}')).toBe(
      'Verloren: ja\nWeitere gefunden: nein\nKunden: a, b',
    );
    expect(detailsText('{"to":{"price_cents":9500,"archived":true,"code":null}}')).toBe(
      'Neu: Preis 95,00, Archiviert ja, Code –',
    );
    expect(detailsText('{"amount_cents":-123456,"vat_rate_bp":1900}')).toBe(
      'Betrag: −1.234,56\nSteuersatz: 19\u00a0%',
    );
  });

  it.each(['practice', 'product'])('name each field of a %s that a desk edits', (of) => {
    const fields: Record<string, string> = {
      practice:
        'name owner street postal_code city country tax_number vat_id email phone iban bic bank ' +
        'small_business',
      product:
        'name code kind price_cents currency vat_class entries valid_months tax_nature position ' +
        'archived description_de description_en',
    };
    for (const words of [de, en]) {
      const { labels } = words.administration.log;
      expect(fields[of]!.split(' ').filter((field) => !(field in labels))).toEqual([]);
    }
  });

  it.each(['{}', 'null', '[]'])('are left out where there are none: %s', (json) => {
    expect(detailsText(json)).toBeNull();
  });

  it('are shown as they are where they cannot be read', () => {
    expect(detailsText('half of {')).toBe('details: half of {');
  });
});

describe('why a commission is due', () => {
  it('is told by the names of its reasons', () => {
    expect(reasonsText(['attribution_live', 'later_purchase'])).toBe('Zuordnung, Folgekauf');
    expect(reasonsText(['unknown'])).toBe('nicht festgehalten');
    expect(reasonsText(['brand_new'])).toBe('brand_new');
  });
});
