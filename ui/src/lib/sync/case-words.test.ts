import { describe, expect, it } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import { caseWords, detailsOf, isHandedOver } from './case-words';

const now = new Date('2026-11-20T11:00:00Z');

async function cases() {
  return memoryBackend({ now: () => now, contacts: 60, line: 'cases', cases: 'all' }).listCases();
}

describe('a case in plain words', () => {
  it('says of what a revoked device handed over that it does not count yet', async () => {
    const one = (await cases()).find(isHandedOver)!;
    expect(caseWords(one).text).toContain('zählen noch nicht');
    expect(detailsOf(one)).toBe('Übergeben von einem gesperrten Gerät.');
    expect(one.resolutions).toEqual(['leave']);
  });

  it('says of what a role may not do that everybody sees it', async () => {
    const one = (await cases()).find((row) => row.details === 'forbidden')!;
    expect(isHandedOver(one)).toBe(false);
    expect(caseWords(one).text).toContain('für alle sichtbar');
  });
});
