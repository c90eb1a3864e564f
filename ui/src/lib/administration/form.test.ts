import { describe, expect, it } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import { refuse } from '$lib/backend/memory/refuse';
import {
  Form,
  parseCountries,
  parseIban,
  parsePercent,
  parsePrice,
  parseSigned,
} from './form.svelte';
import { PayoutRun } from './payout-run.svelte';

describe('what is typed', () => {
  it('is an IBAN, however it is spaced', () => {
    expect(parseIban(' de89 3704 0044 0532 0130 00 ')).toBe('DE89370400440532013000');
    for (const none of ['', 'DE', '8937040044053201300', 'DE89-3704-0044', 'DEXX37040044053']) {
      expect(parseIban(none), none).toBeNull();
    }
  });

  it('is a percentage from 0 to 30', () => {
    expect([parsePercent('25'), parsePercent(' 12,5 %'), parsePercent('30')]).toEqual([
      '25',
      '12.5',
      '30',
    ]);
    expect([parsePercent(''), parsePercent('31'), parsePercent('-1'), parsePercent('a')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('is countries of two letters', () => {
    expect(parseCountries('de, AT;ch')).toEqual(['DE', 'AT', 'CH']);
    expect([parseCountries(''), parseCountries('DEU'), parseCountries('D1')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('is a price with two decimals, and never a negative one', () => {
    expect([parsePrice('299'), parsePrice('1.299,5'), parsePrice('299.00')]).toEqual([
      '299.00',
      '1299.50',
      '299.00',
    ]);
    expect([parsePrice('CHF 1’299.50'), parsePrice("1'299")]).toEqual(['1299.50', '1299.00']);
    expect([parsePrice('-1'), parsePrice('1,234'), parsePrice('')]).toEqual([null, null, null]);
  });

  it('is an amount above or below zero', () => {
    expect([parseSigned('12,34'), parseSigned(' -1.299,5'), parseSigned('−5')]).toEqual([
      '12.34',
      '-1299.50',
      '-5.00',
    ]);
    expect([parseSigned(''), parseSigned('0,00'), parseSigned('--1'), parseSigned('a')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('a form', () => {
  it('sends nothing while something is missing, and once at a time', async () => {
    const form = new Form();
    let sent = 0;
    const work = async () => void sent++;
    expect(await form.send(false, work)).toBe(false);
    expect([form.tried, sent]).toEqual([true, 0]);
    const both = await Promise.all([form.send(true, work), form.send(true, work)]);
    expect([both, sent]).toEqual([[true, false], 1]);
  });
});

describe('a payout run', () => {
  it('is not confirmed by nothing, and runs again only after another look', async () => {
    const backend = memoryBackend({
      now: () => new Date('2026-11-20T11:00:00Z'),
      contacts: 20,
      role: 'platform_admin',
    });
    const run = new PayoutRun(backend);
    await run.look();
    await run.run();
    expect([run.result, run.isConfirmed]).toEqual([null, false]);
    run.typed = '2026-11';
    await run.run();
    expect(run.result?.paid).toHaveLength(2);
    await run.run();
    expect((await backend.listPayouts(null)).rows).toHaveLength(4);
    await run.look();
    expect([run.result, run.typed, run.plan?.pay.length]).toEqual([null, '', 0]);
  });

  it('keeps the plan of the last look, whichever comes last', async () => {
    const backend = memoryBackend({ contacts: 20, role: 'platform_admin' });
    const plan = await backend.previewPayouts();
    let late = () => {};
    const first = new Promise<void>((resolve) => (late = resolve));
    let looks = 0;
    const run = new PayoutRun({
      ...backend,
      previewPayouts: async () => {
        looks += 1;
        if (looks > 1) return { ...plan, plan: 'second' };
        await first;
        return { ...plan, plan: 'first' };
      },
    });
    const slow = run.look();
    await run.look();
    late();
    await slow;
    expect(run.plan?.plan).toBe('second');
  });
});

describe('a form whose answer was lost', () => {
  it('is not sent again, and says what is not known', async () => {
    const form = new Form();
    let sent = 0;
    const work = async () => {
      sent += 1;
      throw refuse('administration_unanswered');
    };
    expect(await form.send(true, work)).toBe(false);
    expect(await form.send(true, work)).toBe(false);
    expect([sent, form.isUnknown]).toEqual([1, true]);
    form.begin();
    expect(form.isUnknown).toBe(false);
  });

  it('is sent again where the platform was never asked', async () => {
    const form = new Form();
    await form.send(true, async () => {
      throw refuse('administration_offline');
    });
    expect(form.isUnknown).toBe(false);
    expect(await form.send(true, async () => {})).toBe(true);
  });
});
