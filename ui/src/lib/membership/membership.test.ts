import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from '$lib/backend/backend';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import type { MembershipOffersView } from '$lib/backend/types';
import { isUnderWay, MembershipController } from './membership.svelte';

const desk = (options: MemoryOptions = {}) =>
  memoryBackend({
    now: () => new Date('2026-11-20T11:00:00Z'),
    contacts: 5,
    role: 'owner',
    ...options,
  });

async function opened(change: Partial<Backend> = {}, backend = desk()) {
  const here = new MembershipController({ ...backend, ...change });
  here.look();
  await here.load();
  await here.ask();
  return here;
}

/** The offers with the purchase of the first level in this state. */
const withState = (offers: MembershipOffersView, state: string): MembershipOffersView => {
  const [first, ...others] = offers.levels;
  const purchase = { state, amount: first!.first.gross, laterAmount: null, openedAt: '' };
  return { ...offers, levels: [{ ...first!, purchase }, ...others] };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the membership', () => {
  it('is there without a network, and says that there are no offers', async () => {
    const here = await opened({}, desk({ line: 'offline' }));
    expect(here.view?.stage).toBe(4);
    expect(here.offers).toBeNull();
    expect(here.failure).toMatchObject({ code: 'needs_network' });
  });

  it('is asked for at the price that is shown, discount and VAT included', async () => {
    const backend = desk();
    const buyMembership = vi.fn(backend.buyMembership);
    const here = await opened({ buyMembership }, backend);
    const [once, monthly] = here.offers!.levels;
    expect(once!.first).toMatchObject({
      net: { cents: 100_000 },
      discount: { cents: 30_000 },
      vat: { cents: 13_300 },
      gross: { cents: 83_300 },
    });
    await here.buy(monthly!);
    expect(buyMembership).toHaveBeenCalledWith({
      productId: 'level-4',
      amount: { cents: 9_520, currency: 'EUR' },
      laterAmount: { cents: 10_710, currency: 'EUR' },
    });
    expect([here.watched, here.outcome, here.address]).toEqual(['level-4', 'pending', null]);
    expect(isUnderWay(here.offers!.levels[1]!)).toBe(true);
  });

  it('asks what came of a payment until it is paid, and syncs then, once', async () => {
    const backend = desk();
    let state = 'pending';
    const listMembershipOffers = vi.fn(async () =>
      withState(await backend.listMembershipOffers(), state),
    );
    const syncNow = vi.fn(backend.syncNow);
    const here = await opened({ listMembershipOffers, syncNow }, backend);
    await here.buy(here.offers!.levels[0]!);
    expect(here.outcome).toBe('pending');
    state = 'failed';
    await vi.advanceTimersByTimeAsync(5_000);
    expect(here.outcome).toBe('failed');
    expect(syncNow).not.toHaveBeenCalled();
    state = 'paid';
    await vi.advanceTimersByTimeAsync(5_000);
    expect(here.outcome).toBe('paid');
    expect(syncNow).toHaveBeenCalledOnce();
    const asked = listMembershipOffers.mock.calls.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(listMembershipOffers).toHaveBeenCalledTimes(asked);
    expect(syncNow).toHaveBeenCalledOnce();
  });

  it('asks nothing by itself when nobody looks any more', async () => {
    const backend = desk();
    const listMembershipOffers = vi.fn(backend.listMembershipOffers);
    const here = new MembershipController({ ...backend, listMembershipOffers });
    const away = here.look();
    await here.ask();
    await here.buy(here.offers!.levels[0]!);
    away();
    const asked = listMembershipOffers.mock.calls.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(listMembershipOffers).toHaveBeenCalledTimes(asked);
  });

  it('goes on with what was begun at its own price, and shows the new one when it changed', async () => {
    const backend = desk();
    const begun = { cents: 50_000, currency: 'EUR' };
    const listMembershipOffers = vi.fn(async () => {
      const offers = withState(await backend.listMembershipOffers(), 'pending');
      offers.levels[0]!.purchase!.amount = begun;
      return offers;
    });
    const buyMembership = vi.fn(backend.buyMembership);
    const here = await opened({ listMembershipOffers, buyMembership }, backend);
    const asked = listMembershipOffers.mock.calls.length;
    await expect(here.buy(here.offers!.levels[0]!)).rejects.toMatchObject({
      code: 'membership_price_changed',
    });
    expect(buyMembership).toHaveBeenCalledWith({
      productId: 'level-3',
      amount: begun,
      laterAmount: null,
    });
    expect(listMembershipOffers).toHaveBeenCalledTimes(asked + 1);
    expect([here.watched, here.busy]).toEqual([null, false]);
  });

  it('shows the address where no browser came up', async () => {
    const url = 'https://mojo.example/membership/pay/1';
    const here = await opened({ buyMembership: async () => ({ url, opened: false }) });
    await here.buy(here.offers!.levels[0]!);
    expect(here.address).toBe(url);
  });
});
