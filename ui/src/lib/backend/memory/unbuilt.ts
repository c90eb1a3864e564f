import type { Commands } from '$lib/backend/backend';
import { refuse } from './refuse';

/** Commands that the demo practice in memory does not answer yet. */
const UNBUILT = [
  'showContact',
  'createContact',
  'editContact',
  'findDuplicates',
  'contactTimeline',
  'previewImport',
  'importContacts',
  'cancelImport',
  'pickFile',
  'saveDocument',
  'createProduct',
  'editProduct',
  'sell',
  'cancelSale',
  'showSale',
  'receiptPdf',
  'till',
  'moveCash',
  'previewCount',
  'closeDay',
  'closingPdf',
  'listInvoices',
  'showInvoice',
  'previewInvoice',
  'saveInvoiceDraft',
  'loadInvoiceDraft',
  'deleteInvoiceDraft',
  'issueInvoice',
  'cancelInvoice',
  'payInvoice',
  'invoicePdf',
  'listStatementMonths',
  'showStatement',
  'explainCommission',
  'recomputeStatement',
  'statementPdf',
  'statementCsv',
] as const;

type Unbuilt = (typeof UNBUILT)[number];

/** Every one of them refuses, so that a screen shows an error instead of a wrong figure. */
export function unbuilt(): Commands<Unbuilt> {
  const answers = UNBUILT.map((name) => [
    name,
    () => Promise.reject(refuse('not_in_memory', { name })),
  ]);
  return Object.fromEntries(answers) as Commands<Unbuilt>;
}
