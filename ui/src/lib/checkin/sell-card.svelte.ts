import type { Backend } from '$lib/backend/backend';
import type { CartPreview, ContactRow, ProductRow, SaleResult } from '$lib/backend/types';

export type PayMethod = 'cash' | 'card';

/** Selling a card at the reception: which one, to whom, how it is paid. The core counts. */
export class SellCardController {
  products = $state.raw<ProductRow[]>([]);
  loaded = $state(false);
  productId = $state('');
  contact = $state.raw<{ contactId: string; name: string } | null>(null);
  text = $state('');
  hits = $state.raw<ContactRow[]>([]);
  method = $state<PayMethod>('cash');
  /** Cash handed over; null means exactly what is to pay. */
  tendered = $state<number | null>(null);
  preview = $state.raw<CartPreview | null>(null);
  tried = $state(false);
  busy = $state(false);
  #turn = 0;

  constructor(private readonly backend: Backend) {}

  get product(): ProductRow | undefined {
    return this.products.find((one) => one.productId === this.productId);
  }

  get isCovered(): boolean {
    return this.preview?.open.cents === 0;
  }

  async load(contact: { contactId: string; name: string } | null, product?: string): Promise<void> {
    this.contact = contact;
    const all = await this.backend.listProducts();
    this.products = all.filter((one) => one.kind === 'punch_card' && !one.archived);
    this.loaded = true;
    const same = this.products.find((one) => one.name === product);
    this.productId = (same ?? this.products[0])?.productId ?? '';
    await this.count();
  }

  async search(text: string): Promise<void> {
    this.text = text;
    const turn = ++this.#turn;
    if (text.trim() === '') {
      this.hits = [];
      return;
    }
    const page = await this.backend.listContacts({ text, role: null, offset: 0, limit: 5 });
    if (turn === this.#turn) this.hits = page.rows;
  }

  choose(contact: { contactId: string; name: string } | null): void {
    this.contact = contact;
    this.text = '';
    this.hits = [];
  }

  async chooseProduct(productId: string): Promise<void> {
    this.productId = productId;
    this.tendered = null;
    await this.count();
  }

  async pay(method: PayMethod, tendered: number | null = null): Promise<void> {
    this.method = method;
    this.tendered = tendered;
    await this.count();
  }

  /** Asks the core for sums and change. */
  async count(): Promise<void> {
    const product = this.product;
    if (!product) return;
    this.preview = await this.backend.previewCart({
      lines: [
        {
          productId: product.productId,
          quantityMilli: 1000,
          unitGrossCents: null,
          discountPercent: null,
        },
      ],
      contactId: this.contact?.contactId ?? null,
      discountPercent: null,
      payments: [this.#payment(product)],
      startedAt: null,
    });
  }

  #payment(product: ProductRow) {
    const exact = this.method === 'card' || this.tendered === null;
    return { method: this.method, tenderedCents: exact ? product.price.cents : this.tendered! };
  }

  /** Null when something is still missing. */
  async sell(): Promise<SaleResult | null> {
    this.tried = true;
    const product = this.product;
    if (!product || !this.contact || !this.isCovered || this.busy) return null;
    this.busy = true;
    try {
      return await this.backend.sellCard({
        productId: product.productId,
        contactId: this.contact.contactId,
        payments: [this.#payment(product)],
      });
    } finally {
      this.busy = false;
    }
  }
}
