import type { Backend } from '$lib/backend/backend';
import { isCommandError } from '$lib/errors';
import { rights } from '$lib/rights.svelte';

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

/** Of each backend one: a wish keeps its key from one visit of a screen to the next. */
const KNOWN = new WeakMap<Backend, OnceKeys>();

/**
 * Keys by which the platform knows a wish that is sent again. A wish keeps its key until it was done: after an answer
 * that was lost the same words are sent with the same key, and nothing is done twice. Said once more after it was
 * done, the same words are another wish, and so are those of somebody else.
 */
export class OnceKeys {
  readonly #keys = new Map<string, string>();

  /** Those of this window. */
  static of(backend: Backend): OnceKeys {
    const known = KNOWN.get(backend) ?? new OnceKeys();
    KNOWN.set(backend, known);
    return known;
  }

  /** Does `work` with the key of this wish; `wish` is what it is for and all that is sent beside it. */
  async run<T>(wish: unknown, work: (key: string) => Promise<T>): Promise<T> {
    const name = JSON.stringify([rights.person, wish]);
    const key = this.#keys.get(name) ?? drawId();
    this.#keys.set(name, key);
    try {
      const done = await work(key);
      this.#keys.delete(name);
      return done;
    } catch (error) {
      if (isSpent(error)) this.#keys.delete(name);
      throw error;
    }
  }
}

/** What was made by the key is another thing by now: it would be refused for ever. */
function isSpent(error: unknown): boolean {
  if (!isCommandError(error)) return false;
  return error.code === 'affiliate_code_taken' || error.values['code'] === 'key_reused';
}
