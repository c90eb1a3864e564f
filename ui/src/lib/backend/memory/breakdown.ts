import type { BreakdownGroup, BreakdownView } from '$lib/backend/types';
import type { MemoryEntry } from './build-commissions';
import { EUR } from './practice';

/** What each role reads, as the core's table has it. */
const READS: Record<string, string[]> = {
  distributor: ['product', 'region', 'partner'],
  affiliate: ['product', 'customer'],
};
const ALL = ['product', 'region', 'partner', 'customer'];

export function breakDown(month: string, entries: MemoryEntry[], role: string): BreakdownView {
  const groups = (READS[role] ?? ALL).map((by) => group(by, entries));
  return { month, groups: groups.filter((one) => one.rows.length > 0) };
}

function group(by: string, entries: MemoryEntry[]): BreakdownGroup {
  const sums = new Map<string, { entries: number; net: number; amount: number }>();
  for (const one of entries) {
    const label = labelOf(by, one);
    if (label === null) continue;
    const isBack = one.row.status === 'reversal';
    const sum = sums.get(label) ?? { entries: 0, net: 0, amount: 0 };
    sum.entries += isBack ? 0 : 1;
    sum.net += isBack ? 0 : one.row.net.cents;
    sum.amount += one.row.amount.cents;
    sums.set(label, sum);
  }
  const rows = [...sums].map(([label, sum]) => ({
    label,
    entries: sum.entries,
    net: EUR(sum.net),
    amount: EUR(sum.amount),
  }));
  return { by, rows: rows.sort((a, b) => b.amount.cents - a.amount.cents) };
}

function labelOf(by: string, { row }: MemoryEntry): string | null {
  const isRegional = row.kind === 'regional_exclusive';
  if (by === 'product') return row.product;
  if (by === 'region') return isRegional ? row.country : null;
  if (by === 'customer') return isRegional ? null : row.customer;
  if (!isRegional) return 'own';
  return ['P-5C01D2', 'P-77AF10', ''][row.orderNumber.charCodeAt(row.orderNumber.length - 1) % 3]!;
}
