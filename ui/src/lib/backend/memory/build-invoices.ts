import type {
  BreachView,
  InvoiceInput,
  InvoiceLineView,
  MoneyView,
  VatGroupView,
} from '$lib/backend/types';
import { dayFrom } from './build-cards';
import { decimal, vatGroups, vatLabel, type MemoryInvoice } from './ledger';
import { euro, pdfOf } from './pdf';
import { EUR, type MemoryPractice } from './practice';

interface Sums {
  lines: InvoiceLineView[];
  vat: VatGroupView[];
  net: MoneyView;
  vatTotal: MoneyView;
  gross: MoneyView;
  dueOn: string;
  notes: string[];
}

const EXEMPT: Record<string, string> = {
  heilbehandlung: 'Umsatzsteuerfreie Heilbehandlung nach § 4 Nr. 14 UStG.',
  reverse_charge: 'Steuerschuldnerschaft des Leistungsempfängers.',
};

/** Counts an invoice as the core does; a Storno is the same with the sign turned. */
export function computed(practice: MemoryPractice, input: InvoiceInput, isStorno: boolean): Sums {
  const sign = isStorno ? -1 : 1;
  const sums = new Map<string, number>();
  const lines = input.lines.map((line) => {
    const whole = Math.round((line.unitNetCents * line.quantityMilli) / 1000);
    const net = sign * (whole - Math.round((whole * (line.discountBp ?? 0)) / 10_000));
    sums.set(line.vatClass, (sums.get(line.vatClass) ?? 0) + net);
    return {
      text: line.text,
      quantity: decimal(line.quantityMilli),
      unitNet: EUR(line.unitNetCents),
      net: EUR(net),
      vatLabel: vatLabel(line.vatClass),
    };
  });
  const vat = vatGroups(sums, 'net');
  const add = (of: 'net' | 'vat' | 'gross') =>
    EUR(vat.reduce((sum, one) => sum + one[of].cents, 0));
  const notes = [...sums.keys()].flatMap((one) => EXEMPT[one] ?? []);
  const dueOn = dayFrom(practice.now(), input.dueDays ?? 14);
  return { lines, vat, net: add('net'), vatTotal: add('vat'), gross: add('gross'), dueOn, notes };
}

/** What the law still asks for. */
export function breachesOf(practice: MemoryPractice, input: InvoiceInput): BreachView[] {
  const found: BreachView[] = [];
  const demand = (holds: boolean, code: string, field: string, message: string) => {
    if (!holds) found.push({ code, field, message, blocking: true });
  };
  const who = practice.contacts.find((one) => one.contactId === input.contactId);
  const rule = (n: number) => `§ 14 Abs. 4 Nr. ${n} UStG`;
  demand(Boolean(who), rule(1), 'recipient.name', 'Name des Empfängers fehlt.');
  demand(!who || who.city !== '', rule(1), 'recipient.city', 'Ort des Empfängers fehlt.');
  demand(input.lines.length > 0, rule(5), 'lines', 'Die Rechnung hat keine Position.');
  const named = input.lines.every((line) => line.text.trim() !== '');
  demand(named, rule(5), 'lines.text', 'Eine Position hat keine Bezeichnung.');
  const service = input.serviceFrom ?? input.serviceTo;
  demand(Boolean(service), rule(6), 'service', 'Leistungsdatum oder Leistungszeitraum fehlt.');
  const forward = !input.serviceFrom || !input.serviceTo || input.serviceFrom <= input.serviceTo;
  demand(forward, rule(6), 'service', 'Das Ende der Leistung liegt vor dem Anfang.');
  const routed = input.profile !== 'xrechnung' || Boolean(input.buyerReference?.trim());
  const missing =
    'Leitweg-ID oder Käuferreferenz fehlt. Die öffentliche Stelle nennt sie mit dem Auftrag.';
  demand(routed, 'BR-DE-15', 'buyer_reference', missing);
  return found;
}

/** The page itself. */
export function paper(
  practice: MemoryPractice,
  input: InvoiceInput,
  title: string,
  number: string,
): string {
  const sums = computed(practice, input, title.startsWith('Storno'));
  const who = practice.contacts.find((one) => one.contactId === input.contactId);
  const day = (value: string | null) => value?.split('-').reverse().join('.') ?? '';
  return pdfOf(title, [
    'Praxis Birkenhain, Am Weiher 4, 12345 Auenfeld',
    '',
    who?.name ?? '',
    who?.city ?? '',
    '',
    `Nummer ${number}`,
    `Leistung ${day(input.serviceFrom)} bis ${day(input.serviceTo)}`,
    '',
    ...sums.lines.map(
      (line, at) =>
        `${at + 1}   ${line.text}   ${line.quantity} x ${euro(line.unitNet.cents)}   ${euro(line.net.cents)}`,
    ),
    '',
    `Netto ${euro(sums.net.cents)}`,
    ...sums.vat.map((one) => `${one.label} ${euro(one.vat.cents)}`),
    `Rechnungsbetrag ${euro(sums.gross.cents)}`,
    '',
    `Zahlbar ohne Abzug bis ${day(sums.dueOn)}.`,
    ...sums.notes,
  ]);
}

const WORK: [text: string, cents: number, pieces: number, vatClass: string][] = [
  ['Kurs „Rücken im Büro“', 18_000, 6, 'general'],
  ['Vortrag „Pausen, die wirken“', 32_000, 1, 'general'],
  ['Massage 60 Minuten', 5798, 2, 'general'],
  ['Krankengymnastik', 2850, 6, 'heilbehandlung'],
];
const STATES = ['open', 'open', 'paid', 'part_paid', 'paid', 'overdue', 'paid', 'paid', 'paid'];

/** Invoices of the last weeks, in every state, and a draft. */
export function buildInvoices(practice: MemoryPractice): MemoryInvoice[] {
  const people = practice.contacts.slice(2, 2 + STATES.length);
  const issued = people.map((who, n): MemoryInvoice => {
    const [text, unitNetCents, pieces, vatClass] = WORK[n % WORK.length]!;
    const line = { text, unitNetCents, quantityMilli: pieces * 1000, vatClass };
    const input: InvoiceInput = {
      draftId: null,
      contactId: who.contactId,
      serviceFrom: dayFrom(practice.now(), -9 - n * 5),
      serviceTo: dayFrom(practice.now(), -4 - n * 5),
      dueDays: 14,
      lines: [line],
    };
    const gross = computed(practice, input, false).gross;
    const status = STATES[n]!;
    const paid = status === 'paid' ? gross.cents : status === 'part_paid' ? 10_000 : 0;
    const row = {
      id: `invoice-${n}`,
      number: `RE-2026-A-${String(403 + people.length - n).padStart(6, '0')}`,
      contactName: who.name,
      on: dayFrom(practice.now(), -3 - n * 5),
      dueOn: dayFrom(practice.now(), status === 'overdue' ? -9 : 11 - n * 5),
      gross,
      open: EUR(gross.cents - paid),
      status,
    };
    const on = dayFrom(practice.now(), -1 - n);
    const payments = paid ? [{ amount: EUR(paid), discount: EUR(0), on }] : [];
    return { row, input, payments, cancelledBy: null, cancels: null };
  });
  return [...draftFor(practice), ...issued];
}

function draftFor(practice: MemoryPractice): MemoryInvoice[] {
  const who = practice.contacts[0];
  if (!who) return [];
  const lines = WORK.slice(0, 2).map(([text, unitNetCents, pieces, vatClass]) => ({
    ...{ text, unitNetCents, vatClass },
    quantityMilli: pieces * 1000,
  }));
  const input: InvoiceInput = {
    draftId: 'draft-0',
    contactId: who.contactId,
    serviceFrom: null,
    serviceTo: null,
    dueDays: 14,
    lines,
  };
  const row = {
    id: 'draft-0',
    number: null,
    contactName: who.name,
    on: dayFrom(practice.now(), 0),
    dueOn: null,
    gross: computed(practice, input, false).gross,
    open: EUR(0),
    status: 'draft',
  };
  return [{ row, input, payments: [], cancelledBy: null, cancels: null }];
}
