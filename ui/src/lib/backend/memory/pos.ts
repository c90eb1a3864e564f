import type { Commands } from '$lib/backend/backend';
import type { Cart, CartPreview } from '$lib/backend/types';
import { EUR, type MemoryPractice } from './practice';

export function posOf(practice: MemoryPractice): Commands<'listProducts' | 'previewCart'> {
  return {
    listProducts: async () => practice.products,
    previewCart: async (cart) => preview(practice, cart),
  };
}

function preview(practice: MemoryPractice, cart: Cart): CartPreview {
  const lines = cart.lines.flatMap((line) => {
    const product = practice.products.find((one) => one.productId === line.productId);
    if (!product) return [];
    const unit = line.unitGrossCents ?? product.price.cents;
    const gross = Math.round((unit * line.quantityMilli) / 1000);
    return [{ product, unit, gross, quantity: line.quantityMilli / 1000 }];
  });
  const gross = lines.reduce((sum, line) => sum + line.gross, 0);
  const net = Math.round(gross / 1.19);
  const paid = cart.payments.reduce((sum, one) => sum + one.tenderedCents, 0);
  const vat = { net: EUR(net), vat: EUR(gross - net), gross: EUR(gross) };
  return {
    lines: lines.map((line) => ({
      productId: line.product.productId,
      text: line.product.name,
      quantity: String(line.quantity).replace('.', ','),
      unitGross: EUR(line.unit),
      discount: EUR(0),
      gross: EUR(line.gross),
      vatLabel: line.product.vatLabel,
    })),
    vat: gross ? [{ label: '19 % USt', vatClass: 'general', vatRateBp: 1900, ...vat }] : [],
    net: EUR(net),
    vatTotal: EUR(gross - net),
    gross: EUR(gross),
    paid: EUR(Math.min(paid, gross)),
    open: EUR(Math.max(0, gross - paid)),
    change: EUR(Math.max(0, paid - gross)),
    quickCash: quickCash(gross),
  };
}

/** The exact amount and the next notes above it. */
function quickCash(gross: number) {
  const next = [1000, 2000, 5000, 10_000].map((note) => Math.ceil(gross / note) * note);
  return [...new Set([gross, ...next])]
    .sort((a, b) => a - b)
    .slice(0, 3)
    .map(EUR);
}
