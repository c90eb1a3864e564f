import type { Backend } from '$lib/backend/backend';
import type { ContactRow, ContactView, TimelineEntry } from '$lib/backend/types';
import { attempt } from '$lib/fail';
import { PagedRows } from '$lib/components/paged.svelte';

export type RoleFacet = 'all' | 'customer' | 'patient' | 'lead' | 'partner';

/** Runs at the next frame; under test there may be none. */
const nextFrame: (run: () => void) => unknown =
  globalThis.requestAnimationFrame ?? ((run) => setTimeout(run, 0));

/** The list of contacts and the one that is chosen. */
export class ContactsController {
  text = $state('');
  /** What the list in sight answers to. */
  answered = $state('');
  role = $state<RoleFacet>('all');
  at = $state<number | null>(null);
  view = $state.raw<ContactView | null>(null);
  timeline = $state.raw<TimelineEntry[]>([]);
  /** All contacts, whatever is searched. */
  total = $state<number | null>(null);
  readonly rows: PagedRows<ContactRow>;
  #range: [number, number] = [0, 1];
  #isWaiting = false;
  #turn = 0;

  constructor(private readonly backend: Backend) {
    this.rows = new PagedRows(async (offset, limit) => {
      const { text, role } = this;
      const asked = { text, role: role === 'all' ? null : role, offset, limit };
      const page = await backend.listContacts(asked);
      if (text.trim() === '' && role === 'all') this.total = page.total;
      return page;
    });
  }

  /** The practice has no contacts at all. */
  get isEmpty(): boolean {
    return this.total === 0;
  }

  /** Keeps itself up to date until the result is called. */
  watch(): () => void {
    return this.backend.onChange((change) => {
      if (change.touches('contacts', 'checkin', 'pos', 'invoicing', 'sync'))
        attempt(this.refresh());
    });
  }

  /** Told which rows are in sight. */
  need(from: number, to: number): void {
    this.#range = [from, to];
    this.rows.need(from, to);
  }

  /** Takes what was typed; the question is asked once per frame at most. */
  search(text: string): Promise<void> {
    this.text = text;
    if (this.#isWaiting) return Promise.resolve();
    this.#isWaiting = true;
    return new Promise((done, failed) => {
      nextFrame(() => {
        this.#isWaiting = false;
        this.#range = [0, 1];
        this.at = null;
        this.reload().then(done, failed);
      });
    });
  }

  async setRole(role: RoleFacet): Promise<void> {
    this.role = role;
    this.at = null;
    await this.reload();
  }

  async reload(): Promise<void> {
    const asked = this.text;
    const first = this.rows.reload();
    this.rows.need(...this.#range);
    await first;
    if (asked === this.text) this.answered = asked;
  }

  /** Fetches the list and the chosen contact again. */
  async refresh(): Promise<void> {
    await this.reload();
    if (this.total === null || this.text || this.role !== 'all') await this.#countAll();
    if (this.view) await this.#show(this.view.contactId);
  }

  async #countAll(): Promise<void> {
    const page = await this.backend.listContacts({ text: '', role: null, offset: 0, limit: 1 });
    this.total = page.total;
  }

  async select(index: number): Promise<void> {
    this.at = index;
    const row = this.rows.at(index);
    if (row) await this.#show(row.contactId);
  }

  /** Shows a contact by its id, and marks its row when it is among the first. */
  async open(contactId: string): Promise<void> {
    await this.#show(contactId);
    const near = Array.from({ length: Math.min(this.rows.total, 300) }, (_, at) => at);
    this.at = near.find((at) => this.rows.at(at)?.contactId === contactId) ?? null;
  }

  /** An answer that comes after a newer question is dropped. */
  async #show(contactId: string): Promise<void> {
    const turn = ++this.#turn;
    const [view, timeline] = await Promise.all([
      this.backend.showContact(contactId),
      this.backend.contactTimeline(contactId),
    ]);
    if (turn !== this.#turn) return;
    this.view = view;
    this.timeline = timeline;
  }
}
