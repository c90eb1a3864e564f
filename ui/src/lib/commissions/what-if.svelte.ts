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
  #turn = 0;

  constructor(private readonly backend: Backend) {}

  async load(): Promise<void> {
    this.start = await this.backend.startWhatIf();
    this.product = this.start.products[0]?.name ?? '';
    this.country = this.start.terms.regionCodes[0] ?? this.country;
  }

  /** What is typed can be asked. */
  get isWhole(): boolean {
    const number = (text: string) => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : 0);
    return number(this.count) > 0 && number(this.months) > 0 && /^[A-Za-z]{2}$/.test(this.country);
  }

  /** An answer that comes after a newer question is dropped. */
  async ask(): Promise<void> {
    const product = this.start?.products.find((one) => one.name === this.product);
    if (!this.start || !product || !this.isWhole) return;
    const turn = ++this.#turn;
    const answer = await this.backend.whatIf({
      terms: this.start.terms,
      orders: [
        {
          month: this.start.month,
          months: Number(this.months),
          billingCountry: this.country.toUpperCase(),
          net: product.netText,
          count: Number(this.count),
          recruited: this.recruited,
          renewal: this.renewal,
        },
      ],
    });
    if (turn === this.#turn) this.answer = answer;
  }
}
