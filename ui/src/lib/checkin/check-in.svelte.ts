import type { Backend } from '$lib/backend/backend';
import type { Candidate, CheckInResult } from '$lib/backend/types';
import { Countdown } from '$lib/components/countdown.svelte';

const UNDO_SECONDS = 30;

/** What the reception does all day: find somebody, check them in, take it back. */
export class CheckInController {
  text = $state('');
  candidates = $state.raw<Candidate[]>([]);
  /** Which hit Enter checks in. */
  at = $state(0);
  /** The text that the hits answer; differs from `text` while the core is searching. */
  answered = $state('');
  result = $state.raw<CheckInResult | null>(null);
  /** The last check-in was taken back. */
  takenBack = $state(false);
  busy = $state(false);
  readonly countdown: Countdown;
  #turn = 0;
  #search: Promise<void> = Promise.resolve();

  constructor(
    private readonly backend: Backend,
    now: () => number = () => Date.now(),
  ) {
    this.countdown = new Countdown(UNDO_SECONDS, now);
  }

  get isSearching(): boolean {
    return this.text.trim() !== '';
  }

  get chosen(): Candidate | undefined {
    return this.candidates[this.at];
  }

  get canUndo(): boolean {
    return this.countdown.left > 0 && Boolean(this.result?.redemptionId) && !this.takenBack;
  }

  /** Searches as one types. An answer that was overtaken is dropped. */
  type(text: string): Promise<void> {
    this.text = text;
    const turn = ++this.#turn;
    if (text.trim() === '') {
      this.candidates = [];
      this.answered = '';
      return Promise.resolve();
    }
    this.#search = this.#find(text, turn);
    return this.#search;
  }

  async #find(text: string, turn: number): Promise<void> {
    const found = await this.backend.findCandidates(text);
    if (turn !== this.#turn) return;
    this.candidates = found;
    this.at = 0;
    this.answered = text;
  }

  move(by: number): void {
    const last = this.candidates.length - 1;
    this.at = Math.max(0, Math.min(last, this.at + by));
  }

  /** Waits until the hits answer what was typed, then gives the one that Enter means. */
  async settled(): Promise<Candidate | undefined> {
    await this.#search;
    return this.chosen;
  }

  /** Checks in by a card's code or id, or by a contact's id. */
  async checkIn(target: string): Promise<CheckInResult | null> {
    if (this.busy) return null;
    this.busy = true;
    try {
      const result = await this.backend.checkIn({ target });
      this.result = result;
      this.takenBack = false;
      this.clear();
      if (result.redemptionId) this.countdown.start();
      else this.countdown.stop();
      return result;
    } finally {
      this.busy = false;
    }
  }

  /** Takes the last check-in back; within thirty seconds no reason is asked. */
  async undo(): Promise<CheckInResult | null> {
    const result = this.result;
    if (!result?.redemptionId || !this.canUndo || this.busy) return null;
    this.busy = true;
    try {
      await this.backend.undoCheckIn({ redemptionId: result.redemptionId, reason: '' });
      this.takenBack = true;
      this.countdown.stop();
      return result;
    } finally {
      this.busy = false;
    }
  }

  /** Empties the search; the result stays. */
  clear(): void {
    void this.type('');
    this.at = 0;
  }

  /** Puts the result away. */
  dismiss(): void {
    this.result = null;
    this.takenBack = false;
    this.countdown.stop();
  }
}
