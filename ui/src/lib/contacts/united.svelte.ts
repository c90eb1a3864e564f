import type { Backend } from '$lib/backend/backend';
import type { ContactView, DuplicateHint, KeptTextView } from '$lib/backend/types';
import { toasts } from '$lib/components/toasts.svelte';
import { t } from '$lib/messages/index.svelte';

/** What people decide about a whole contact: one person or two, deleted or not, which text stands. */
export class UnitedController {
  duplicates = $state.raw<DuplicateHint[]>([]);
  #turn = 0;
  #of: string | undefined;

  constructor(
    private readonly backend: Backend,
    /** Shows a contact again after a change. */
    private readonly show: (view: ContactView) => void,
  ) {}

  /** Asks who may be the same person; an answer that comes after a newer question is dropped. */
  async look(view: ContactView | null): Promise<void> {
    const turn = ++this.#turn;
    if (view?.contactId !== this.#of) this.duplicates = [];
    this.#of = view?.contactId;
    const found = view ? await this.backend.contactDuplicates(view.contactId) : [];
    if (turn === this.#turn) this.duplicates = found;
  }

  async merge(winner: ContactView, loserId: string, name: string): Promise<void> {
    const words = t().contacts.merging;
    const view = await this.backend.mergeContacts(winner.contactId, loserId);
    this.duplicates = this.duplicates.filter((one) => one.contactId !== loserId);
    this.show(view);
    toasts.show({
      tone: 'green',
      title: words.done(name, winner.name),
      text: words.doneText,
      undo: async () => {
        await this.backend.partContact(loserId);
        this.show(await this.backend.showContact(winner.contactId));
      },
    });
  }

  async part(winner: ContactView, contactId: string, name: string): Promise<void> {
    const words = t().contacts.merging;
    await this.backend.partContact(contactId);
    this.show(await this.backend.showContact(winner.contactId));
    toasts.show({
      tone: 'green',
      title: words.parted(name),
      undo: async () => {
        this.show(await this.backend.mergeContacts(winner.contactId, contactId));
      },
    });
  }

  async remove(view: ContactView): Promise<void> {
    const words = t().contacts.notices;
    this.show(await this.backend.deleteContact(view.contactId));
    toasts.show({
      title: words.wasDeleted(view.name),
      text: words.wasDeletedText,
      undo: () => this.restore(view.contactId),
    });
  }

  async restore(contactId: string): Promise<void> {
    this.show(await this.backend.restoreContact(contactId));
  }

  async restoreText(kept: KeptTextView): Promise<void> {
    this.show(await this.backend.restoreText(kept.textId));
    toasts.show({ tone: 'green', title: t().contacts.notices.textRestored });
  }
}
