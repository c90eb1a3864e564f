/** An id that nobody else draws. `crypto.randomUUID` is not there in every window. */
function drawId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const cuts: [number, number][] = [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ];
  return cuts.map(([from, to]) => hex.slice(from, to)).join('-');
}

/**
 * Keys by which the platform knows a wish that is sent again. A wish keeps its key until it was done: after an answer
 * that was lost the same words are sent with the same key, and nothing is done twice. Said once more after it was
 * done, the same words are another wish.
 */
export class OnceKeys {
  readonly #keys = new Map<string, string>();

  /** Does `work` with the key of this wish; `wish` is all that is sent beside it. */
  async run<T>(wish: unknown, work: (key: string) => Promise<T>): Promise<T> {
    const name = JSON.stringify(wish);
    const key = this.#keys.get(name) ?? drawId();
    this.#keys.set(name, key);
    const done = await work(key);
    this.#keys.delete(name);
    return done;
  }
}
