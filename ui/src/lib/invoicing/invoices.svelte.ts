import type { Backend } from '$lib/backend/backend';
import type { DocumentView, InvoicePage, InvoiceRow, InvoiceView } from '$lib/backend/types';
import { attempt } from '$lib/fail';
import { PagedRows } from '$lib/components/paged.svelte';

export type InvoiceFilter = 'all' | 'draft' | 'open' | 'overdue';

/** The list of invoices and the issued one that is looked at. */
export class InvoicesController {
  text = $state('');
  filter = $state<InvoiceFilter>('all');
  at = $state<number | null>(null);
  page = $state.raw<InvoicePage | null>(null);
  view = $state.raw<InvoiceView | null>(null);
  document = $state.raw<DocumentView | null>(null);
  readonly rows: PagedRows<InvoiceRow>;
  #range: [number, number] = [0, 1];
  #turn = 0;

  constructor(private readonly backend: Backend) {
    this.rows = new PagedRows(async (offset, limit) => {
      const { text, filter } = this;
      const page = await backend.listInvoices({ text, filter, offset, limit });
      this.page = page;
      return page;
    });
  }

  /** Nothing was ever written here. */
  get isEmpty(): boolean {
    return !this.rows.loading && this.rows.total === 0 && !this.text && this.filter === 'all';
  }

  watch(): () => void {
    return this.backend.onChange((change) => {
      if (change.touches('invoicing', 'contacts', 'sync')) attempt(this.refresh());
    });
  }

  need(from: number, to: number): void {
    this.#range = [from, to];
    this.rows.need(from, to);
  }

  async reload(): Promise<void> {
    const first = this.rows.reload();
    this.rows.need(...this.#range);
    await first;
  }

  async search(text: string): Promise<void> {
    this.text = text;
    this.#range = [0, 1];
    await this.reload();
  }

  async setFilter(filter: InvoiceFilter): Promise<void> {
    this.filter = filter;
    this.#range = [0, 1];
    this.at = null;
    await this.reload();
  }

  async refresh(): Promise<void> {
    await this.reload();
    if (this.view?.row.number) await this.open(this.view.row.number);
  }

  /** Marks the row of an invoice or a draft, when it is in sight. */
  mark(id: string | null): void {
    const near = Array.from({ length: Math.min(this.rows.total, 300) }, (_, at) => at);
    const fits = (row?: InvoiceRow) => row && (row.id === id || row.number === id);
    this.at = near.find((at) => fits(this.rows.at(at))) ?? null;
  }

  /** Shows an issued invoice with its page; an answer that comes too late is dropped. */
  async open(number: string): Promise<void> {
    const turn = ++this.#turn;
    const [view, document] = await Promise.all([
      this.backend.showInvoice(number),
      this.backend.invoicePdf(number),
    ]);
    if (turn !== this.#turn) return;
    this.view = view;
    this.document = document;
    this.mark(view.row.id);
  }

  close(): void {
    this.#turn++;
    this.view = null;
    this.document = null;
  }
}
