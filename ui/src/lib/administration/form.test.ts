import { describe, expect, it } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import { Form, isMonth, parseCountries, parsePercent, parsePrice } from './form.svelte';
import { PayoutRun } from './payout-run.svelte';

describe('what is typed', () => {
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
    expect([parsePrice('-1'), parsePrice('1,234'), parsePrice('')]).toEqual([null, null, null]);
  });

  it('is a month', () => {
    expect([isMonth('2026-11'), isMonth('2026-13'), isMonth('11/2026')]).toEqual([
      true,
      false,
      false,
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
});
