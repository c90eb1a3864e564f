/** The present minute, for words such as "vor 3 Minuten" that grow old while they stand there. */
export class Ticker {
  now = $state(new Date());
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly clock: () => Date = () => new Date()) {
    this.now = clock();
  }

  /** Ticks until the result is called. */
  start(everyMs = 10_000): () => void {
    this.#timer = setInterval(() => this.tick(), everyMs);
    return () => clearInterval(this.#timer);
  }

  tick(): void {
    this.now = this.clock();
  }
}

export const ticker = new Ticker();
