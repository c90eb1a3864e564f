import { Change, type Topic } from '$lib/backend/backend';
import type {
  CaseRow,
  ComparisonView,
  NewDeviceView,
  PendingRow,
  ProductRow,
} from '$lib/backend/types';
import { buildCards, type MemoryCard } from './build-cards';
import { buildContacts, type MemoryContact } from './build-contacts';
import { buildCases } from './cases';
import { Chance } from './chance';
import { PLATFORM_STAFF, STAFF } from './staff';
import { keptOf, type United } from './united';

export interface MemoryOptions {
  /** The name of the tenant. */
  tenant?: string;
  /** Further tenants on the laptop. */
  others?: MemoryTenant[];
  /** The instant that counts as now. */
  now?: () => Date;
  /** How many contacts the practice has; zero shows the empty screens. */
  contacts?: number;
  /** The state of the line at the start. */
  line?: 'online' | 'waiting' | 'offline' | 'cases' | 'local_only';
  /** No other device belongs to the practice yet. */
  alone?: boolean;
  /** The database turned out to be a restored backup. */
  restored?: boolean;
  /** One overdrawn card, or a case of every kind and contacts with something to decide. */
  cases?: 'one' | 'all';
  /** Signed in from the start. */
  signedIn?: boolean;
  /** Who works here at the start. */
  role?: string;
  /** The PIN of whoever works here. */
  pin?: string;
  /** Locked at the start. */
  locked?: boolean;
  /** How it stands with the recovery key. */
  recovery?: 'none' | 'due' | 'later' | 'kept';
  /** The key of the profile is gone. */
  key?: 'lost' | 'never_issued';
  /** Two products bear one code. */
  clash?: boolean;
}

/** A further tenant: its desk is made when it is opened first. */
export interface MemoryTenant extends Omit<MemoryOptions, 'others' | 'tenant'> {
  tenant: string;
  /** Its folder is not there. */
  missing?: boolean;
}

export const EUR = (cents: number) => ({ cents, currency: 'EUR' });

const PRODUCTS: ProductRow[] = [
  card('p-ruecken', '10er-Karte Rückenschule', 14500, 10, 0),
  card('p-yoga', '10er-Karte Yoga', 13000, 10, 1),
  card('p-atem', '5er-Karte Atem und Pause', 7000, 5, 2),
];

function card(id: string, name: string, cents: number, entries: number, at: number): ProductRow {
  return {
    productId: id,
    name,
    code: '',
    kind: 'punch_card',
    group: 'cards',
    price: EUR(cents),
    vatClass: 'general',
    vatLabel: '19 % USt',
    entries,
    position: at,
    archived: false,
  };
}

/** The demo practice as it stands in memory. Its figures are invented; it is a twin for tests and the browser. */
export class MemoryPractice implements United {
  readonly now: () => Date;
  readonly products: ProductRow[];
  contacts: MemoryContact[];
  cards: MemoryCard[];
  pending: PendingRow[] = [];
  cases: CaseRow[] = [];
  /** Entries on a credit note that were not paid out, as the platform listed them last. */
  credited = new Set<string>();
  deleted = new Set<string>();
  merged: United['merged'] = new Map();
  kept: United['kept'] = new Map();
  /** Notes that were brought back. */
  notes = new Map<string, string>();
  /** Everybody who was ever merged into another. */
  people = new Map<string, MemoryContact>();
  recorded = 8412;
  line: 'online' | 'offline' | 'local_only';
  offlineSince: Date | null = null;
  lastSync: Date | null;
  newDevice: NewDeviceView | null;
  comparison: ComparisonView | null = null;
  signedIn: boolean;
  /** Who works at this desk. */
  readonly staff: typeof STAFF;
  staffAt = 0;
  /** The role of an account that is nobody of the demo practice's staff. */
  readonly accountRole: string | null;
  pins = new Map<string, { pin: string; wrong: number; waitUntil: number }>();
  locked: boolean;
  lockAfter = 10;
  recovery: string;
  keyLost: boolean;
  #listeners = new Set<(change: Change) => void>();
  #nextId = 1;

  constructor(readonly options: MemoryOptions = {}) {
    this.now = options.now ?? (() => new Date());
    this.signedIn = options.signedIn ?? true;
    this.locked = options.locked ?? false;
    this.recovery = options.recovery ?? 'none';
    this.keyLost = options.key !== undefined;
    const isPlatform = PLATFORM_STAFF.some((one) => one.role === options.role);
    this.staff = isPlatform ? PLATFORM_STAFF : STAFF;
    const at = this.staff.findIndex((one) => one.role === options.role);
    this.staffAt = Math.max(0, at);
    this.accountRole = at < 0 ? (options.role ?? null) : null;
    const { actorId } = this.staff[this.staffAt]!;
    if (options.pin) this.pins.set(actorId, { pin: options.pin, wrong: 0, waitUntil: 0 });
    const chance = new Chance(20261120);
    const size = options.contacts ?? 12_418;
    this.products = size === 0 ? [] : [...PRODUCTS];
    this.contacts = buildContacts(size, chance);
    const second = this.contacts[2];
    const twin = this.contacts[21];
    if (options.cases === 'all' && second && twin) {
      twin.phone = second.phone;
      this.kept.set(second.contactId, keptOf(second.contactId, this.now()));
      this.notes.set(second.contactId, 'Möchte nur vormittags kommen.');
    }
    this.cards = buildCards(this.contacts, PRODUCTS, this.now(), chance);
    this.line =
      options.line === 'offline' || options.line === 'local_only' ? options.line : 'online';
    this.lastSync = this.line === 'local_only' ? null : new Date(this.now().getTime() - 12_000);
    this.newDevice = options.restored
      ? { reason: 'restored', at: this.now().toISOString(), formerCode: 'B' }
      : null;
    if (this.line === 'offline') this.offlineSince = new Date(this.now().getTime() - 72 * 60_000);
    this.#fillLine(options.line ?? 'online');
  }

  #fillLine(line: NonNullable<MemoryOptions['line']>): void {
    const waiting = { online: 0, waiting: 3, offline: 7, cases: 0, local_only: 4 }[line];
    const seen = this.cards.filter((one) => one.left >= 0);
    for (let n = waiting; n > 0; n--) {
      const one = seen[n];
      this.record('check_in', 'redemption', one?.contactName ?? '', n * 9);
    }
    const overdrawn = this.cards.find((one) => one.left < 0);
    if (line === 'cases' && overdrawn) {
      const others = seen.slice(1, 3);
      const all = buildCases(overdrawn, others, this.now());
      this.cases = this.options.cases === 'all' ? all : all.slice(0, 1);
      if (this.options.cases === 'all' && others[0]) this.deleted.add(others[0].contactId);
    }
  }

  id(kind: string): string {
    return `${kind}-${this.#nextId++}`;
  }

  /** Adds an entry to the journal; it waits until the line takes it. */
  record(op: string, entity: string, label: string, minutesAgo = 0): void {
    this.recorded++;
    this.pending.push({
      dseq: this.recorded,
      at: new Date(this.now().getTime() - minutesAgo * 60_000).toISOString(),
      op,
      entity,
      label,
    });
  }

  /** Tells the window, and lets the line take what waits when there is one. */
  changed(topic: Topic | 'all'): void {
    for (const listener of this.#listeners) listener(new Change([topic]));
  }

  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
