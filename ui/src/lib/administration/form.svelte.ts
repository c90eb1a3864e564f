import { explain, isCommandError } from '$lib/errors';

/** Codes after which nobody knows whether the platform has done it. */
const UNKNOWN = ['administration_unanswered', 'administration_fault', 'unfit_answer'];

/** After this failure nobody knows whether it was done. A failure that is none of the core's says nothing at all. */
export const leavesUnknown = (error: unknown): boolean =>
  !isCommandError(error) || UNKNOWN.includes(error.code);

/**
 * What a form does with what was typed: it sends once at a time, and what was typed stays when it fails. After an
 * answer that was lost it sends no second time: what came of it stands in the list.
 */
export class Form {
  /** Somebody tried to send: what is missing is marked. */
  tried = $state(false);
  sending = $state(false);
  /** What the platform said no with. */
  failure = $state.raw<{ title: string; text: string } | null>(null);
  /** It was sent, and whether it was done is not known. */
  isUnknown = $state(false);

  begin(): void {
    this.tried = false;
    this.failure = null;
    this.isUnknown = false;
  }

  /** Sends when nothing is wrong; true when it is done. */
  async send(isComplete: boolean, work: () => Promise<void>): Promise<boolean> {
    this.tried = true;
    if (!isComplete || this.sending || this.isUnknown) return false;
    this.sending = true;
    this.failure = null;
    try {
      await work();
      return true;
    } catch (error) {
      this.isUnknown = leavesUnknown(error);
      this.failure = explain(error);
      return false;
    } finally {
      this.sending = false;
    }
  }
}

/** `25`, `12,5`: a percentage from 0 to 30 as the core takes it; null when it is none. */
export function parsePercent(text: string): string | null {
  const plain = text.trim().replace(',', '.').replace(/\s*%$/, '');
  if (!/^\d{1,2}(\.\d{1,4})?$/.test(plain)) return null;
  return Number(plain) <= 30 ? plain : null;
}

/** `DE, at` as countries; null when one of them is none, or there is none. */
export function parseCountries(text: string): string[] | null {
  const codes = text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((code) => code.toUpperCase());
  return codes.length > 0 && codes.every((code) => /^[A-Z]{2}$/.test(code)) ? codes : null;
}

/** An amount as the core takes it, also as it is written in Switzerland; null when it is none or negative. */
export function parsePrice(text: string): string | null {
  const plain = text.replace(/[\s€]|CHF|EUR/g, '').replace(/['’](?=\d{3})/g, '');
  const match = /^(\d{1,3}(?:\.\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(plain);
  if (!match) return null;
  return `${match[1]!.replaceAll('.', '')}.${(match[2] ?? '').padEnd(2, '0')}`;
}

/** An amount above or below zero as the core takes it; null when it is none, or zero. */
export function parseSigned(text: string): string | null {
  const plain = text.trim();
  const isBelow = /^[-−]/.test(plain);
  const amount = parsePrice(isBelow ? plain.slice(1) : plain);
  if (amount === null || Number(amount) === 0) return null;
  return isBelow ? `-${amount}` : amount;
}

/** Empty, or a VAT id as the core takes it: a German one has nine digits. */
export function isVatId(text: string): boolean {
  const plain = text.replace(/[\s.-]/g, '').toUpperCase();
  if (plain.startsWith('DE')) return /^DE\d{9}$/.test(plain);
  return plain === '' || /^[A-Z]{2}[A-Z0-9]{2,13}$/.test(plain);
}

/** An IBAN without its spaces; null when it cannot be one. Its check digits are the platform's to try. */
export function parseIban(text: string): string | null {
  const plain = text.replace(/\s/g, '').toUpperCase();
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(plain) ? plain : null;
}
