import type { Backend } from '$lib/backend/backend';
import type { ClosingResult, CountPreview, TillView } from '$lib/backend/types';
import { attempt } from '$lib/fail';

const COUNT_AFTER_MS = 60;

/** Counting the drawer and closing the day. The core adds up. */
export class CloseDayController {
  till = $state.raw<TillView | null>(null);
  preview = $state.raw<CountPreview | null>(null);
  /** What was typed, by denomination in cents. */
  typed = $state<Record<number, string>>({});
  reason = $state('');
  /** Nobody counts: what should be there is taken over, with a reason. */
  uncounted = $state(false);
  tried = $state(false);
  busy = $state(false);
  result = $state.raw<ClosingResult | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor(private readonly backend: Backend) {}

  watch(): () => void {
    attempt(this.load());
    return this.backend.onChange((change) => {
      if (change.touches('pos', 'sync') && !this.result) attempt(this.load());
    });
  }

  async load(): Promise<void> {
    this.till = await this.backend.till();
    await this.count();
  }

  /** Something was entered, even a zero. */
  get hasCounted(): boolean {
    return Object.values(this.typed).some((text) => text.trim() !== '');
  }

  get isEqual(): boolean {
    return this.preview?.difference.cents === 0;
  }

  /** Whoever has counted has counted, whatever was ticked before. */
  get isUncounted(): boolean {
    return this.uncounted && !this.hasCounted;
  }

  get needsReason(): boolean {
    const asksForOne = this.isUncounted || (this.hasCounted && !this.isEqual);
    return asksForOne && this.reason.trim() === '';
  }

  get canClose(): boolean {
    return (this.hasCounted || this.isUncounted) && !this.needsReason && !this.busy;
  }

  isUnreadable(denomination: number): boolean {
    const text = this.typed[denomination]?.trim() ?? '';
    return text !== '' && !/^\d{1,6}$/.test(text);
  }

  type(denomination: number, text: string): void {
    this.typed = { ...this.typed, [denomination]: text };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => attempt(this.count()), COUNT_AFTER_MS);
  }

  get #input() {
    const counts = Object.entries(this.typed)
      .filter(([, text]) => /^\d{1,6}$/.test(text.trim()))
      .map(([denomination, text]) => ({
        denominationCents: Number(denomination),
        pieces: Number(text),
      }));
    // Somebody who enters nothing but zeros has counted an empty drawer.
    const countedCents = this.hasCounted && counts.every((one) => one.pieces === 0) ? 0 : null;
    return { countedCents, counts, reason: this.reason.trim(), uncounted: this.isUncounted };
  }

  /** An answer to an older count is dropped. */
  async count(): Promise<void> {
    const turn = ++this.#turn;
    const preview = await this.backend.previewCount(this.#input);
    if (turn === this.#turn) this.preview = preview;
  }

  /** Null when something is still missing. */
  async close(): Promise<ClosingResult | null> {
    this.tried = true;
    clearTimeout(this.#timer);
    await this.count();
    if (!this.canClose) return null;
    this.busy = true;
    try {
      this.result = await this.backend.closeDay(this.#input);
      return this.result;
    } finally {
      this.busy = false;
    }
  }
}
