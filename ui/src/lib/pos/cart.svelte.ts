import type { Backend } from '$lib/backend/backend';
import type {
  CartLine,
  CartPreview,
  MoneyView,
  PaymentInput,
  ProductRow,
  SaleResult,
  ScanTarget,
} from '$lib/backend/types';
import { tilesOf, type TileGroup } from './tiles';

export type PayMethod = 'cash' | 'card' | 'voucher' | 'split';

export interface Buyer {
  contactId: string;
  name: string;
  entriesLeft: number | null;
}

/** A cart that waits on this device until it is taken up again. */
export interface ParkedCart {
  id: number;
  at: Date;
  lines: CartLine[];
  buyer: Buyer | null;
  startedAt: string | null;
}

const ONE_PIECE = 1000;
const MOST_PIECES = 99_000;

/** A sale while it is being made. The core counts; here is only what was chosen. */
export class CartController {
  products = $state.raw<ProductRow[]>([]);
  loaded = $state(false);
  group = $state<TileGroup>('frequent');
  text = $state('');
  lines = $state.raw<CartLine[]>([]);
  /** The line that +, − and Delete act on. */
  at = $state(-1);
  buyer = $state.raw<Buyer | null>(null);
  /** When the first line was put in (§ 2 Nr. 1 KassenSichV). */
  startedAt: string | null = null;
  method = $state<PayMethod>('cash');
  /** Cash handed over; null means exactly what is to pay. */
  tendered = $state<number | null>(null);
  /** The part that is paid by card when the payment is split. */
  byCard = $state<number | null>(null);
  preview = $state.raw<CartPreview | null>(null);
  /** Amounts to offer for cash. */
  quick = $state.raw<MoneyView[]>([]);
  /** What is left for cash. */
  cashDue = $state.raw<MoneyView | null>(null);
  result = $state.raw<SaleResult | null>(null);
  parked = $state.raw<ParkedCart[]>([]);
  /** A scanned code that several products bear. */
  unclear = $state.raw<ScanTarget | null>(null);
  busy = $state(false);
  #payments: PaymentInput[] = [];
  #turn = 0;
  #counting: Promise<void> = Promise.resolve();
  #nextParked = 1;

  constructor(
    private readonly backend: Backend,
    private readonly now: () => Date = () => new Date(),
  ) {}

  async load(): Promise<void> {
    this.products = await this.backend.listProducts();
    this.loaded = true;
  }

  get tiles(): ProductRow[] {
    return tilesOf(this.products, this.group, this.text);
  }

  productOf(line: CartLine): ProductRow | undefined {
    return this.products.find((one) => one.productId === line.productId);
  }

  /** How many pieces of a product are in the cart, in thousandths. */
  inCart(productId: string): number {
    return this.lines.find((line) => line.productId === productId)?.quantityMilli ?? 0;
  }

  /** A punch card belongs to somebody. */
  get needsContact(): boolean {
    return !this.buyer && this.lines.some((line) => this.productOf(line)?.kind === 'punch_card');
  }

  get isCovered(): boolean {
    return this.preview?.open.cents === 0;
  }

  get canComplete(): boolean {
    return this.lines.length > 0 && !this.needsContact && this.isCovered && !this.busy;
  }

  /** Puts one piece of a product into the cart, on the line it has already. */
  add(productId: string): Promise<void> {
    this.result = null;
    const at = this.lines.findIndex((line) => line.productId === productId);
    if (at >= 0) return this.setQuantity(at, this.lines[at]!.quantityMilli + ONE_PIECE);
    const line = {
      productId,
      quantityMilli: ONE_PIECE,
      unitGrossCents: null,
      discountPercent: null,
    };
    if (this.lines.length === 0) this.startedAt = this.now().toISOString();
    this.lines = [...this.lines, line];
    this.at = this.lines.length - 1;
    return this.#changed();
  }

  /** False when the code belongs to no product; where it belongs to several, somebody chooses. */
  async scan(code: string): Promise<boolean> {
    if (!this.loaded) await this.load();
    const target = await this.backend.resolveScan(code);
    if (target.choices.length > 0) {
      this.unclear = target;
      return true;
    }
    const product = this.products.find((one) => one.productId === target.id);
    if (target.kind !== 'product' || !product) return false;
    await this.add(product.productId);
    return true;
  }

  /** Puts the one of several products into the cart that was meant. */
  chooseScanned(productId: string): Promise<void> {
    this.unclear = null;
    return this.add(productId);
  }

  setQuantity(at: number, quantityMilli: number): Promise<void> {
    if (quantityMilli <= 0) return this.remove(at);
    this.at = at;
    return this.#edit(at, { quantityMilli: Math.min(quantityMilli, MOST_PIECES) });
  }

  /** One piece more or less on the chosen line. */
  step(pieces: 1 | -1): Promise<void> {
    const line = this.lines[this.at];
    if (!line) return Promise.resolve();
    return this.setQuantity(this.at, line.quantityMilli + pieces * ONE_PIECE);
  }

  setDiscount(at: number, discountPercent: string | null): Promise<void> {
    return this.#edit(at, { discountPercent });
  }

  remove(at: number): Promise<void> {
    this.lines = this.lines.filter((_, index) => index !== at);
    this.at = Math.min(this.at, this.lines.length - 1);
    return this.#changed();
  }

  move(by: number): void {
    if (this.lines.length === 0) return;
    this.at = Math.max(0, Math.min(this.lines.length - 1, this.at + by));
  }

  #edit(at: number, change: Partial<CartLine>): Promise<void> {
    this.lines = this.lines.map((line, index) => (index === at ? { ...line, ...change } : line));
    return this.#changed();
  }

  /** Another cart asks for another amount: what was handed over no longer counts. */
  #changed(): Promise<void> {
    this.tendered = null;
    this.byCard = null;
    return this.count();
  }

  choose(buyer: Buyer | null): void {
    this.buyer = buyer;
  }

  /** Takes a person by id, with what is left on their cards. */
  async chooseById(contactId: string): Promise<void> {
    const view = await this.backend.showContact(contactId);
    const entriesLeft = view.cards.length > 0 ? sumLeft(view.cards) : null;
    this.buyer = { contactId, name: view.name, entriesLeft };
  }

  pay(method: PayMethod, tendered: number | null = null): Promise<void> {
    this.method = method;
    this.tendered = tendered;
    if (method !== 'split') this.byCard = null;
    return this.count();
  }

  payByCard(cents: number | null): Promise<void> {
    this.byCard = cents;
    return this.count();
  }

  /** Asks the core for the sums; an answer to an older cart is dropped. */
  count(): Promise<void> {
    this.#counting = this.#count(++this.#turn);
    return this.#counting;
  }

  async #count(turn: number): Promise<void> {
    if (this.lines.length === 0) {
      this.#show(null, null, []);
      return;
    }
    // Several keys at once ask only once.
    await Promise.resolve();
    if (turn !== this.#turn) return;
    const cashless = this.method === 'split' && this.byCard ? [pay('card', this.byCard)] : [];
    const due = await this.backend.previewCart(this.#cart(cashless));
    if (turn !== this.#turn) return;
    const payments = [...cashless, ...this.#rest(due)];
    const paid = await this.backend.previewCart(this.#cart(payments));
    if (turn === this.#turn) this.#show(paid, due, payments);
  }

  /** What covers the rest, as chosen. */
  #rest(due: CartPreview): PaymentInput[] {
    const isCash = this.method === 'cash' || this.method === 'split';
    const cents = isCash ? (this.tendered ?? due.open.cents) : due.open.cents;
    if (cents === 0) return [];
    return [pay(isCash ? 'cash' : this.method, cents)];
  }

  #show(paid: CartPreview | null, due: CartPreview | null, payments: PaymentInput[]): void {
    this.preview = paid;
    this.quick = due?.quickCash ?? [];
    this.cashDue = due?.open ?? null;
    this.#payments = payments;
  }

  #cart(payments: PaymentInput[]) {
    const contactId = this.buyer?.contactId ?? null;
    const { lines, startedAt } = this;
    return { lines, contactId, discountPercent: null, payments, startedAt };
  }

  /** Null when something is still missing. */
  async complete(): Promise<SaleResult | null> {
    await this.#counting;
    if (!this.canComplete) return null;
    this.busy = true;
    try {
      this.result = await this.backend.sell(this.#cart(this.#payments));
      this.#clear();
      return this.result;
    } finally {
      this.busy = false;
    }
  }

  /** The next customer. */
  next(): void {
    this.result = null;
  }

  #clear(): void {
    this.#turn++;
    this.lines = [];
    this.at = -1;
    this.buyer = null;
    this.startedAt = null;
    this.method = 'cash';
    this.tendered = null;
    this.byCard = null;
    this.text = '';
    this.#show(null, null, []);
  }

  /** Puts the cart aside on this device. */
  park(): void {
    if (this.lines.length === 0) return;
    const { lines, buyer, startedAt } = this;
    const id = this.#nextParked++;
    this.parked = [...this.parked, { id, at: this.now(), lines, buyer, startedAt }];
    this.#clear();
  }

  /** Takes a cart up again; what lies in the cart now is put aside instead. */
  resume(id: number): Promise<void> {
    const cart = this.parked.find((one) => one.id === id);
    if (!cart) return Promise.resolve();
    this.park();
    this.parked = this.parked.filter((one) => one.id !== id);
    this.result = null;
    this.lines = cart.lines;
    this.buyer = cart.buyer;
    this.startedAt = cart.startedAt;
    this.at = cart.lines.length - 1;
    return this.count();
  }
}

function pay(method: string, tenderedCents: number): PaymentInput {
  return { method, tenderedCents };
}

function sumLeft(cards: { left: number }[]): number {
  return cards.reduce((sum, card) => sum + card.left, 0);
}
