import type {
  InvoiceInput,
  InvoicePaymentView,
  InvoiceRow,
  PaymentTotalView,
  SaleRow,
  VatGroupView,
} from '$lib/backend/types';
import { EUR, type MemoryPractice } from './practice';

/** A sale as the twin keeps it. */
export interface MemorySale {
  row: SaleRow;
  contactId: string | null;
  text: string;
  lines: string[];
  vat: VatGroupView[];
  payments: PaymentTotalView[];
  /** Closed with this Z number; zero while the period is open. */
  z: number;
}

/** An invoice or a draft as the twin keeps it. */
export interface MemoryInvoice {
  row: InvoiceRow;
  input: InvoiceInput;
  payments: InvoicePaymentView[];
  cancelledBy: string | null;
  cancels: string | null;
}

interface Ledger {
  sales: MemorySale[];
  invoices: MemoryInvoice[];
}

const ledgers = new WeakMap<MemoryPractice, Ledger>();

function ledgerOf(practice: MemoryPractice): Ledger {
  const found = ledgers.get(practice) ?? { sales: [], invoices: [] };
  ledgers.set(practice, found);
  return found;
}

/** Every sale, latest first. */
export function salesOf(practice: MemoryPractice): MemorySale[] {
  return ledgerOf(practice).sales;
}

/** Every invoice and draft, latest first. */
export function invoicesOf(practice: MemoryPractice): MemoryInvoice[] {
  return ledgerOf(practice).invoices;
}

const RATE: Record<string, number> = { general: 1900, reduced: 700 };
const LABEL: Record<string, string> = {
  general: '19 % USt',
  reduced: '7 % USt',
  heilbehandlung: 'umsatzsteuerfrei',
  kleinunternehmer: 'ohne USt (Kleinunternehmer)',
  reverse_charge: 'Reverse Charge',
  not_taxable: 'nicht steuerbar',
};

export function vatLabel(vatClass: string): string {
  return LABEL[vatClass] ?? vatClass;
}

export function vatRate(vatClass: string): number {
  return RATE[vatClass] ?? 0;
}

/** Sums by VAT class; `sums` holds gross amounts, or net ones for an invoice. */
export function vatGroups(sums: Map<string, number>, from: 'gross' | 'net'): VatGroupView[] {
  return [...sums].map(([vatClass, cents]) => {
    const rate = vatRate(vatClass);
    const net = from === 'net' ? cents : Math.round((cents * 10_000) / (10_000 + rate));
    const vat = from === 'net' ? Math.round((net * rate) / 10_000) : cents - net;
    return {
      label: vatLabel(vatClass),
      vatClass,
      vatRateBp: rate,
      net: EUR(net),
      vat: EUR(vat),
      gross: EUR(net + vat),
    };
  });
}

export function decimal(milli: number): string {
  return String(milli / 1000).replace('.', ',');
}
