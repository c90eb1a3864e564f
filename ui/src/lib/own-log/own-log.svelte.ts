import type { AuditRow } from '$lib/backend/types';
import type { Backend } from '$lib/backend/backend';
import type { LogSource } from '$lib/audit-log/source';
import { Listing } from '$lib/lists/listing.svelte';

/** The audit log of the own tenant. It is fetched when it is shown, and kept nowhere. */
export class OwnLogController implements LogSource {
  wanted = $state({
    userId: '',
    action: '',
    from: null as string | null,
    until: null as string | null,
  });
  /** Everybody of the tenant whose name stood in the log so far. */
  people = $state.raw<{ userId: string; user: string }[]>([]);
  readonly log: Listing<AuditRow>;

  constructor(private readonly backend: Backend) {
    this.log = new Listing(
      async (before) => this.#page(before),
      (row) => row.auditId,
      (row) => [row.user, row.subject, row.reason],
    );
  }

  /** Something is looked for: that nothing comes does not say that nothing was done. */
  get isNarrowed(): boolean {
    const { userId, action, from, until } = this.wanted;
    return userId !== '' || action !== '' || from !== null || until !== null;
  }

  async #page(before: string | null) {
    const { userId, action, from, until } = this.wanted;
    const query = { before, userId: userId || null, action: action || null, from, until };
    const page = await this.backend.listOwnLog(query);
    const known = new Map(this.people.map((one) => [one.userId, one.user]));
    // The platform's people bear no id here, and nobody looks for one of them.
    for (const row of page.rows) if (row.userId !== '') known.set(row.userId, row.user);
    this.people = [...known].map(([id, user]) => ({ userId: id, user }));
    return page;
  }
}
