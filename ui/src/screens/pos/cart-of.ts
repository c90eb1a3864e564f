import type { Backend } from '$lib/backend/backend';
import { CartController } from '$lib/pos/cart.svelte';

const carts = new WeakMap<Backend, CartController>();

/** The cart of this window: it stays while other screens are looked at. */
export function cartOf(backend: Backend): CartController {
  const cart = carts.get(backend) ?? new CartController(backend);
  carts.set(backend, cart);
  return cart;
}
