import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import { CheckInController } from './check-in.svelte';
import { SellCardController } from './sell-card.svelte';
import { spoken, verdictSentence, wayOut } from './verdict';

const NOON = new Date('2026-11-20T11:00:00Z');
let now = NOON;
const desk = () => memoryBackend({ now: () => now, contacts: 200 });

beforeEach(() => {
  now = NOON;
  vi.useFakeTimers({ now: NOON });
});
afterEach(() => vi.useRealTimers());

describe('a check-in', () => {
  it('finds by three letters and redeems one entry', async () => {
    const here = new CheckInController(desk());
    await here.type('lind');
    expect(here.chosen?.name).toBe('Annegret Lindqvist');
    const result = await here.checkIn(here.chosen!.contactId);
    expect([result?.verdict, result?.card?.left, here.text]).toEqual(['green', 6, '']);
    expect(spoken(result!, false)).toBe(
      `Eingecheckt: Annegret Lindqvist, 6 frei. ${verdictSentence(result!)}`,
    );
  });

  it('can be taken back for thirty seconds without a reason', async () => {
    const backend = desk();
    const here = new CheckInController(backend);
    await here.checkIn('K-004418');
    expect(here.canUndo).toBe(true);
    await here.undo();
    const card = await backend.showCard('card-1');
    expect([here.takenBack, here.canUndo, card.row.left]).toEqual([true, false, 7]);
    expect(card.redemptions[0]?.takenBack).toBe(true);
  });

  it('cannot be taken back when the thirty seconds are over', async () => {
    const here = new CheckInController(desk());
    await here.checkIn('K-004418');
    vi.advanceTimersByTime(30_500);
    expect([here.countdown.left, here.canUndo]).toEqual([0, false]);
  });

  it('is amber when the last entry was used, and Enter then sells a card', async () => {
    const here = new CheckInController(desk());
    const result = await here.checkIn('K-004423');
    expect([result?.verdict, result?.reason, wayOut(result!)]).toEqual([
      'amber',
      'last_entry',
      'sell',
    ]);
  });

  it('redeems nothing from a card that has expired, and says so', async () => {
    const backend = desk();
    const here = new CheckInController(backend);
    const before = await backend.showCard('card-15');
    const result = await here.checkIn('card-15');
    const after = await backend.showCard('card-15');
    expect([result?.verdict, result?.reason]).toEqual(['red', 'expired']);
    expect(after.row.left).toBe(before.row.left);
    expect(verdictSentence(result!)).toContain('Es wurde kein Eintrag eingelöst.');
  });

  it('drops the hits of a search that was overtaken', async () => {
    const backend = desk();
    const here = new CheckInController(backend);
    const slow = here.type('lin');
    await here.type('gesine');
    await slow;
    expect(here.chosen?.name).toBe('Gesine Halbritter');
  });
});

describe('selling a card at the reception', () => {
  it('asks the core for the change and sells to whom was chosen', async () => {
    const backend = desk();
    const sale = new SellCardController(backend);
    await sale.load({ contactId: 'contact-3', name: 'Hedda Sommerkorn' }, '10er-Karte Yoga');
    await sale.pay('cash', 15_000);
    expect([sale.preview?.gross.cents, sale.preview?.change.cents]).toEqual([13_000, 2_000]);
    const done = await sale.sell();
    const card = await backend.showCard(done!.cards[0]!);
    expect([card.row.contactName, card.row.left]).toEqual(['Hedda Sommerkorn', 10]);
  });

  it('does not sell while money or the person is missing', async () => {
    const sale = new SellCardController(desk());
    await sale.load(null);
    expect(await sale.sell()).toBeNull();
    sale.choose({ contactId: 'contact-3', name: 'Hedda Sommerkorn' });
    await sale.pay('cash', 100);
    expect([sale.isCovered, await sale.sell()]).toEqual([false, null]);
  });
});
