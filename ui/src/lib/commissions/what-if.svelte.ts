import type { Backend } from '$lib/backend/backend';
import type { WhatIfStart, WhatIfView } from '$lib/backend/types';

/** Assumed orders, and what the rules make of them. Amounts are asked from the core alone. */
export class WhatIfController {
  start = $state.raw<WhatIfStart | null>(null);
  answer = $state.raw<WhatIfView | null>(null);
  product = $state('');
  country = $state('DE');
  /** A whole number a month, as it is typed. */
  count = $state('1');
  months = $state('12');
  recruited = $state(false);
  renewal = $state(false);
  /** What the answer is about, as it was typed. */
  #about = $state('');
  #turn = 0;

  constructor(private readonly backend: Backend) {}

  async load(): Promise<void> {
    this.start = await this.backend.startWhatIf();
    this.product = this.start.products[0]?.name ?? '';
    this.country = this.start.terms.regionCodes[0] ?? this.country;
  }

  get isCount(): boolean {
    return isNumber(this.count);
  }

  get isMonths(): boolean {
    return isNumber(this.months);
  }

  get isCountry(): boolean {
    return /^[A-Za-z]{2}$/.test(this.country.trim());
  }

  /** What is typed can be asked. */
  get isWhole(): boolean {
    return this.isCount && this.isMonths && this.isCountry;
  }

  /** The answer to what stands there now: under other figures it would tell an amount that is none of theirs. */
  get shown(): WhatIfView | null {
    return this.#about === this.#typed ? this.answer : null;
  }

  get #typed(): string {
    const { product, country, count, months, recruited, renewal } = this;
    return JSON.stringify([product, country, count, months, recruited, renewal]);
  }

  /** An answer that comes after a newer question is dropped. */
  async ask(): Promise<void> {
    const product = this.start?.products.find((one) => one.name === this.product);
    if (!this.start || !product || !this.isWhole) return;
    const turn = ++this.#turn;
    const about = this.#typed;
    const answer = await this.backend.whatIf({
      terms: this.start.terms,
      orders: [
        {
          month: this.start.month,
          months: Number(this.months),
          billingCountry: this.country.trim().toUpperCase(),
          net: product.netText,
          count: Number(this.count),
          recruited: this.recruited,
          renewal: this.renewal,
        },
      ],
    });
    if (turn !== this.#turn) return;
    this.answer = answer;
    this.#about = about;
  }
}

const isNumber = (text: string): boolean => /^\d{1,4}$/.test(text.trim()) && Number(text) > 0;
