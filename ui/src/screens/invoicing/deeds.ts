import type { Backend } from '$lib/backend/backend';
import { toasts } from '$lib/components/toasts.svelte';
import { formatDay, formatMoney } from '$lib/format';
import type { DraftController } from '$lib/invoicing/draft.svelte';
import type { InvoicesController } from '$lib/invoicing/invoices.svelte';
import { t } from '$lib/messages/index.svelte';

/** What is done with invoices, and what is said when it is done. */
export class InvoiceDeeds {
  constructor(
    private readonly backend: Backend,
    private readonly invoices: InvoicesController,
    private readonly draft: DraftController,
  ) {}

  async save(): Promise<void> {
    const row = await this.draft.save();
    const { saved, savedText } = t().invoicing.form;
    toasts.show({ tone: 'green', title: saved, text: savedText });
    await this.invoices.reload();
    this.invoices.mark(row.id);
  }

  async discard(): Promise<void> {
    await this.draft.discard();
    const { discarded, discardedText } = t().invoicing.form;
    toasts.show({ title: discarded, text: discardedText });
    await this.invoices.reload();
  }

  /** The number, or null when something is still missing. */
  async issue(): Promise<string | null> {
    const done = await this.draft.issue();
    if (!done) return null;
    const { issued, issuedText } = t().invoicing.form;
    const text = issuedText(formatMoney(done.gross), formatDay(done.dueOn));
    toasts.show({ tone: 'green', title: issued(done.number), text });
    await this.invoices.reload();
    return done.number;
  }

  async pay(number: string, amountCents: number, on: string, cashDiscount: boolean): Promise<void> {
    const row = await this.backend.payInvoice({ number, amountCents, on, cashDiscount });
    const words = t().invoicing.pay;
    const { currency } = row.gross;
    const title = words.done(formatMoney({ cents: amountCents, currency }));
    const text = row.open.cents === 0 ? words.paid : words.rest(formatMoney(row.open));
    toasts.show({ tone: 'green', title, text });
    await this.invoices.refresh();
  }

  /** The number of the Storno. */
  async cancel(number: string, reason: string): Promise<string> {
    const done = await this.backend.cancelInvoice({ number, reason });
    const words = t().invoicing.storno;
    toasts.show({ tone: 'green', title: words.done(done.number), text: words.doneText(number) });
    await this.invoices.reload();
    return done.number;
  }
}
