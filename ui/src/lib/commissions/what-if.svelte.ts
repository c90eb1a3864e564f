import type { Backend } from '$lib/backend/backend';
import type { WhatIfOrders, WhatIfProduct, WhatIfStart, WhatIfView } from '$lib/backend/types';
import { parseCents } from '$lib/format';

/** The levels of the platform. */
export const LEVELS = [1, 2, 3, 4, 5, 6];
/** What is chosen for a product of another practice; no name of a product begins with a blank. */
export const TENANT_PRODUCT = ' tenant';

/** The longest stretch of months, as the core takes it. */
export const MOST_MONTHS = 36;
/** The highest net that can be typed. */
const MOST_CENTS = 999_999_999;

/** What is chosen for a level of the platform whose net is typed. */
export const levelChoice = (level: number): string => ` level ${level}`;

/** A line of the question beside the one that is being typed. */
export interface WhatIfLine {
  /** Of this dialog alone. */
  id: number;
  /** As it is chosen. */
  product: string;
  orders: WhatIfOrders;
}

/** Assumed orders, and what the rules make of them. Amounts are asked from the core alone. */
export class WhatIfController {
  start = $state.raw<WhatIfStart | null>(null);
  answer = $state.raw<WhatIfView | null>(null);
  /** What was put down before the line that is being typed. */
  lines = $state.raw<WhatIfLine[]>([]);
  /** Of every line and of the answer; nothing is converted. */
  currency = $state('EUR');
  product = $state('');
  /** The net of one, as it is typed; of a product that was never sold alone. */
  net = $state('');
  country = $state('DE');
  /** A whole number a month, as it is typed. */
  count = $state('1');
  months = $state('12');
  recruited = $state(false);
  renewal = $state(false);
  /** What the answer is about, as it was typed. */
  #about = $state('');
  #turn = 0;
  #next = 0;

  constructor(private readonly backend: Backend) {}

  async load(): Promise<void> {
    this.start = await this.backend.startWhatIf();
    // A dialog that is opened again keeps its lines, and they keep their currency.
    if (this.lines.length === 0) this.currency = this.start.currency;
    this.product = this.products[0]?.name ?? levelChoice(1);
    this.country = this.start.terms.regionCodes[0] ?? this.country;
  }

  /** What was sold in the chosen currency. */
  get products(): WhatIfProduct[] {
    const sold = this.start?.products ?? [];
    return sold.filter((one) => one.net.currency === this.currency);
  }

  /** The lines that were put down are amounts of one currency: it changes when they are gone. */
  get mayChangeCurrency(): boolean {
    return this.lines.length === 0;
  }

  /** A product that was not sold in it gives way to one that was, or to a level. */
  changeCurrency(currency: string): void {
    if (!this.mayChangeCurrency) return;
    const wasKnown = this.isKnown;
    this.currency = currency;
    if (wasKnown && !this.isKnown) this.product = this.products[0]?.name ?? levelChoice(1);
  }

  get isCount(): boolean {
    return isNumber(this.count);
  }

  get isMonths(): boolean {
    return isNumber(this.months) && Number(this.months) <= MOST_MONTHS;
  }

  get isCountry(): boolean {
    return /^[A-Za-z]{2}$/.test(this.country.trim());
  }

  /** The product was sold before: its net is known. */
  get isKnown(): boolean {
    return this.#known !== undefined;
  }

  get isNet(): boolean {
    return this.isKnown || this.#cents !== null;
  }

  /** What is typed is a line. */
  get isWhole(): boolean {
    return this.isCount && this.isMonths && this.isCountry && this.isNet;
  }

  /** No further line is being typed: what was put down is asked alone. */
  get isBlank(): boolean {
    return this.lines.length > 0 && this.count.trim() === '';
  }

  get mayAsk(): boolean {
    return this.isWhole || this.isBlank;
  }

  /** The answer to what stands there now: under other figures it would tell an amount that is none of theirs. */
  get shown(): WhatIfView | null {
    return this.#about === this.#typed ? this.answer : null;
  }

  /** Puts the line that is typed beside the others. Its count is gone then, so that nothing is asked twice. */
  addLine(): void {
    const orders = this.#orders();
    if (!orders) return;
    this.lines = [...this.lines, { id: ++this.#next, product: this.product, orders }];
    this.count = '';
  }

  removeLine(id: number): void {
    this.lines = this.lines.filter((line) => line.id !== id);
  }

  /** What was typed, where it is an amount that an order may have. */
  get #cents(): number | null {
    const cents = parseCents(this.net);
    return cents !== null && cents >= 0 && cents <= MOST_CENTS ? cents : null;
  }

  get #known() {
    return this.products.find((one) => one.name === this.product);
  }

  get #typed(): string {
    const { lines, currency, product, net, country, count, months, recruited, renewal } = this;
    const typed = [product, net, country, count, months, recruited, renewal];
    return JSON.stringify([lines, currency, ...typed]);
  }

  /** The line that is being typed. */
  #orders(): WhatIfOrders | null {
    if (!this.start || !this.isWhole) return null;
    const level = LEVELS.find((one) => levelChoice(one) === this.product);
    return {
      month: this.start.month,
      months: Number(this.months),
      tenantProduct: this.product === TENANT_PRODUCT,
      level: this.isKnown ? null : (level ?? null),
      billingCountry: this.country.trim().toUpperCase(),
      net: this.#known?.netText ?? ((this.#cents ?? 0) / 100).toFixed(2),
      count: Number(this.count),
      recruited: this.recruited,
      renewal: this.renewal,
    };
  }

  /** All lines in one question. An answer that comes after a newer question is dropped. */
  async ask(): Promise<void> {
    const typed = this.#orders();
    if (!this.start || !this.mayAsk) return;
    const turn = ++this.#turn;
    const about = this.#typed;
    const answer = await this.backend.whatIf({
      terms: this.start.terms,
      currency: this.currency,
      orders: [...this.lines.map((line) => line.orders), ...(typed ? [typed] : [])],
    });
    if (turn !== this.#turn) return;
    this.answer = answer;
    this.#about = about;
  }
}

const isNumber = (text: string): boolean => /^\d{1,4}$/.test(text.trim()) && Number(text) > 0;
