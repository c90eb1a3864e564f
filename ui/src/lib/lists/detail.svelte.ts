import type { CommandError } from '$lib/backend/types';
import { isCommandError } from '$lib/errors';

/** What belongs to the row that is chosen and is asked for apart. An answer to an older choice is dropped. */
export class Detail<Value> {
  value = $state.raw<Value | null>(null);
  /** Why it did not come. */
  failure = $state.raw<CommandError | null>(null);
  #turn = 0;

  /** Asks for it; nothing is asked where no row is chosen. */
  async load(fetch: (() => Promise<Value>) | null): Promise<void> {
    const turn = ++this.#turn;
    this.value = null;
    this.failure = null;
    if (!fetch) return;
    try {
      const got = await fetch();
      if (turn === this.#turn) this.value = got;
    } catch (error) {
      if (!isCommandError(error)) throw error;
      if (turn === this.#turn) this.failure = error;
    }
  }
}
