import type { Commands } from '$lib/backend/backend';
import type { CloseDayInput, CountPreview, PaymentTotalView, TillView } from '$lib/backend/types';
import { dayFrom } from './build-cards';
import { salesOf, vatGroups, type MemorySale } from './ledger';
import { euro, pdfOf } from './pdf';
import { EUR, type MemoryPractice } from './practice';
import { refuse } from './refuse';
import { takeLine } from './sync';

type Names = 'till' | 'moveCash' | 'previewCount' | 'closeDay' | 'closingPdf';

interface Drawer {
  opening: number;
  movements: number;
  z: number;
  lastClosing: string | null;
  closings: Map<number, string[]>;
}

const METHOD: Record<string, string> = { cash: 'Bar', card: 'Karte', voucher: 'Gutschein' };
const NOTES = [50000, 20000, 10000, 5000, 2000, 1000, 500];
const COINS = [200, 100, 50, 20, 10, 5, 2, 1];

export function tillOf(practice: MemoryPractice): Commands<Names> {
  const drawer: Drawer = {
    opening: practice.products.length > 0 ? 15_000 : 0,
    movements: 0,
    z: practice.products.length > 0 ? 318 : 1,
    lastClosing:
      practice.products.length > 0 ? `${dayFrom(practice.now(), -1)}T18:12:00.000Z` : null,
    closings: new Map(),
  };
  return {
    till: async () => view(practice, drawer),
    moveCash: async ({ amountCents, reason }) => {
      if (reason.trim() === '') throw refuse('reason_required');
      if (view(practice, drawer).expected.cents + amountCents < 0) throw refuse('not_enough_cash');
      drawer.movements += amountCents;
      practice.record('move_cash', 'cash_movement', reason);
      takeLine(practice, 'pos');
      return view(practice, drawer);
    },
    previewCount: async (input) => count(input, view(practice, drawer).expected.cents),
    closeDay: async (input) => {
      const isCounted = input.countedCents !== null || input.counts.length > 0;
      const uncounted = input.uncounted && !isCounted;
      if (!isCounted && !uncounted) throw refuse('not_counted');
      if (uncounted && input.reason.trim() === '') throw refuse('reason_required');
      const now = view(practice, drawer);
      const expectedNow = now.expected.cents;
      const sums = count(uncounted ? { ...input, countedCents: expectedNow } : input, expectedNow);
      if (sums.difference.cents !== 0 && input.reason.trim() === '') {
        throw refuse('reason_required');
      }
      const z = drawer.z;
      drawer.closings.set(z, [
        ...zLines(now, sums, uncounted),
        ...(input.reason ? [`Grund: ${uncounted ? 'nicht gezählt: ' : ''}${input.reason}`] : []),
      ]);
      for (const sale of openSales(practice)) sale.z = z;
      drawer.opening = sums.counted.cents;
      drawer.movements = 0;
      drawer.z++;
      drawer.lastClosing = practice.now().toISOString();
      practice.record('close_day', 'closing', `Z ${z}`);
      takeLine(practice, 'pos');
      const { expected, counted, difference } = sums;
      const closingId = practice.id('closing');
      return { closingId, zNumber: z, expected, counted, difference, uncounted };
    },
    closingPdf: async (zNumber) => {
      const lines = drawer.closings.get(zNumber);
      if (!lines) throw refuse('unknown_closing');
      const base64 = pdfOf(`Kassenabschluss Z ${zNumber}`, lines);
      return { fileName: `Z-${zNumber}.pdf`, mediaType: 'application/pdf', base64 };
    },
  };
}

function openSales(practice: MemoryPractice): MemorySale[] {
  return salesOf(practice).filter((sale) => sale.z === 0);
}

function view(practice: MemoryPractice, drawer: Drawer): TillView {
  const sales = openSales(practice);
  const totals = new Map<string, number>();
  const classes = new Map<string, number>();
  for (const sale of sales) {
    for (const one of sale.payments) {
      totals.set(one.method, (totals.get(one.method) ?? 0) + one.amount.cents);
    }
    for (const one of sale.vat) {
      classes.set(one.vatClass, (classes.get(one.vatClass) ?? 0) + one.gross.cents);
    }
  }
  const payments: PaymentTotalView[] = ['cash', 'card', 'voucher']
    .filter((method) => totals.has(method))
    .map((method) => ({ method, amount: EUR(totals.get(method) ?? 0) }));
  const cash = totals.get('cash') ?? 0;
  return {
    registerName: 'Kasse 1',
    day: dayFrom(practice.now(), 0),
    opening: EUR(drawer.opening),
    cashSales: EUR(cash),
    cashMovements: EUR(drawer.movements),
    expected: EUR(drawer.opening + cash + drawer.movements),
    receipts: sales.length,
    firstReceipt: sales.at(-1)?.row.receiptNumber ?? '',
    lastReceipt: sales[0]?.row.receiptNumber ?? '',
    payments,
    vat: vatGroups(classes, 'gross'),
    gross: EUR(sales.reduce((sum, sale) => sum + sale.row.gross.cents, 0)),
    nextZ: drawer.z,
    lastClosing: drawer.lastClosing,
    sales: sales.map((sale) => sale.row),
  };
}

function count(input: CloseDayInput, expected: number): CountPreview {
  const pieces = new Map(input.counts.map((one) => [one.denominationCents, one.pieces]));
  const lines = [...NOTES, ...COINS].map((cents) => ({
    denomination: EUR(cents),
    isNote: NOTES.includes(cents),
    pieces: pieces.get(cents) ?? 0,
    amount: EUR(cents * (pieces.get(cents) ?? 0)),
  }));
  const sum = (notes: boolean) =>
    lines.filter((one) => one.isNote === notes).reduce((all, one) => all + one.amount.cents, 0);
  const byPieces = sum(true) + sum(false);
  const counted = input.counts.length > 0 ? byPieces : (input.countedCents ?? 0);
  return {
    lines,
    notes: EUR(sum(true)),
    coins: EUR(sum(false)),
    counted: EUR(counted),
    expected: EUR(expected),
    difference: EUR(counted - expected),
  };
}

function zLines(till: TillView, sums: CountPreview, uncounted: boolean): string[] {
  return [
    `${till.registerName}, ${till.day.split('-').reverse().join('.')}`,
    `${till.receipts} Belege, ${till.firstReceipt} bis ${till.lastReceipt}`,
    '',
    `Umsatz ${euro(till.gross.cents)}`,
    ...till.payments.map((one) => `${METHOD[one.method]} ${euro(one.amount.cents)}`),
    '',
    `Soll ${euro(sums.expected.cents)}`,
    uncounted ? 'Nicht gezählt, Sollbestand übernommen' : `Gezählt ${euro(sums.counted.cents)}`,
    `Differenz ${euro(sums.difference.cents)}`,
  ];
}
