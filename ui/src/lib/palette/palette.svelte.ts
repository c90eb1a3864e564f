import type { Component } from 'svelte';
import type { Backend } from '$lib/backend/backend';
import type { CardRow, ContactRow } from '$lib/backend/types';
import { fold } from '$lib/components/highlight';

/** Something the palette can do. */
export interface Command {
  id: string;
  group: string;
  icon: Component<{ size?: number }>;
  text: string;
  /** Set in grey after the text. */
  detail?: string;
  /** At the right: a count, an amount or a key. */
  right?: string;
  run: () => void;
}

export interface Hits {
  contacts: ContactRow[];
  cards: CardRow[];
}

const NOTHING: Hits = { contacts: [], cards: [] };

/** One box for everything: people and cards from the core, screens and actions from the window. */
export class PaletteController {
  text = $state('');
  hits = $state.raw<Hits>(NOTHING);
  at = $state(0);
  /** How long the last search took. */
  tookMs = $state(0);
  #turn = 0;

  constructor(
    private readonly backend: Backend,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  async type(text: string): Promise<void> {
    this.text = text;
    this.at = 0;
    const turn = ++this.#turn;
    if (text.trim() === '') {
      this.hits = NOTHING;
      this.tookMs = 0;
      return;
    }
    const start = this.clock();
    const [contacts, cards] = await Promise.all([
      this.backend.listContacts({ text, role: null, offset: 0, limit: 5 }),
      this.backend.listCards({ text, filter: 'all', contactId: null, offset: 0, limit: 3 }),
    ]);
    if (turn !== this.#turn) return;
    this.hits = { contacts: contacts.rows, cards: cards.rows };
    this.tookMs = Math.max(1, Math.round(this.clock() - start));
  }

  clear(): void {
    void this.type('');
  }

  move(by: number, count: number): void {
    if (count > 0) this.at = (this.at + by + count) % count;
  }
}

/** Commands whose words start as typed; all of them while nothing is typed. */
export function matching(commands: Command[], text: string): Command[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  return commands.filter((one) => {
    const folded = ` ${fold(`${one.text} ${one.detail ?? ''}`)}`;
    return words.every((word) => folded.includes(` ${word}`));
  });
}
