import { describe, expect, it } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import { levelChoice, TENANT_PRODUCT, WhatIfController } from './what-if.svelte';

async function started() {
  const now = () => new Date('2026-11-20T11:00:00Z');
  const asked = new WhatIfController(memoryBackend({ now, contacts: 5 }));
  await asked.load();
  return asked;
}

describe('what would I earn if', () => {
  it('begins with the next month, the own region and a product', async () => {
    const asked = await started();
    expect([asked.start?.month, asked.country]).toEqual(['2026-12', 'DE']);
    expect(asked.product).toBe('BUSINESS BOOTCAMP');
  });

  it('asks the core for every amount', async () => {
    const asked = await started();
    asked.count = '2';
    asked.months = '3';
    await asked.ask();
    expect(asked.answer?.months).toHaveLength(6);
    expect(asked.answer?.earned.cents).toBe(180_000);
    expect(asked.answer?.history).toHaveLength(12);
  });

  it('shows an amount only under the figures it was asked for', async () => {
    const asked = await started();
    expect(asked.shown).toBeNull();
    await asked.ask();
    expect(asked.shown?.earned).toEqual(asked.answer?.earned);
    asked.count = '3';
    expect(asked.shown).toBeNull();
    asked.count = '1';
    expect(asked.shown).not.toBeNull();
    asked.renewal = true;
    expect(asked.shown).toBeNull();
  });

  it('takes a level or a product of another practice by its net', async () => {
    const asked = await started();
    asked.months = '1';
    asked.product = levelChoice(6);
    expect([asked.isKnown, asked.isWhole]).toEqual([false, false]);
    asked.net = 'viel';
    expect(asked.isWhole).toBe(false);
    asked.net = '299,50';
    await asked.ask();
    expect(asked.answer?.earned.cents).toBe(8_985);
    asked.product = TENANT_PRODUCT;
    asked.recruited = true;
    await asked.ask();
    expect(asked.answer?.earned.cents).toBe(5_990);
  });

  it('asks several lines in one question', async () => {
    const asked = await started();
    asked.months = '1';
    asked.addLine();
    expect([asked.isWhole, asked.mayAsk]).toEqual([false, true]);
    await asked.ask();
    expect(asked.shown?.earned.cents).toBe(30_000);
    asked.count = '1';
    asked.product = TENANT_PRODUCT;
    asked.net = '100';
    asked.recruited = true;
    await asked.ask();
    expect(asked.shown?.earned.cents).toBe(30_000 + 2_000);
    asked.removeLine(asked.lines[0]!.id);
    expect(asked.shown).toBeNull();
    await asked.ask();
    expect(asked.shown?.earned.cents).toBe(2_000);
  });

  it('asks in another currency with what was sold in it, and converts nothing', async () => {
    const asked = await started();
    expect([asked.currency, asked.start?.currencies]).toEqual(['EUR', ['CHF', 'EUR', 'USD']]);
    asked.months = '1';
    await asked.ask();
    asked.changeCurrency('CHF');
    expect(asked.shown).toBeNull();
    expect(asked.product).toBe('CAMPUS');
    await asked.ask();
    expect(asked.shown?.earned).toEqual({ cents: 7_200, currency: 'CHF' });
    expect(asked.shown?.months[0]?.rows[0]?.held.currency).toBe('CHF');
    asked.changeCurrency('USD');
    expect([asked.product, asked.isKnown]).toEqual([levelChoice(1), false]);
    asked.net = '100';
    await asked.ask();
    expect(asked.shown?.earned).toEqual({ cents: 3_000, currency: 'USD' });
  });

  it('keeps the currency of the lines that were put down', async () => {
    const asked = await started();
    asked.addLine();
    asked.changeCurrency('CHF');
    expect([asked.mayChangeCurrency, asked.currency]).toEqual([false, 'EUR']);
    asked.removeLine(asked.lines[0]!.id);
    asked.changeCurrency('CHF');
    expect(asked.currency).toBe('CHF');
    await asked.load();
    expect(asked.currency).toBe('EUR');
    asked.count = '1';
    asked.changeCurrency('CHF');
    asked.addLine();
    await asked.load();
    expect([asked.lines.length, asked.currency]).toEqual([1, 'CHF']);
  });

  it('begins with a level where nothing was sold yet', async () => {
    const now = () => new Date('2026-11-20T11:00:00Z');
    const backend = memoryBackend({ now, contacts: 5 });
    const startWhatIf = async () => ({ ...(await backend.startWhatIf()), products: [] });
    const asked = new WhatIfController({ ...backend, startWhatIf });
    await asked.load();
    expect([asked.product, asked.isKnown]).toEqual([levelChoice(1), false]);
  });

  it('asks nothing that is not whole', async () => {
    const asked = await started();
    asked.count = 'viele';
    expect(asked.isWhole).toBe(false);
    await asked.ask();
    expect(asked.answer).toBeNull();
    asked.count = '1';
    asked.months = '37';
    expect([asked.isMonths, asked.mayAsk]).toEqual([false, false]);
    asked.months = '36';
    expect(asked.mayAsk).toBe(true);
  });
});
