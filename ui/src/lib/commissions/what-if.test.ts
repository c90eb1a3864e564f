import { describe, expect, it } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import { WhatIfController } from './what-if.svelte';

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

  it('asks nothing that is not whole', async () => {
    const asked = await started();
    asked.count = 'viele';
    expect(asked.isWhole).toBe(false);
    await asked.ask();
    expect(asked.answer).toBeNull();
  });
});
