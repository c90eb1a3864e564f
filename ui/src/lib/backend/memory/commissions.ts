import type { Commands } from '$lib/backend/backend';
import type { CommissionExplanation, StatementView } from '$lib/backend/types';
import { breakDown } from './breakdown';
import { buildEntries, type MemoryEntry } from './build-commissions';
import { dayFrom } from './build-cards';
import { disputesOf } from './disputes';
import { forecastOf } from './forecast';
import { decimal } from './ledger';
import { euro, pdfOf } from './pdf';
import { EUR, type MemoryPractice } from './practice';
import { refuse } from './refuse';
import { whoWorks } from './staff';

type Names =
  | 'breakDownStatement'
  | 'listStatementMonths'
  | 'showStatement'
  | 'explainCommission'
  | 'disputeCommission'
  | 'replyToDispute'
  | 'recomputeStatement'
  | 'statementPdf'
  | 'statementCsv';

const KINDS: [kind: string, percent: string][] = [
  ['regional_exclusive', '30'],
  ['affiliate_first', '20'],
  ['affiliate_recurring', '10'],
];

export function commissionsOf(practice: MemoryPractice): Commands<Names> {
  const entries = practice.options.contacts === 0 ? [] : buildEntries(practice.now());
  const ofMonth = (month: string) => entries.filter((one) => one.row.on.startsWith(month));
  return {
    listStatementMonths: async () => {
      const months = [...new Set(entries.map((one) => one.row.on.slice(0, 7)))].sort().reverse();
      return months.map((month) => {
        const list = ofMonth(month);
        return { month, total: EUR(sumOf(list)), entries: list.length, isBooked: true };
      });
    },
    breakDownStatement: async (month) => breakDown(month, ofMonth(month), whoWorks(practice).role),
    showStatement: async (month) => statement(practice, entries, month),
    explainCommission: async (entryId) => {
      const one = entries.find(({ row }) => row.entryId === entryId);
      if (!one) throw refuse('unknown_commission');
      return explain(one);
    },
    ...disputesOf(practice, entries, explain),
    recomputeStatement: async (month) => {
      const list = month ? ofMonth(month) : entries;
      return { entries: list.length, recomputed: list.length, signedMonths: 0, differences: [] };
    },
    statementPdf: async (month) => {
      const list = ofMonth(month);
      const lines = list
        .slice(0, 36)
        .map(
          ({ row }) => `${row.on}   ${row.customer}   ${row.product}   ${euro(row.amount.cents)}`,
        );
      const base64 = pdfOf(`Provisionsabrechnung ${month}`, [...lines, '', euro(sumOf(list))]);
      return { fileName: `Provisionen-${month}.pdf`, mediaType: 'application/pdf', base64 };
    },
    statementCsv: async (month, _currency, language) => {
      const [heading, comma, name] =
        language === 'en'
          ? ['Day,Customer,Amount', ',', 'Commissions']
          : ['Tag;Kunde;Betrag', ';', 'Provisionen'];
      const rows = ofMonth(month).map(({ row }) =>
        [row.on, row.customer, decimal(row.amount.cents * 10)].join(comma),
      );
      const base64 = btoa([heading, ...rows].join('\r\n'));
      return { fileName: `${name}-${month}.csv`, mediaType: 'text/csv', base64 };
    },
  };
}

/** What has left its hold period, as far as the twin knows. */
const CREDITED = ['approved', 'paid'];

function sumOf(list: MemoryEntry[]): number {
  return list.reduce((sum, one) => sum + one.row.amount.cents, 0);
}

function statement(practice: MemoryPractice, all: MemoryEntry[], month: string): StatementView {
  const entries = all.filter((one) => one.row.on.startsWith(month));
  /** Y5: what stands on a credit note stays credited when it is disputed. */
  const isCredited = ({ row }: MemoryEntry) =>
    CREDITED.includes(row.status) ||
    (row.status === 'frozen' && practice.credited.has(row.entryId));
  const booked = entries.filter((one) => one.row.status !== 'reversal');
  const back = entries.filter((one) => one.row.status === 'reversal');
  const totals = KINDS.map(([kind, percent]) => ({
    kind,
    percent,
    amount: EUR(sumOf(booked.filter((one) => one.row.kind === kind))),
  }));
  const earned = EUR(sumOf(booked));
  const reversals = { kind: 'reversals', percent: null, amount: EUR(sumOf(back)) };
  const held = EUR(sumOf(booked.filter((one) => one.row.status === 'pending')));
  const [year, number] = month.split('-').map(Number);
  const opening = EUR(121_480);
  const total = EUR(sumOf(entries));
  const paid = EUR(-100_000);
  const closing = EUR(opening.cents + total.cents + paid.cents);
  return {
    month,
    recipient: 'MOJO GmbH, DACH',
    currency: 'EUR',
    opening,
    totals: back.length > 0 ? [...totals, reversals] : totals,
    total,
    earned,
    reversed: reversals.amount,
    corrected: EUR(0),
    forfeited: EUR(0),
    paid,
    discounts: EUR(0),
    credited: EUR(sumOf(booked.filter(isCredited))),
    disputed: EUR(sumOf(booked.filter((one) => one.row.status === 'frozen' && !isCredited(one)))),
    closing,
    held,
    payable: EUR(closing.cents - held.cents),
    entries: entries.map((one) => one.row),
    payouts: [{ on: `${month}-15`, kind: 'monthly', amount: EUR(100_000), vat: EUR(0) }],
    history: lastMonths(month, 24).map((one) => {
      const of = (kind: string) =>
        EUR(
          sumOf(
            all.filter(
              ({ row }) => row.on.startsWith(one) && row.kind === kind && row.status !== 'reversal',
            ),
          ),
        );
      return {
        month: one,
        regional: of('regional_exclusive'),
        affiliateFirst: of('affiliate_first'),
        affiliateRecurring: of('affiliate_recurring'),
      };
    }),
    forecast: forecastOf(practice.now(), all),
    dueOn: dayFrom(new Date(Date.UTC(year!, number! + 1, 0, 12)), 0),
  };
}

function lastMonths(month: string, count: number): string[] {
  const [year, number] = month.split('-').map(Number);
  return Array.from({ length: count }, (_, at) =>
    new Date(Date.UTC(year!, number! - count + at, 15)).toISOString().slice(0, 7),
  );
}

function explain({ row, gross, disputes }: MemoryEntry): CommissionExplanation {
  const plain = (cents: number) => (cents / 100).toFixed(2);
  const values = {
    kind: row.kind,
    base: plain(row.net.cents),
    percent: row.percent,
    amount: plain(row.amount.cents),
    country: row.country,
    valid_from: '2024-11-01',
    approves_at: row.approvedOn ?? row.on,
    attributed_at: '2025-02-03',
    expires_at: '2027-02-03',
  };
  const regional = row.kind === 'regional_exclusive';
  const why: Record<string, string[]> = {
    regional_exclusive: ['agreement_in_force'],
    affiliate_first: ['attribution_live', 'first_purchase'],
    affiliate_recurring: ['attribution_live', 'later_purchase'],
  };
  const steps = (why[row.kind] ?? []).map((code) => ({ code, pays: true, values }));
  const not = { code: 'not_additive', pays: false, values: { ...values, kind: 'affiliate_first' } };
  return {
    entryId: row.entryId,
    amount: row.amount,
    percent: row.percent,
    base: row.net,
    gross: EUR(gross),
    vatRateBp: 1900,
    orderNumber: row.orderNumber,
    line: row.line,
    ruleVersion: '2026-1',
    steps: regional ? [...steps, not] : steps,
    recomputed: row.amount,
    equal: true,
    disputes: [...disputes],
  };
}
