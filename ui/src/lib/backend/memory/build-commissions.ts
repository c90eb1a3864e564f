import type { CommissionDisputeView, CommissionRow } from '$lib/backend/types';
import { dayFrom } from './build-cards';
import { Chance } from './chance';
import { EUR } from './practice';

export interface MemoryEntry {
  row: CommissionRow;
  /** What the customer paid. */
  gross: number;
  /** The first one first. */
  disputes: CommissionDisputeView[];
}

const PRODUCTS: [name: string, net: number][] = [
  ['BUSINESS BOOTCAMP', 100_000],
  ['CAMPUS', 25_126],
  ['RegenerationsmedizinOS', 252_017],
  ['Workshop Schlaf', 4118],
  ['Übungsheft', 1975],
];
const KINDS: [kind: string, percent: string][] = [
  ['regional_exclusive', '30'],
  ['regional_exclusive', '30'],
  ['affiliate_first', '20'],
  ['affiliate_recurring', '10'],
];
const HOLD_DAYS = 30;
const MONTHS = 24;

/** Commissions of two years, slowly growing, with a few orders given back. */
export function buildEntries(now: Date): MemoryEntry[] {
  const chance = new Chance(2026);
  const entries: MemoryEntry[] = [];
  for (let ago = MONTHS - 1; ago >= 0; ago--) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1));
    const last = ago === 0 ? now.getUTCDate() : 28;
    const count = 22 + (MONTHS - ago) + chance.upTo(8);
    const days = Array.from({ length: count }, () => 1 + chance.upTo(last)).sort((a, b) => a - b);
    for (const day of days) {
      const on = `${month.toISOString().slice(0, 7)}-${String(day).padStart(2, '0')}`;
      const one = entry(entries.length, on, now, chance);
      entries.push(one);
      if (entries.length % 71 !== 9) continue;
      one.row.status = 'refunded';
      entries.push(reversalOf(one));
    }
  }
  return entries;
}

function entry(n: number, on: string, now: Date, chance: Chance): MemoryEntry {
  const [product, net] = chance.of(PRODUCTS);
  const [kind, percent] = chance.of(KINDS);
  const released = dayFrom(new Date(`${on}T12:00:00Z`), HOLD_DAYS);
  const today = dayFrom(now, 0);
  const age = (now.getTime() - Date.parse(on)) / 86_400_000;
  const row: CommissionRow = {
    entryId: `entry-${n}`,
    on,
    orderNumber: `B-${on.slice(0, 7)}-${3000 + n}`,
    line: '1',
    customer: `K-${(0x1000 + ((n * 7919) % 0xefff)).toString(16).toUpperCase()}`,
    product,
    country: chance.of(['DE', 'DE', 'DE', 'AT', 'CH']),
    net: EUR(net),
    percent,
    amount: EUR(Math.round((net * Number(percent)) / 100)),
    kind,
    status: released > today ? 'pending' : age > 75 ? 'paid' : 'approved',
    approvedOn: released,
    dispute: null,
    forfeited: null,
    correctedBecause: null,
  };
  return { row, gross: Math.round(net * 1.19), disputes: [] };
}

function reversalOf({ row, gross, disputes }: MemoryEntry): MemoryEntry {
  const amount = EUR(-row.amount.cents);
  const net = EUR(-row.net.cents);
  return {
    row: { ...row, net, amount, status: 'reversal', approvedOn: null },
    gross,
    disputes,
  };
}
