import type { Backend } from '$lib/backend/backend';
import { t } from '$lib/messages/index.svelte';
import { CartController } from '$lib/pos/cart.svelte';
import { watchUnsaved } from '$lib/unsaved';

const carts = new WeakMap<Backend, CartController>();

/** The cart of this window: it stays while other screens are looked at. */
export function cartOf(backend: Backend): CartController {
  const held = carts.get(backend);
  if (held) return held;
  const cart = new CartController(backend);
  carts.set(backend, cart);
  watchUnsaved(backend, () => openSales(cart));
  return cart;
}

/** What waits at the till and is nowhere but in this window. */
function openSales(cart: CartController): string | null {
  const { openSale, parkedSales } = t().profiles;
  const waits: string[] = [];
  if (cart.lines.length > 0) waits.push(openSale(cart.lines.length));
  if (cart.parked.length > 0) waits.push(parkedSales(cart.parked.length));
  return waits.length > 0 ? waits.join(', ') : null;
}
