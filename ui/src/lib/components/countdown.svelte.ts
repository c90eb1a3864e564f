/** Seconds that run down to zero, for what can be undone for a while. */
export class Countdown {
  /** Whole seconds left; zero when it is over. */
  left = $state(0);
  #until = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly seconds: number,
    private readonly now: () => number = () => Date.now(),
  ) {}

  /** Starts (or starts again); `onend` is called once when the time is over. */
  start(onend?: () => void): void {
    this.stop();
    this.#until = this.now() + this.seconds * 1000;
    this.left = this.seconds;
    this.#timer = setInterval(() => {
      this.left = Math.max(0, Math.ceil((this.#until - this.now()) / 1000));
      if (this.left > 0) return;
      this.stop();
      onend?.();
    }, 250);
  }

  /** Ends it at once, without calling anybody. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.left = 0;
  }
}
