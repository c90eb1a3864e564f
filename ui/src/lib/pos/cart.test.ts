import { describe, expect, it, vi } from 'vitest';
import type { Backend } from '$lib/backend/backend';
import { memoryBackend } from '$lib/backend/memory';
import { CartController } from './cart.svelte';
import { tilesOf, TILE_KEYS } from './tiles';

const desk = () => memoryBackend({ contacts: 30 });

async function open(backend: Backend = desk()) {
  const cart = new CartController(backend);
  await cart.load();
  const byName = (name: string) => cart.products.find((one) => one.name === name)!.productId;
  return { backend, cart, byName, add: (name: string) => cart.add(byName(name)) };
}

describe('the tiles', () => {
  it('lie as the keys do, four rows of five', async () => {
    const { cart } = await open();
    expect(TILE_KEYS.join('')).toBe('12345qwertasdfgyxcvb');
    expect(cart.tiles[0]?.name).toBe('10er-Karte Rückenschule');
    expect(cart.tiles.length).toBeLessThanOrEqual(20);
  });

  it('show a group, or what is searched in all of them', async () => {
    const { cart } = await open();
    expect(tilesOf(cart.products, 'cards', '').every((one) => one.group === 'cards')).toBe(true);
    expect(tilesOf(cart.products, 'cards', 'krauter').map((one) => one.name)).toEqual([
      'Kräutertee Ruhe',
      'Kräutertee Kraft',
    ]);
    const archived = cart.products.map((one) => ({ ...one, archived: true }));
    expect(tilesOf(archived, 'frequent', '')).toEqual([]);
  });
});

describe('a sale', () => {
  it('counts nothing itself: every sum comes from the core', async () => {
    const { cart, add } = await open();
    await add('Faszienrolle');
    await add('Kräutertee Ruhe');
    await add('Kräutertee Ruhe');
    expect(cart.lines.map((line) => line.quantityMilli)).toEqual([1000, 2000]);
    expect(cart.preview?.gross.cents).toBe(3870);
    expect(cart.preview?.vat.map((one) => [one.label, one.gross.cents])).toEqual([
      ['19 % USt', 2490],
      ['7 % USt', 1380],
    ]);
  });

  it('offers notes for cash and tells the change', async () => {
    const { cart, add } = await open();
    await add('Faszienrolle');
    expect(cart.quick.map((one) => one.cents)).toEqual([2490, 3000, 4000]);
    await cart.pay('cash', 5000);
    expect([cart.preview?.change.cents, cart.quick.length]).toEqual([2510, 3]);
    const sale = await cart.complete();
    expect([sale?.change.cents, cart.lines.length, cart.result]).toEqual([2510, 0, sale]);
  });

  it('is not completed while the amount is not covered', async () => {
    const { cart, add } = await open();
    await add('Faszienrolle');
    await cart.pay('cash', 1000);
    expect([cart.preview?.open.cents, cart.canComplete]).toEqual([1490, false]);
    expect(await cart.complete()).toBeNull();
  });

  it('splits between card and cash, the rest as the core counts it', async () => {
    const { backend, cart, add } = await open();
    const sold = vi.spyOn(backend, 'sell');
    await add('Faszienrolle');
    await cart.pay('split');
    await cart.payByCard(2000);
    expect(cart.cashDue?.cents).toBe(490);
    await cart.pay('split', 1000);
    expect(cart.preview?.change.cents).toBe(510);
    await cart.complete();
    expect(sold.mock.calls[0]![0].payments).toEqual([
      { method: 'card', tenderedCents: 2000 },
      { method: 'cash', tenderedCents: 1000 },
    ]);
  });

  it('forgets what was handed over when the cart changes', async () => {
    const { cart, add } = await open();
    await add('Faszienrolle');
    await cart.pay('cash', 5000);
    await add('Yogamatte');
    expect([cart.tendered, cart.isCovered]).toEqual([null, true]);
  });

  it('asks for a person when a punch card is sold (D1)', async () => {
    const { backend, cart, add } = await open();
    await add('10er-Karte Yoga');
    expect([cart.needsContact, cart.canComplete]).toEqual([true, false]);
    await cart.chooseById('contact-2');
    expect(cart.canComplete).toBe(true);
    const sale = await cart.complete();
    const card = await backend.showCard(sale!.cards[0]!);
    expect([card.row.contactId, card.row.left]).toEqual(['contact-2', 10]);
  });

  it('changes quantities by keys and by typing, and removes at nothing', async () => {
    const { cart, add } = await open();
    await add('Übungsheft');
    await cart.step(1);
    expect(cart.lines[0]?.quantityMilli).toBe(2000);
    await cart.setQuantity(0, 7000);
    expect(cart.preview?.gross.cents).toBe(2940);
    await cart.setDiscount(0, '10');
    expect(cart.preview?.lines[0]?.discount.cents).toBe(294);
    await cart.setQuantity(0, 0);
    expect([cart.lines, cart.preview]).toEqual([[], null]);
  });

  it('takes what a scanner reads, and says when nobody sells it', async () => {
    const { cart } = await open();
    expect(await cart.scan('4006381333931')).toBe(true);
    expect(cart.productOf(cart.lines[0]!)?.name).toBe('Faszienrolle');
    expect(await cart.scan('96385074')).toBe(false);
    expect(cart.lines.length).toBe(1);
  });

  it('can be put aside and taken up again, even with another one under way', async () => {
    const { cart, add } = await open();
    await add('Yogamatte');
    await cart.chooseById('contact-1');
    cart.park();
    expect([cart.lines.length, cart.buyer, cart.parked.length]).toEqual([0, null, 1]);
    await add('Faszienrolle');
    await cart.resume(cart.parked[0]!.id);
    expect([cart.preview?.gross.cents, cart.buyer?.contactId]).toEqual([5900, 'contact-1']);
    expect(cart.parked.map((one) => one.lines.length)).toEqual([1]);
  });

  it('drops the sums of an older cart', async () => {
    const { backend, cart, byName } = await open();
    const real = backend.previewCart;
    let slow = true;
    vi.spyOn(backend, 'previewCart').mockImplementation(async (asked) => {
      const answer = await real(asked);
      if (slow) await new Promise((go) => setTimeout(go, 20));
      return answer;
    });
    const first = cart.add(byName('Yogamatte'));
    await Promise.resolve();
    slow = false;
    await cart.remove(0);
    await first;
    expect(cart.preview).toBeNull();
  });

  it('asks which one is meant when two products bear one code', async () => {
    const cart = new CartController(memoryBackend({ contacts: 30, clash: true }));
    expect(await cart.scan('4006381333931')).toBe(true);
    expect([cart.lines.length, cart.unclear?.choices.length]).toEqual([0, 2]);
    const meant = cart.unclear!.choices[1]!;
    await cart.chooseScanned(meant.productId);
    expect([cart.unclear, cart.lines[0]?.productId]).toEqual([null, meant.productId]);
  });
});
