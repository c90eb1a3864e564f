import type { Backend } from '$lib/backend/backend';
import type { CardFigures, CardRow, CardView } from '$lib/backend/types';
import { attempt } from '$lib/fail';
import { PagedRows } from '$lib/components/paged.svelte';

export type CardFilter = 'all' | 'expiring' | 'offer' | 'paused' | 'overdrawn';

/** The list of cards and the one that is chosen. */
export class CardsController {
  text = $state('');
  filter = $state<CardFilter>('all');
  figures = $state.raw<CardFigures | null>(null);
  at = $state<number | null>(null);
  view = $state.raw<CardView | null>(null);
  readonly rows: PagedRows<CardRow>;

  constructor(private readonly backend: Backend) {
    this.rows = new PagedRows(async (offset, limit) => {
      const page = await backend.listCards({
        text: this.text,
        filter: this.filter,
        contactId: null,
        offset,
        limit,
      });
      this.figures = page.figures;
      return page;
    });
  }

  /** Nothing was ever sold here. */
  get isEmpty(): boolean {
    return !this.rows.loading && this.rows.total === 0 && this.text === '' && this.filter === 'all';
  }

  /** Keeps itself up to date until the result is called. */
  watch(): () => void {
    return this.backend.onChange((change) => {
      if (change.touches('checkin', 'pos', 'sync')) attempt(this.refresh());
    });
  }

  async search(text: string): Promise<void> {
    this.text = text;
    this.at = null;
    await this.rows.reload();
  }

  async setFilter(filter: CardFilter): Promise<void> {
    this.filter = filter;
    this.at = null;
    await this.rows.reload();
  }

  /** Fetches the list and the chosen card again. */
  async refresh(): Promise<void> {
    await this.rows.reload();
    if (this.view) await this.open(this.view.row.cardId);
  }

  async select(index: number): Promise<void> {
    this.at = index;
    const row = this.rows.at(index);
    if (row) this.view = await this.backend.showCard(row.cardId);
  }

  /** Shows a card by its id, and marks its row when it is in sight. */
  async open(cardId: string): Promise<void> {
    const view = await this.backend.showCard(cardId);
    this.view = view;
    const near = Array.from({ length: Math.min(this.rows.total, 200) }, (_, at) => at);
    this.at = near.find((at) => this.rows.at(at)?.cardId === cardId) ?? null;
  }

  /** Takes a redemption back with a reason; a counter-entry, nothing is deleted. */
  async takeBack(redemptionId: string, reason: string): Promise<void> {
    await this.backend.undoCheckIn({ redemptionId, reason });
  }
}
