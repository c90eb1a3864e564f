import type { CommandError } from '$lib/backend/types';
import { isCommandError } from '$lib/errors';

/** A page as the platform gives it: its rows, and where the next one begins. */
export interface Portion<Row> {
  rows: Row[];
  next: string | null;
}

/** A list of the platform. It is fetched when it is shown and kept nowhere; the search looks through what has come. */
export class Listing<Row> {
  rows = $state.raw<Row[]>([]);
  next = $state<string | null>(null);
  loading = $state(false);
  /** Why it did not come. */
  failure = $state.raw<CommandError | null>(null);
  /** It has come once. */
  isLoaded = $state(false);
  text = $state('');
  selected = $state<number | null>(null);
  /** A failure of this code is told by the screen around the list. */
  toldAround: string | null = null;
  #turn = 0;

  constructor(
    private readonly fetch: (after: string | null) => Promise<Portion<Row>>,
    private readonly keyOf: (row: Row) => string,
    private readonly wordsOf: (row: Row) => string[],
  ) {}

  /** What the search finds among the rows that have come. */
  get found(): Row[] {
    const wanted = this.text.trim().toLowerCase();
    if (wanted === '') return this.rows;
    const has = (word: string) => word.toLowerCase().includes(wanted);
    return this.rows.filter((row) => this.wordsOf(row).some(has));
  }

  get chosen(): Row | null {
    return this.selected === null ? null : (this.found[this.selected] ?? null);
  }

  search(text: string): void {
    this.text = text;
    this.selected = null;
  }

  /** Fetches from the beginning. The row that was chosen stays chosen while it is still there. */
  async load(): Promise<void> {
    await this.#take(null, (got) => {
      // As it is now: somebody may have chosen another one while the answer was awaited.
      const before = this.chosen;
      this.rows = got.rows;
      const key = before && this.keyOf(before);
      const at = key === null ? -1 : this.found.findIndex((row) => this.keyOf(row) === key);
      this.selected = at < 0 ? null : at;
    });
  }

  async more(): Promise<void> {
    if (this.next === null || this.loading) return;
    await this.#take(this.next, (got) => (this.rows = [...this.rows, ...got.rows]));
  }

  /** An answer that comes after a newer question is dropped. */
  async #take(after: string | null, keep: (got: Portion<Row>) => void): Promise<void> {
    const turn = ++this.#turn;
    this.loading = true;
    try {
      const got = await this.fetch(after);
      if (turn !== this.#turn) return;
      keep(got);
      this.next = got.next;
      this.failure = null;
      this.isLoaded = true;
    } catch (error) {
      if (turn !== this.#turn) return;
      if (!isCommandError(error)) throw error;
      this.failure = error;
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }
}

/** The whole list at once. */
export const whole = <Row>(rows: Row[]): Portion<Row> => ({ rows, next: null });
