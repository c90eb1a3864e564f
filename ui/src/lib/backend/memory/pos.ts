import type { Commands } from '$lib/backend/backend';
import type { Cart, PaymentTotalView, ProductRow, SaleResult, SaleRow } from '$lib/backend/types';
import { dayFrom, statusOf, type MemoryCard } from './build-cards';
import { buildProducts } from './build-products';
import { preview } from './cart';
import { Chance } from './chance';
import { salesOf, vatLabel, type MemorySale } from './ledger';
import { euro, pdfOf } from './pdf';
import { EUR, type MemoryPractice } from './practice';
import { refuse } from './refuse';
import { takeLine } from './sync';

type Names =
  | 'listProducts'
  | 'createProduct'
  | 'editProduct'
  | 'previewCart'
  | 'sell'
  | 'cancelSale'
  | 'showSale'
  | 'receiptPdf';

export function posOf(practice: MemoryPractice): Commands<Names> {
  if (practice.products.length > 0) {
    practice.products.push(...buildProducts(practice.products.length));
    const twin = practice.products.find((one) => one.code !== '');
    if (practice.options.clash && twin) {
      const productId = practice.id('product');
      practice.products.push({ ...twin, productId, name: `${twin.name}, neu` });
    }
    openTheDay(practice);
  }
  return {
    listProducts: async () => practice.products,
    createProduct: async (input) => {
      const row = { ...productOf(input), productId: practice.id('product') };
      refuseTakenCode(practice, row);
      practice.products.push(row);
      takeLine(practice, 'pos');
      return row;
    },
    editProduct: async (productId, input) => {
      const at = practice.products.findIndex((one) => one.productId === productId);
      if (at < 0) throw refuse('unknown_product');
      refuseTakenCode(practice, { ...productOf(input), productId });
      practice.products[at] = { ...productOf(input), productId };
      takeLine(practice, 'pos');
      return practice.products[at];
    },
    previewCart: async (cart) => preview(practice, cart),
    sell: async (cart) => sell(practice, cart, practice.now()),
    cancelSale: async ({ receiptNumber, reason }) => cancel(practice, receiptNumber, reason),
    showSale: async (receiptNumber) => byNumber(practice, receiptNumber).row,
    receiptPdf: async (receiptNumber) => {
      const sale = byNumber(practice, receiptNumber);
      const lines = [
        receiptNumber,
        new Date(sale.row.at).toLocaleString('de-DE', { timeZone: 'Europe/Berlin' }),
        '',
        ...sale.lines,
        '',
        `Summe ${euro(sale.row.gross.cents)}`,
        ...sale.vat.map((one) => `enthält ${one.label} ${euro(one.vat.cents)}`),
      ];
      const title = sale.row.isStorno ? 'Stornobeleg' : 'Beleg';
      const base64 = pdfOf(`Praxis Birkenhain: ${title}`, lines);
      return { fileName: `${receiptNumber}.pdf`, mediaType: 'application/pdf', base64 };
    },
  };
}

type ProductInput = Parameters<Commands<'createProduct'>['createProduct']>[0];

function productOf(input: ProductInput): Omit<ProductRow, 'productId'> {
  const { name, code, kind, vatClass, entries, position, archived } = input;
  const group = kind === 'punch_card' ? 'cards' : kind === 'goods' ? 'goods' : 'services';
  const price = EUR(input.priceCents);
  const label = vatLabel(vatClass);
  return {
    name,
    code,
    kind,
    vatClass,
    entries,
    position,
    archived,
    group,
    price,
    vatLabel: label,
  };
}

/** A code belongs to one product that is sold. */
function refuseTakenCode(practice: MemoryPractice, row: ProductRow): void {
  const bearer = practice.products.find(
    (one) => one.code === row.code && one.productId !== row.productId && !one.archived,
  );
  if (row.code && !row.archived && bearer) {
    throw refuse('code_taken', { code: row.code, product: bearer.name });
  }
}

function byNumber(practice: MemoryPractice, receiptNumber: string): MemorySale {
  const sale = salesOf(practice).find((one) => one.row.receiptNumber === receiptNumber);
  if (!sale) throw refuse('unknown_receipt', { number: receiptNumber });
  return sale;
}

function nextNumber(practice: MemoryPractice): string {
  return `KB-2026-A-${String(5021 + salesOf(practice).length).padStart(6, '0')}`;
}

/** Books a cart as the core does: number, payments, cards. */
function sell(practice: MemoryPractice, cart: Cart, at: Date): SaleResult {
  if (cart.lines.length === 0) throw refuse('empty_cart');
  const sums = preview(practice, cart);
  const kinds = cart.lines.map(
    (line) => practice.products.find((one) => one.productId === line.productId)?.kind,
  );
  const who = practice.contacts.find((one) => one.contactId === cart.contactId);
  if (kinds.includes('punch_card') && !who) throw refuse('contact_required');
  if (sums.open.cents > 0) throw refuse('not_paid');
  const payments = cart.payments.map((one): PaymentTotalView => {
    const back = one.method === 'cash' ? sums.change.cents : 0;
    return { method: one.method, amount: EUR(one.tenderedCents - back) };
  });
  const saleId = practice.id('sale');
  const receiptNumber = nextNumber(practice);
  const row: SaleRow = {
    saleId,
    receiptNumber,
    at: at.toISOString(),
    contactName: who?.name ?? '',
    gross: sums.gross,
    methods: payments.map((one) => one.method),
    isStorno: false,
    priceNotes: [],
    cancelled: false,
  };
  const lines = sums.lines.map((one) => `${one.quantity} x ${one.text}   ${euro(one.gross.cents)}`);
  const text = sums.lines.map((one) => one.text).join(', ');
  const contactId = cart.contactId ?? null;
  salesOf(practice).unshift({ row, contactId, text, lines, vat: sums.vat, payments, z: 0 });
  const cards = who ? cardsFrom(practice, cart, who.contactId, receiptNumber) : [];
  practice.record('sell', 'sale', receiptNumber);
  takeLine(practice, 'pos');
  const { net, vatTotal: vat, gross, change } = sums;
  return { saleId, receiptNumber, net, vat, gross, change, cards };
}

function cardsFrom(
  practice: MemoryPractice,
  cart: Cart,
  contactId: string,
  receiptNumber: string,
): string[] {
  const made: string[] = [];
  for (const line of cart.lines) {
    const product = practice.products.find((one) => one.productId === line.productId);
    if (product?.kind !== 'punch_card') continue;
    for (let n = 0; n < line.quantityMilli / 1000; n++) {
      const entries = product.entries ?? 10;
      const card: MemoryCard = {
        cardId: practice.id('card'),
        code: `K-${String(4418 + practice.cards.length).padStart(6, '0')}`,
        contactId,
        contactName: practice.contacts.find((one) => one.contactId === contactId)?.name ?? '',
        product: product.name,
        entries,
        used: 0,
        left: entries,
        expiresOn: dayFrom(practice.now(), 365),
        lastUsed: null,
        status: 'active',
        priceCents: product.price.cents,
        soldOn: dayFrom(practice.now(), 0),
        receiptNumber,
        redemptions: [],
      };
      card.status = statusOf(card, practice.now());
      practice.cards.unshift(card);
      made.push(card.cardId);
    }
  }
  return made;
}

function cancel(practice: MemoryPractice, receiptNumber: string, reason: string): SaleResult {
  const sale = byNumber(practice, receiptNumber);
  if (reason.trim() === '') throw refuse('reason_required');
  if (sale.row.isStorno) throw refuse('is_storno');
  if (sale.row.cancelled) throw refuse('already_cancelled');
  sale.row.cancelled = true;
  const minus = (cents: number) => EUR(cents === 0 ? 0 : -cents);
  const row: SaleRow = {
    ...sale.row,
    saleId: practice.id('sale'),
    receiptNumber: nextNumber(practice),
    at: practice.now().toISOString(),
    gross: minus(sale.row.gross.cents),
    isStorno: true,
    priceNotes: [],
    cancelled: false,
  };
  const vat = sale.vat.map((one) => ({
    ...one,
    net: minus(one.net.cents),
    vat: minus(one.vat.cents),
    gross: minus(one.gross.cents),
  }));
  const payments = sale.payments.map((one) => ({ ...one, amount: minus(one.amount.cents) }));
  salesOf(practice).unshift({ ...sale, row, vat, payments, z: 0 });
  practice.record('cancel_sale', 'sale', row.receiptNumber);
  takeLine(practice, 'pos');
  const sum = (of: 'net' | 'vat') => EUR(vat.reduce((all, one) => all + one[of].cents, 0));
  const { saleId, gross } = row;
  const number = row.receiptNumber;
  return {
    saleId,
    receiptNumber: number,
    net: sum('net'),
    vat: sum('vat'),
    gross,
    change: EUR(0),
    cards: [],
  };
}

/** What was sold this morning, so that the till has something to count. */
function openTheDay(practice: MemoryPractice): void {
  const chance = new Chance(17);
  const goods = practice.products.filter((one) => one.kind !== 'punch_card');
  for (let n = 14; n > 0; n--) {
    const lines = Array.from({ length: 1 + chance.upTo(2) }, () => ({
      productId: chance.of(goods).productId,
      quantityMilli: 1000 * (1 + chance.upTo(2)),
      unitGrossCents: null,
      discountPercent: null,
    }));
    const who = chance.upTo(3) === 0 ? (practice.contacts[chance.upTo(20)] ?? null) : null;
    const cart: Cart = {
      lines,
      contactId: who?.contactId ?? null,
      discountPercent: null,
      payments: [],
      startedAt: null,
    };
    const due = preview(practice, cart).gross.cents;
    const method = chance.of(['cash', 'cash', 'card']);
    const at = new Date(practice.now().getTime() - n * 23 * 60_000);
    sell(practice, { ...cart, payments: [{ method, tenderedCents: due }] }, at);
  }
  practice.pending = practice.pending.filter((one) => one.op !== 'sell');
}
