/** One page as the core gives it: the rows from `offset` on, and how many there are in all. */
export interface Page<Row> {
  rows: Row[];
  total: number;
}

const PAGE = 100;

/**
 * A long list of which only the pages in sight are fetched.
 * A row that has not come yet is `undefined`: its place is there, its text is missing.
 */
export class PagedRows<Row> {
  total = $state(0);
  /** True until the first page has come. */
  loading = $state(true);
  #rows = $state.raw<Map<number, Row[]>>(new Map());
  #asked = new Set<number>();
  #turn = 0;

  constructor(private readonly fetch: (offset: number, limit: number) => Promise<Page<Row>>) {}

  at(index: number): Row | undefined {
    return this.#rows.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Fetches the pages that the rows `from..to` lie in. */
  need(from: number, to: number): void {
    for (let page = Math.floor(from / PAGE); page * PAGE < Math.max(to, 1); page++) {
      if (!this.#asked.has(page)) void this.#load(page, this.#turn);
    }
  }

  /** Starts again, e.g. with another search. Old rows stay until the new ones have come. */
  async reload(): Promise<void> {
    this.#turn++;
    this.#asked.clear();
    await this.#load(0, this.#turn);
  }

  async #load(page: number, turn: number): Promise<void> {
    this.#asked.add(page);
    try {
      const got = await this.fetch(page * PAGE, PAGE);
      if (turn !== this.#turn) return;
      const fresh = page === 0 && this.#asked.size === 1;
      this.#rows = new Map(fresh ? [] : this.#rows).set(page, got.rows);
      this.total = got.total;
      this.loading = false;
    } catch (error) {
      this.#asked.delete(page);
      if (turn === this.#turn) {
        this.loading = false;
        throw error;
      }
    }
  }
}
