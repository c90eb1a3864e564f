import type { Backend } from '$lib/backend/backend';
import type {
  BreachView,
  ContactRow,
  InvoiceInput,
  InvoicePreview,
  InvoiceRow,
  IssuedInvoice,
} from '$lib/backend/types';
import { attempt } from '$lib/fail';
import { basisPointsText, parseBasisPoints } from '$lib/percent';
import { milliText, parseMilli } from '$lib/quantity';
import { detailsOf, fieldsOf, isUnreadable, type DraftDetails } from './details';

const PREVIEW_AFTER_MS = 300;
export const VAT_CLASSES = [
  'general',
  'reduced',
  'heilbehandlung',
  'kleinunternehmer',
  'reverse_charge',
  'not_taxable',
];

/** Basis points of all of it. */
const WHOLE = 10_000;
export const UNITS = [
  'piece',
  'session',
  'hour',
  'minute',
  'day',
  'month',
  'kilometre',
  'flat_rate',
];

/** A line while it is being entered. */
export interface DraftLine {
  key: number;
  text: string;
  quantity: string;
  unit: string;
  unitNet: number | null;
  /** Per cent; blank for none. */
  discount: string;
  vatClass: string;
}

export interface Recipient {
  id: string;
  text: string;
  detail?: string;
}

/** An invoice while it is being written. The core counts, checks and sets the page. */
export class DraftController {
  draftId = $state<string | null>(null);
  recipient = $state.raw<Recipient | null>(null);
  serviceFrom = $state<string | null>(null);
  serviceTo = $state<string | null>(null);
  dueDays = $state('14');
  lines = $state<DraftLine[]>([]);
  details = $state<DraftDetails>(detailsOf({}));
  preview = $state.raw<InvoicePreview | null>(null);
  /** The core cannot count what was entered. */
  isStuck = $state(false);
  /** Something was entered since it was opened. */
  touched = $state(false);
  /** Something was entered that is nowhere but here. */
  isUnsaved = $state(false);
  busy = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #changes = 0;
  #nextKey = 1;

  constructor(
    private readonly backend: Backend,
    private readonly fallbackClass: () => string = () => 'general',
  ) {}

  /** Starts an empty invoice, perhaps for somebody. */
  start(recipient: Recipient | null = null): Promise<void> {
    const empty = { serviceFrom: null, serviceTo: null, dueDays: 14, lines: [] };
    this.#fill({ ...empty, draftId: null, contactId: null }, recipient);
    this.addLine();
    this.touched = false;
    return this.count();
  }

  async startFor(contactId: string): Promise<void> {
    const view = await this.backend.showContact(contactId);
    await this.start({ id: contactId, text: view.name, detail: view.addresses[0]?.city });
  }

  async load(draftId: string): Promise<void> {
    const input = await this.backend.loadInvoiceDraft(draftId);
    const view = input.contactId ? await this.backend.showContact(input.contactId) : null;
    const recipient = view && {
      id: view.contactId,
      text: view.name,
      detail: view.addresses[0]?.city,
    };
    this.#fill({ ...input, draftId }, recipient);
    await this.count();
  }

  #fill(input: InvoiceInput, recipient: Recipient | null): void {
    this.draftId = input.draftId;
    this.recipient = recipient;
    this.serviceFrom = input.serviceFrom;
    this.serviceTo = input.serviceTo;
    this.dueDays = String(input.dueDays ?? 14);
    this.lines = input.lines.map((line) => ({
      key: this.#nextKey++,
      text: line.text,
      quantity: milliText(line.quantityMilli),
      unit: line.unit ?? 'piece',
      unitNet: line.unitNetCents,
      discount: line.discountBp ? basisPointsText(line.discountBp) : '',
      vatClass: line.vatClass,
    }));
    this.details = detailsOf(input);
    this.preview = null;
    this.touched = false;
    this.isUnsaved = false;
  }

  addLine(): void {
    const last = this.lines.at(-1);
    this.lines.push({
      key: this.#nextKey++,
      text: '',
      quantity: '1',
      unit: last?.unit ?? 'piece',
      unitNet: null,
      discount: '',
      vatClass: last?.vatClass ?? this.fallbackClass(),
    });
  }

  removeLine(key: number): void {
    this.lines = this.lines.filter((line) => line.key !== key);
    this.change();
  }

  choose(contact: Pick<ContactRow, 'contactId' | 'name' | 'city'> | null): void {
    this.recipient = contact && { id: contact.contactId, text: contact.name, detail: contact.city };
    this.change();
  }

  get isDueReadable(): boolean {
    return /^\d{1,3}$/.test(this.dueDays.trim()) && Number(this.dueDays) <= 365;
  }

  /** A line that nobody has written anything into yet. */
  isBlank(line: DraftLine): boolean {
    return line.text.trim() === '' && line.unitNet === null;
  }

  isBadQuantity(line: DraftLine): boolean {
    return !this.isBlank(line) && parseMilli(line.quantity) === null;
  }

  isBadDiscount(line: DraftLine): boolean {
    return line.discount.trim() !== '' && (parseBasisPoints(line.discount) ?? WHOLE) >= WHOLE;
  }

  /** Something that the core could not even read. */
  get isUnreadable(): boolean {
    return !this.isDueReadable || this.#isUncountable || isUnreadable(this.details);
  }

  get #isUncountable(): boolean {
    return this.lines.some((line) => this.isBadQuantity(line) || this.isBadDiscount(line));
  }

  get input(): InvoiceInput {
    return {
      draftId: this.draftId,
      contactId: this.recipient?.id ?? null,
      serviceFrom: this.serviceFrom,
      serviceTo: this.serviceTo,
      dueDays: this.isDueReadable ? Number(this.dueDays) : null,
      lines: this.lines
        .filter((line) => !this.isBlank(line))
        .map((line) => ({
          text: line.text.trim(),
          quantityMilli: parseMilli(line.quantity) ?? 0,
          unit: line.unit,
          unitNetCents: line.unitNet ?? 0,
          discountBp: parseBasisPoints(line.discount) ?? 0,
          vatClass: line.vatClass,
        })),
      ...fieldsOf(this.details),
    };
  }

  /** What the core counted for a line, by its place among those that are not blank. */
  shownLine(line: DraftLine) {
    const at = this.lines.filter((one) => !this.isBlank(one)).indexOf(line);
    return at < 0 ? undefined : this.preview?.lines[at];
  }

  get breaches(): BreachView[] {
    return this.preview?.breaches ?? [];
  }

  get blocking(): number {
    return this.breaches.filter((one) => one.blocking).length;
  }

  get canIssue(): boolean {
    return this.preview !== null && this.blocking === 0 && !this.isUnreadable && !this.isStuck;
  }

  /** Asks for the sums and the page a moment after the last key. */
  change(): void {
    this.touched = true;
    this.isUnsaved = true;
    this.#changes++;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => attempt(this.count()), PREVIEW_AFTER_MS);
  }

  /** An answer to an older state is dropped. */
  async count(): Promise<void> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    if (this.#isUncountable) return;
    try {
      const preview = await this.backend.previewInvoice(this.input);
      if (turn !== this.#turn) return;
      this.preview = preview;
      this.isStuck = false;
    } catch {
      if (turn === this.#turn) this.isStuck = true;
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#turn++;
  }

  async save(): Promise<InvoiceRow> {
    const sent = this.#changes;
    const row = await this.backend.saveInvoiceDraft(this.input);
    this.draftId = row.id;
    // What was typed meanwhile is not saved yet.
    if (this.#changes === sent) this.isUnsaved = false;
    return row;
  }

  /** Throws the draft away; what was never saved is only forgotten. */
  async discard(): Promise<void> {
    this.stop();
    this.isUnsaved = false;
    if (this.draftId) await this.backend.deleteInvoiceDraft(this.draftId);
  }

  /** Null when something is still missing. */
  async issue(): Promise<IssuedInvoice | null> {
    this.touched = true;
    await this.count();
    if (!this.canIssue || this.busy) return null;
    this.busy = true;
    try {
      const issued = await this.backend.issueInvoice(this.input);
      this.isUnsaved = false;
      return issued;
    } finally {
      this.busy = false;
    }
  }
}
