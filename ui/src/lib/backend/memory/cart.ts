import type { Cart, CartPreview } from '$lib/backend/types';
import { decimal, vatGroups } from './ledger';
import { EUR, type MemoryPractice } from './practice';

/** Counts a cart as the core does. */
export function preview(practice: MemoryPractice, cart: Cart): CartPreview {
  const lines = cart.lines.flatMap((line) => {
    const product = practice.products.find((one) => one.productId === line.productId);
    if (!product) return [];
    const unit = line.unitGrossCents ?? product.price.cents;
    const full = Math.round((unit * line.quantityMilli) / 1000);
    const percent = Number(line.discountPercent ?? cart.discountPercent ?? 0);
    const discount = Math.round((full * percent) / 100);
    return [{ product, unit, discount, gross: full - discount, milli: line.quantityMilli }];
  });
  const sums = new Map<string, number>();
  for (const { product, gross } of lines) {
    sums.set(product.vatClass, (sums.get(product.vatClass) ?? 0) + gross);
  }
  const vat = vatGroups(sums, 'gross');
  const add = (of: 'net' | 'vat' | 'gross') => vat.reduce((sum, one) => sum + one[of].cents, 0);
  const gross = add('gross');
  const given = (cash: boolean) =>
    cart.payments
      .filter((one) => (one.method === 'cash') === cash)
      .reduce((sum, one) => sum + one.tenderedCents, 0);
  const all = given(true) + given(false);
  const open = Math.max(0, gross - all);
  return {
    lines: lines.map((line) => ({
      productId: line.product.productId,
      text: line.product.name,
      quantity: decimal(line.milli),
      unitGross: EUR(line.unit),
      discount: EUR(line.discount),
      gross: EUR(line.gross),
      vatLabel: line.product.vatLabel,
    })),
    vat,
    net: EUR(add('net')),
    vatTotal: EUR(add('vat')),
    gross: EUR(gross),
    paid: EUR(Math.min(all, gross)),
    open: EUR(open),
    change: EUR(Math.min(Math.max(0, all - gross), given(true))),
    quickCash: quickCash(open),
  };
}

/** The exact amount and the next notes above it. */
function quickCash(open: number) {
  if (open <= 0) return [];
  const next = [1000, 2000, 5000, 10_000].map((note) => Math.ceil(open / note) * note);
  return [...new Set([open, ...next])]
    .sort((a, b) => a - b)
    .slice(0, 3)
    .map(EUR);
}
