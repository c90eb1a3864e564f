import type { Backend } from '$lib/backend/backend';
import type { CreditNotesView, DocumentView, NamedExtractView } from '$lib/backend/types';
import { attempt } from '$lib/fail';
import { locale } from '$lib/messages/index.svelte';

/** The credit notes as the platform told of them, and what is done about them. */
export class CreditNotesController {
  view = $state.raw<CreditNotesView | null>(null);
  /** A question to the platform is under way. */
  busy = $state(false);
  /** The list was asked for and did not come. */
  failed = $state(false);
  /** The document that stands open. */
  document = $state.raw<DocumentView | null>(null);

  constructor(private readonly backend: Backend) {}

  get isEmpty(): boolean {
    return this.view !== null && this.view.notes.length === 0;
  }

  /** The platform was never asked, and cannot be now. */
  get isUnknown(): boolean {
    const { view } = this;
    return view !== null && !view.isLocal && !view.isCurrent && view.listedAt === null;
  }

  /** Keeps itself up to date until the result is called. */
  watch(): () => void {
    return this.backend.onChange((change) => {
      if (this.view && change.touches('commissions')) attempt(this.load());
    });
  }

  async load(): Promise<void> {
    try {
      await this.#take(this.backend.listCreditNotes());
      this.failed = false;
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  /** Opens the file of a credit note; afterwards it lies at this desk. */
  async open(number: string): Promise<void> {
    this.busy = true;
    try {
      this.document = await this.backend.creditNotePdf(number);
    } finally {
      this.busy = false;
    }
  }

  /** Section 14 (2) sentence 3 UStG: it is no invoice any more. */
  async object(number: string, reason: string): Promise<void> {
    await this.#take(this.backend.objectToCreditNote(number, reason.trim()));
  }

  async #take(answer: Promise<CreditNotesView>): Promise<void> {
    this.busy = true;
    try {
      this.view = await answer;
    } finally {
      this.busy = false;
    }
  }
}

/** C16: the extract with names of one month, as long as its dialog stands open. */
export class ExtractController {
  reason = $state('');
  tried = $state(false);
  busy = $state(false);
  extract = $state.raw<NamedExtractView | null>(null);
  #turn = 0;

  constructor(private readonly backend: Backend) {}

  get isMissing(): boolean {
    return this.tried && this.reason.trim() === '';
  }

  /** Nothing is asked for without a reason: the platform logs every question. */
  async ask(month: string): Promise<void> {
    this.tried = true;
    if (this.busy || this.reason.trim() === '') return;
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const reason = this.reason.trim();
      const extract = await this.backend.extractNames(month, reason, locale.name);
      if (turn === this.#turn) this.extract = extract;
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  /** Names do not stay in the window either: those of an answer that is still on its way are dropped as well. */
  forget(): void {
    this.#turn += 1;
    this.busy = false;
    this.reason = '';
    this.tried = false;
    this.extract = null;
  }
}
