import type { Commands } from '$lib/backend/backend';
import type { CreditNoteRow, CreditNotesView, TaxProfileView } from '$lib/backend/types';
import { buildEntries } from './build-commissions';
import { pdfOf } from './pdf';
import { EUR, type MemoryPractice } from './practice';
import { refuse } from './refuse';

type Names =
  | 'listCreditNotes'
  | 'creditNotePdf'
  | 'objectToCreditNote'
  | 'showTaxProfile'
  | 'saveTaxProfile'
  | 'showPayoutNotice'
  | 'setUpPayouts'
  | 'showContract'
  | 'showContractNotice'
  | 'acceptContract'
  | 'extractNames';

const OFFERS = ['distributor', 'affiliate'].map((kind) => ({
  kind,
  version: '2026-11',
  sha256: '0'.repeat(64),
}));

/** The texts of every contract, by their language: each has a hash of its own. */
const TEXTS: Record<string, { text: string; sha256: string }> = {
  de: {
    text: '5.4 Die Plattform stellt die Abrechnung als Gutschrift aus.',
    sha256: '0'.repeat(64),
  },
  en: {
    text: '5.4 The platform issues the statement as a self-billed invoice.',
    sha256: '1'.repeat(64),
  },
};

/** Credit notes, tax profile and extract of the twin. Its platform answers while the line is online. */
export function creditNotesOf(practice: MemoryPractice): Commands<Names> {
  const notes = practice.options.contacts === 0 ? [] : buildNotes();
  let profile = emptyProfile();
  const ask = () => {
    if (practice.line !== 'online') throw refuse('needs_network');
  };
  const view = (): CreditNotesView => ({
    notes: notes.map((note) => ({ ...note })),
    isCurrent: practice.line === 'online',
    isLocal: practice.line === 'local_only',
    listedAt: practice.lastSync?.toISOString() ?? null,
  });
  const find = (number: string): CreditNoteRow => {
    const note = notes.find((one) => one.number === number);
    if (!note) throw refuse('unknown_credit_note');
    return note;
  };
  return {
    listCreditNotes: async () => {
      if (practice.line === 'online') practice.credited = unpaidOn(notes, practice.now());
      return view();
    },
    creditNotePdf: async (number) => {
      const note = find(number);
      if (!note.isKept) ask();
      if (!note.isKept) {
        note.isKept = true;
        practice.changed('commissions');
      }
      const base64 = pdfOf(`Gutschrift ${number}`, [note.month, String(note.gross.cents / 100)]);
      return { fileName: `${number}.pdf`, mediaType: 'application/pdf', base64 };
    },
    objectToCreditNote: async (number) => {
      ask();
      const note = find(number);
      if (note.status === 'objected') throw refuse('already_objected');
      note.status = 'objected';
      note.objectedAt = practice.now().toISOString();
      practice.changed('commissions');
      return view();
    },
    showTaxProfile: async () => {
      ask();
      return profile;
    },
    // This practice has its account for payouts.
    showPayoutNotice: async () => ({ amounts: [] }),
    setUpPayouts: async () => {
      ask();
      return { url: 'https://connect.example/setup/5f0c2a91', opened: true };
    },
    saveTaxProfile: async ({ contractKind, contractVersion, version, ...input }) => {
      ask();
      if (version !== null && version !== profile.version) throw refuse('tax_profile_changed');
      const at = practice.now().toISOString();
      const named = OFFERS.find((one) => one.kind === contractKind);
      const before = profile.agreement;
      if (input.hasAgreed && !named && !before?.hasAgreed)
        throw refuse('tax_profile_refused', { field: 'contractVersion', why: 'no_contract' });
      let agreement = before;
      if (input.hasAgreed && named && before?.version !== contractVersion)
        agreement = { ...named, at, hasAgreed: true };
      if (!input.hasAgreed && before) agreement = { ...before, at, hasAgreed: false };
      profile = {
        ...profile,
        ...input,
        isStated: true,
        agreement,
        version: `${at} ${profile.version}`,
      };
      return profile;
    },
    showContract: async (kind, version, language) => {
      ask();
      const offer = OFFERS.find((one) => one.kind === kind && one.version === version);
      const text = TEXTS[language ?? 'de'];
      if (!offer || !text)
        throw refuse('tax_profile_refused', { field: 'contractVersion', why: 'no_contract' });
      return { ...offer, language: language ?? 'de', ...text };
    },
    // This practice has accepted what is offered.
    showContractNotice: async () => ({ notices: [], mayAccept: true }),
    acceptContract: async () => {
      ask();
      practice.changed('commissions');
      return { notices: [], mayAccept: true };
    },
    extractNames: async (month, reason) => {
      if (reason.trim() === '') throw refuse('no_reason');
      ask();
      const rows = buildEntries(practice.now())
        .map(({ row }) => row)
        .filter((row) => row.on.startsWith(month) && row.status !== 'reversal');
      const entries = rows.map((row, at) => ({
        entryId: row.entryId,
        on: row.on,
        orderNumber: row.orderNumber,
        line: row.line,
        customer: row.customer,
        name: practice.contacts[at]?.name ?? null,
        product: row.product,
        country: row.country,
        kind: row.kind,
        net: row.net,
        percent: row.percent,
        amount: row.amount,
      }));
      const fileName = `Buchauszug-${month}.csv`;
      const base64 = btoa(['day;customer', ...rows.map((row) => row.customer)].join('\r\n'));
      return { month, entries, document: { fileName, mediaType: 'text/csv', base64 } };
    },
  };
}

/** What stands on the notes and was not paid out yet. */
function unpaidOn(notes: CreditNoteRow[], now: Date): Set<string> {
  const months = new Set(notes.map((note) => note.month));
  const rows = buildEntries(now).map(({ row }) => row);
  const unpaid = rows.filter((row) => row.status === 'approved' && months.has(row.on.slice(0, 7)));
  return new Set(unpaid.map((row) => row.entryId));
}

function emptyProfile(): TaxProfileView {
  return {
    isStated: false,
    name: '',
    street: '',
    postalCode: '',
    city: '',
    country: '',
    taxNumber: '',
    vatId: '',
    iban: '',
    isBusiness: false,
    isSmallBusiness: false,
    hasAgreed: false,
    agreement: null,
    offers: OFFERS,
    mayEdit: true,
    version: '',
  };
}

/** A credit note, one to which somebody objected, and a correction. */
function buildNotes(): CreditNoteRow[] {
  const note = (counter: number, month: string, cents: number): CreditNoteRow => ({
    number: `GS-2026-${String(counter).padStart(6, '0')}`,
    month,
    corrects: null,
    issuedAt: `${month}-28T10:00:00.000Z`,
    status: 'issued',
    objectedAt: null,
    serviceFrom: `${month}-01`,
    serviceTo: `${month}-28`,
    vatClass: 'not_taxable',
    net: EUR(cents),
    vat: EUR(0),
    gross: EUR(cents),
    isKept: false,
  });
  const correction = { ...note(43, '2026-10', -30_000), corrects: 'GS-2026-000017' };
  const objected = {
    ...note(17, '2026-08', 170_554),
    status: 'objected',
    objectedAt: '2026-09-02T08:00:00.000Z',
  };
  return [correction, { ...note(42, '2026-10', 191_235), isKept: true }, objected];
}
