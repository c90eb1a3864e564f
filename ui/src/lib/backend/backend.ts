import type { DeskCommands } from './bindings/commands';
import type { ImportProgress } from './types';

/** Everything the window can ask of the desk, generated from the core's own table. It computes nothing itself. */
export interface Backend extends DeskCommands {
  /** Calls back whenever something changed, by whichever hand; the result ends it. */
  onChange(listener: (changed: Change) => void): () => void;
  /** Calls back while an import runs; the result ends it. */
  onImportProgress(listener: (progress: ImportProgress) => void): () => void;
  /** Begins the page anew, as after a change of the tenant; nothing of before stays in it. */
  reload(): Promise<void>;
}

/** The part of the border that a noun answers for. */
export type Commands<Name extends keyof DeskCommands> = Pick<DeskCommands, Name>;

/** A part of the desk that can change, as the core names it. */
export type Topic =
  | 'contacts'
  | 'pos'
  | 'checkin'
  | 'invoicing'
  | 'commissions'
  | 'administration'
  | 'sync'
  | 'account';

/** What changed at once. */
export class Change {
  readonly #topics: ReadonlySet<string>;

  constructor(topics: Iterable<string>) {
    this.#topics = new Set(topics);
  }

  /** True when one of `topics` changed, or too much to count. */
  touches(...topics: Topic[]): boolean {
    return this.#topics.has('all') || topics.some((topic) => this.#topics.has(topic));
  }
}
