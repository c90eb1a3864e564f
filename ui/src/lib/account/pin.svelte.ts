import type { CommandError } from '$lib/backend/types';
import { explain, isCommandError } from '$lib/errors';
import { t } from '$lib/messages/index.svelte';

/** A PIN being typed: what is wrong with it, and how long the next try has to wait. */
export class PinController {
  pin = $state('');
  busy = $state(false);
  /** What to say beside the field. */
  failure = $state<string | null>(null);
  /** Seconds until the next try counts. */
  wait = $state(0);
  #until = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly now: () => number = () => Date.now()) {}

  get error(): string | null {
    return this.wait > 0 ? t().account.lock.wait(this.wait) : this.failure;
  }

  /** Hands the PIN to `work`; true when it was taken. */
  async submit(work: (pin: string) => Promise<unknown>): Promise<boolean> {
    if (this.busy || this.wait > 0) return false;
    const pin = this.pin;
    this.busy = true;
    this.failure = null;
    try {
      await work(pin);
      return true;
    } catch (error) {
      this.#explain(error);
      return false;
    } finally {
      this.pin = '';
      this.busy = false;
    }
  }

  clear(): void {
    this.stop();
    this.pin = '';
    this.failure = null;
    this.wait = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #explain(error: unknown): void {
    const words = t().account.lock;
    const { code, values } = isCommandError(error)
      ? error
      : { code: '', values: {} as CommandError['values'] };
    if (code === 'pin_wait') this.#startWait(Number(values.seconds));
    else if (code === 'pin_needed') this.failure = words.needed;
    else if (code === 'wrong_pin') this.failure = words.wrong(Number(values.left));
    else this.failure = explain(error).title;
  }

  #startWait(seconds: number): void {
    this.stop();
    this.wait = seconds;
    this.#until = this.now() + seconds * 1000;
    this.#timer = setInterval(() => {
      this.wait = Math.max(0, Math.ceil((this.#until - this.now()) / 1000));
      if (this.wait === 0) this.stop();
    }, 250);
  }
}
