import type { Backend } from '$lib/backend/backend';
import type { ReceptionView } from '$lib/backend/types';
import { attempt } from '$lib/fail';

/** What stands beside the search: today's check-ins and what is due. */
export class ReceptionController {
  view = $state.raw<ReceptionView | null>(null);
  contacts = $state<number | null>(null);

  constructor(private readonly backend: Backend) {}

  /** Keeps itself up to date until the result is called. */
  watch(): () => void {
    attempt(this.load());
    return this.backend.onChange((change) => {
      if (change.touches('contacts', 'checkin', 'pos', 'invoicing', 'sync')) attempt(this.load());
    });
  }

  async load(): Promise<void> {
    this.view = await this.backend.reception();
    const page = await this.backend.listContacts({ text: '', role: null, offset: 0, limit: 1 });
    this.contacts = page.total;
  }
}
