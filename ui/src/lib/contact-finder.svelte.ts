import type { Backend } from '$lib/backend/backend';
import type { ContactRow } from '$lib/backend/types';

const HITS = 6;

/** Finds a person by what was typed; an answer to an older question is dropped. */
export class ContactFinder {
  text = $state('');
  hits = $state.raw<ContactRow[]>([]);
  #turn = 0;

  constructor(private readonly backend: Backend) {}

  async type(text: string): Promise<void> {
    this.text = text;
    const turn = ++this.#turn;
    if (text.trim() === '') {
      this.hits = [];
      return;
    }
    const page = await this.backend.listContacts({ text, role: null, offset: 0, limit: HITS });
    if (turn === this.#turn) this.hits = page.rows;
  }

  clear(): void {
    this.#turn++;
    this.text = '';
    this.hits = [];
  }
}
