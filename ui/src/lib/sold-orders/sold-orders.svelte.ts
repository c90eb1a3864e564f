import type { Backend } from '$lib/backend/backend';
import type { DocumentView, OrderShareRow, SoldOrderRow } from '$lib/backend/types';
import { isMonth } from '$lib/day';
import { Listing } from '$lib/lists/listing.svelte';
import { attempt } from '$lib/fail';
import { locale } from '$lib/messages/index.svelte';

/** What the practice sold through the platform. It is fetched when it is shown, and kept nowhere. */
export class SoldOrdersController {
  /** `2026-11`; empty for all months. */
  month = $state('');
  /** The whole name; empty for all products. */
  product = $state('');
  /** Who gets something of the order that was last asked for. */
  shares = $state.raw<{ orderId: string; rows: OrderShareRow[] } | null>(null);
  /** A table is being made. */
  busy = $state(false);
  readonly orders: Listing<SoldOrderRow>;

  constructor(private readonly backend: Backend) {
    this.orders = new Listing(
      async (before) => {
        const page = await backend.listSoldOrders({ ...this.query, before });
        // Shares that were fetched with older orders do not add up beside the new ones.
        if (before === null) this.shares = null;
        return page;
      },
      (row) => row.orderId,
      (row) => [row.orderNumber, row.customer, ...row.products],
    );
  }

  get query() {
    return { before: null, month: this.month || null, product: this.product.trim() || null };
  }

  /** Something is looked for: that nothing comes does not say that nothing was sold. */
  get isNarrowed(): boolean {
    return this.query.month !== null || this.query.product !== null;
  }

  /** The platform cannot be reached: what is shown is what came last. */
  get isOffline(): boolean {
    return this.orders.failure?.code === 'needs_network';
  }

  /** Keeps itself up to date until the result is called. */
  watch(): () => void {
    return this.backend.onChange((change) => {
      if (change.touches('account')) attempt(this.orders.load());
      else if (change.touches('sync') && this.isOffline) attempt(this.hearLine());
    });
  }

  /** When the line is back, what was asked for is fetched. */
  async hearLine(): Promise<void> {
    const { state } = await this.backend.syncStatus();
    if (state !== 'offline') await this.orders.load();
  }

  /** A text that is no month narrows nothing. */
  async filterMonth(text: string): Promise<void> {
    const wanted = text.trim();
    if ((wanted !== '' && !isMonth(wanted)) || wanted === this.month) return;
    this.month = wanted;
    await this.orders.load();
  }

  async explain(orderId: string): Promise<void> {
    const rows = await this.backend.listOrderShares(orderId);
    this.shares = { orderId, rows };
  }

  async table(): Promise<DocumentView> {
    this.busy = true;
    try {
      return await this.backend.soldOrdersCsv(this.query, locale.name);
    } finally {
      this.busy = false;
    }
  }
}
