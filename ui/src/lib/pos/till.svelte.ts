import type { Backend } from '$lib/backend/backend';
import type { DocumentView, SaleResult, SaleRow, TillView } from '$lib/backend/types';
import { attempt } from '$lib/fail';

/** The open period of the till, and the receipt that is looked at. */
export class TillController {
  view = $state.raw<TillView | null>(null);
  sale = $state.raw<SaleRow | null>(null);
  document = $state.raw<DocumentView | null>(null);

  constructor(private readonly backend: Backend) {}

  watch(): () => void {
    attempt(this.load());
    return this.backend.onChange((change) => {
      if (change.touches('pos', 'sync')) attempt(this.load());
    });
  }

  async load(): Promise<void> {
    this.view = await this.backend.till();
    if (this.sale) this.sale = await this.backend.showSale(this.sale.receiptNumber);
  }

  /** Opens a receipt with its page. */
  async open(receiptNumber: string): Promise<void> {
    const [sale, document] = await Promise.all([
      this.backend.showSale(receiptNumber),
      this.backend.receiptPdf(receiptNumber),
    ]);
    this.sale = sale;
    this.document = document;
  }

  close(): void {
    this.sale = null;
    this.document = null;
  }

  /** Reverses a receipt by another one; nothing is deleted. */
  cancel(receiptNumber: string, reason: string): Promise<SaleResult> {
    return this.backend.cancelSale({ receiptNumber, reason: reason.trim() });
  }

  /** Puts cash in, or takes it out. */
  async move(isDeposit: boolean, amount: number, kind: string, reason: string): Promise<TillView> {
    const amountCents = isDeposit ? amount : Number(`-${amount}`);
    const input = { amountCents, kind, reason: reason.trim() };
    this.view = await this.backend.moveCash(input);
    return this.view;
  }
}
