/** A key that a scanner "types" follows the one before within this time; a person is slower. */
export const BURST_GAP_MS = 35;
/** Fewer signs than this are not a code. */
const SHORTEST_CODE = 4;

export type Fed =
  /** An ordinary key, or the first key of what may become a burst. */
  | { kind: 'ordinary' }
  /** In the middle of a burst: no key of it may do anything by itself. */
  | { kind: 'burst' }
  /** A whole code, ended by Enter. */
  | { kind: 'scan'; code: string };

/**
 * Tells a barcode scanner from a person by its speed.
 *
 * A scanner is a keyboard: it types the code within milliseconds and ends it by Enter.
 * Time comes in as a parameter; it is the time stamp of the key event, not of its handling,
 * so that a busy window does not turn a scan into typing.
 */
export class ScannerDetector {
  #code = '';
  #lastAt = Number.NEGATIVE_INFINITY;

  feed(key: string, atMs: number): Fed {
    const quick = atMs - this.#lastAt <= BURST_GAP_MS;
    this.#lastAt = atMs;
    if (key === 'Enter') {
      const code = this.#code;
      this.#code = '';
      return quick && code.length >= SHORTEST_CODE ? { kind: 'scan', code } : { kind: 'ordinary' };
    }
    if (key === 'Shift') return this.#code && quick ? { kind: 'burst' } : { kind: 'ordinary' };
    if (key.length !== 1) {
      this.#code = '';
      return { kind: 'ordinary' };
    }
    this.#code = quick ? this.#code + key : key;
    return this.#code.length > 1 ? { kind: 'burst' } : { kind: 'ordinary' };
  }
}

export type ScanKind = 'card' | 'receipt' | 'invoice' | 'product';

/**
 * What a scanned code is, by its form alone. Null means: not one of ours; it is then left as typed.
 * Cards carry `K-`, receipts `KB-`, invoices `RE-`; products carry an EAN with a true check digit.
 */
export function scanKind(code: string): ScanKind | null {
  if (/^K-?[0-9A-Z]{4,}$/i.test(code)) return 'card';
  if (/^KB-\d{4}-[A-Z0-9]+-\d+$/i.test(code)) return 'receipt';
  if (/^RE-\d{4}-[A-Z0-9]+-\d+$/i.test(code)) return 'invoice';
  if (/^(\d{8}|\d{12,14})$/.test(code) && hasTrueCheckDigit(code)) return 'product';
  return null;
}

/** The check digit of EAN-8, UPC-A, EAN-13 and GTIN-14. */
function hasTrueCheckDigit(code: string): boolean {
  const digits = [...code].map(Number).reverse();
  const sum = digits.reduce((all, digit, at) => all + digit * (at % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}
