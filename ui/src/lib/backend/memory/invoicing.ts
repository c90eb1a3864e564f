import type { Commands } from '$lib/backend/backend';
import type { InvoiceInput, InvoicePreview, InvoiceRow, IssuedInvoice } from '$lib/backend/types';
import { dayFrom } from './build-cards';
import { breachesOf, buildInvoices, computed, paper } from './build-invoices';
import { invoicesOf, type MemoryInvoice } from './ledger';
import { EUR, type MemoryPractice } from './practice';
import { refuse } from './refuse';
import { takeLine } from './sync';

type Names =
  | 'listInvoices'
  | 'showInvoice'
  | 'previewInvoice'
  | 'saveInvoiceDraft'
  | 'loadInvoiceDraft'
  | 'deleteInvoiceDraft'
  | 'issueInvoice'
  | 'cancelInvoice'
  | 'payInvoice'
  | 'invoicePdf'
  | 'invoiceXml';

export function invoicingOf(practice: MemoryPractice): Commands<Names> {
  invoicesOf(practice).push(...buildInvoices(practice));
  return {
    listInvoices: async ({ text, filter, offset, limit }) => {
      const all = invoicesOf(practice);
      const word = text.trim().toLowerCase();
      const hits = all.filter(
        ({ row }) =>
          fits(row, filter) &&
          `${row.contactName} ${row.number ?? ''}`.toLowerCase().includes(word),
      );
      const owed = all.filter(({ row }) => row.open.cents > 0);
      return {
        total: hits.length,
        openTotal: EUR(owed.reduce((sum, one) => sum + one.row.open.cents, 0)),
        openCount: owed.length,
        overdueCount: owed.filter((one) => one.row.status === 'overdue').length,
        rows: hits.slice(offset, offset + limit).map((one) => one.row),
      };
    },
    showInvoice: async (number) => {
      const one = byNumber(practice, number);
      const { lines, vat, net, vatTotal, notes } = computed(
        practice,
        one.input,
        one.cancels !== null,
      );
      const { row, payments, cancelledBy, cancels } = one;
      const profile = one.input.profile === 'none' ? '' : (one.input.profile ?? 'en16931');
      const cashDiscounts = (one.input.cashDiscounts ?? []).map(({ percentBp, days }) => {
        const off = Math.round((row.gross.cents * percentBp) / 10_000);
        const until = dayAfter(row.on, days);
        return { until, percentBp, amount: EUR(off), rest: EUR(row.open.cents - off) };
      });
      return {
        ...{ row, lines, vat, net, vatTotal, notes, payments, cancelledBy, cancels },
        ...{ profile, cashDiscounts: one.cancels ? [] : cashDiscounts },
      };
    },
    previewInvoice: async (input) => preview(practice, input),
    saveInvoiceDraft: async (input) => saveDraft(practice, input),
    loadInvoiceDraft: async (draftId) => ({ ...draft(practice, draftId).input, draftId }),
    deleteInvoiceDraft: async (draftId) => {
      const all = invoicesOf(practice);
      all.splice(all.indexOf(draft(practice, draftId)), 1);
      takeLine(practice, 'invoicing');
    },
    issueInvoice: async (input) => issue(practice, input),
    cancelInvoice: async ({ number, reason }) => cancel(practice, number, reason),
    payInvoice: async ({ number, amountCents, on, cashDiscount }) => {
      const one = byNumber(practice, number);
      const off = cashDiscount ? offOn(one, on) : 0;
      const left = one.row.open.cents - amountCents - off;
      if (amountCents <= 0 || left < 0) throw refuse('payment_refused');
      if (on > dayFrom(practice.now(), 0)) throw refuse('payment_in_future', { on });
      one.payments.push({ amount: EUR(amountCents), discount: EUR(off), on });
      one.row = { ...one.row, open: EUR(left), status: left === 0 ? 'paid' : 'part_paid' };
      practice.record('pay_invoice', 'invoice_payment', number);
      takeLine(practice, 'invoicing');
      return one.row;
    },
    invoiceXml: async (number) => {
      const { input } = byNumber(practice, number);
      if (input.profile === 'none') throw refuse('invoice_without_xml', { number });
      const base64 = btoa(`<?xml version="1.0"?><Invoice>${number}</Invoice>`);
      return { fileName: `${number}.xml`, mediaType: 'application/xml', base64 };
    },
    invoicePdf: async (number) => {
      const one = byNumber(practice, number);
      const title = one.cancels ? `Stornorechnung zu ${one.cancels}` : 'Rechnung';
      const base64 = paper(practice, one.input, title, number);
      return { fileName: `${number}.pdf`, mediaType: 'application/pdf', base64 };
    },
  };
}

function dayAfter(day: string, days: number): string {
  const at = new Date(`${day}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** What may be taken off on that day. */
function offOn(one: MemoryInvoice, on: string): number {
  const { on: issuedOn, gross } = one.row;
  const offered = (one.input.cashDiscounts ?? []).find(
    ({ days }) => on <= dayAfter(issuedOn, days),
  );
  if (!offered) throw refuse('no_cash_discount', { on });
  return Math.round((gross.cents * offered.percentBp) / 10_000);
}

function fits(row: InvoiceRow, filter: string): boolean {
  if (filter === 'open') return ['open', 'part_paid', 'overdue'].includes(row.status);
  return filter === 'all' || row.status === filter;
}

function byNumber(practice: MemoryPractice, number: string): MemoryInvoice {
  const one = invoicesOf(practice).find(({ row }) => row.number === number || row.id === number);
  if (!one?.row.number) throw refuse('unknown_invoice', { number });
  return one;
}

function draft(practice: MemoryPractice, draftId: string): MemoryInvoice {
  const one = invoicesOf(practice).find(({ row }) => row.id === draftId && row.number === null);
  if (!one) throw refuse('unknown_draft');
  return one;
}

function nameOf(practice: MemoryPractice, input: InvoiceInput): string {
  return practice.contacts.find((one) => one.contactId === input.contactId)?.name ?? '';
}

function preview(practice: MemoryPractice, input: InvoiceInput): InvoicePreview {
  const sums = computed(practice, input, false);
  const pdfBase64 = paper(practice, input, 'Rechnung (Entwurf)', 'wird vergeben');
  return { ...sums, breaches: breachesOf(practice, input), pdfBase64, pagePngs: [] };
}

function saveDraft(practice: MemoryPractice, input: InvoiceInput): InvoiceRow {
  const sums = computed(practice, input, false);
  const id = input.draftId ?? practice.id('draft');
  const row: InvoiceRow = {
    id,
    number: null,
    contactName: nameOf(practice, input),
    on: dayFrom(practice.now(), 0),
    dueOn: null,
    gross: sums.gross,
    open: EUR(0),
    status: 'draft',
  };
  const kept = {
    row,
    input: { ...input, draftId: id },
    payments: [],
    cancelledBy: null,
    cancels: null,
  };
  const all = invoicesOf(practice);
  const at = all.findIndex((one) => one.row.id === id);
  if (at >= 0) all[at] = kept;
  else all.unshift(kept);
  takeLine(practice, 'invoicing');
  return row;
}

function nextNumber(practice: MemoryPractice): string {
  const issued = invoicesOf(practice).filter((one) => one.row.number).length;
  return `RE-2026-A-${String(404 + issued).padStart(6, '0')}`;
}

function issue(practice: MemoryPractice, input: InvoiceInput): IssuedInvoice {
  if (!input.contactId) throw refuse('no_recipient');
  if (breachesOf(practice, input).length > 0) throw refuse('invoice_incomplete');
  const sums = computed(practice, input, false);
  const number = nextNumber(practice);
  const all = invoicesOf(practice);
  const at = all.findIndex((one) => one.row.id === input.draftId);
  if (at >= 0) all.splice(at, 1);
  const id = practice.id('invoice');
  const row: InvoiceRow = {
    id,
    number,
    contactName: nameOf(practice, input),
    on: dayFrom(practice.now(), 0),
    dueOn: sums.dueOn,
    gross: sums.gross,
    open: sums.gross,
    status: 'open',
  };
  const drafts = all.filter((one) => one.row.number === null).length;
  all.splice(drafts, 0, { row, input, payments: [], cancelledBy: null, cancels: null });
  practice.record('issue_invoice', 'invoice', number);
  takeLine(practice, 'invoicing');
  const { net, vatTotal: vat, gross, dueOn } = sums;
  return { invoiceId: id, number, net, vat, gross, dueOn };
}

function cancel(practice: MemoryPractice, number: string, reason: string): IssuedInvoice {
  const one = byNumber(practice, number);
  if (reason.trim() === '') throw refuse('reason_required');
  if (one.cancels) throw refuse('is_storno');
  if (one.cancelledBy) throw refuse('already_cancelled', { by: one.cancelledBy });
  const sums = computed(practice, one.input, true);
  const by = nextNumber(practice);
  one.cancelledBy = by;
  one.row = { ...one.row, status: 'cancelled', open: EUR(0) };
  const id = practice.id('invoice');
  const row: InvoiceRow = {
    ...one.row,
    id,
    number: by,
    on: dayFrom(practice.now(), 0),
    dueOn: null,
    gross: sums.gross,
    status: 'storno',
  };
  const all = invoicesOf(practice);
  const drafts = all.filter((other) => other.row.number === null).length;
  all.splice(drafts, 0, {
    row,
    input: one.input,
    payments: [],
    cancelledBy: null,
    cancels: number,
  });
  practice.record('cancel_invoice', 'invoice', by);
  takeLine(practice, 'invoicing');
  const { net, vatTotal: vat, gross, dueOn } = sums;
  return { invoiceId: id, number: by, net, vat, gross, dueOn };
}
