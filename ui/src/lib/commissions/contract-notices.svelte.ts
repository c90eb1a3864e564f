import type { Backend } from '$lib/backend/backend';
import type {
  ContractNoticeRow,
  ContractNoticeView,
  SessionView,
  SyncView,
} from '$lib/backend/types';
import { isCommandError } from '$lib/errors';
import { attempt } from '$lib/fail';

/** The platform is asked again after so long, in milliseconds. */
export const REST = 5 * 60_000;

/** Of each backend one: what was told is remembered from one visit of the screen to the next. */
const KNOWN = new WeakMap<Backend, ContractNotices>();

/**
 * Newer versions of contracts that were accepted, as the platform told last. It is asked when the
 * screen is opened and when a sync has ended, and then not again for a rest; only who signs in or takes
 * over is asked for at once.
 */
export class ContractNotices {
  rows = $state.raw<ContractNoticeRow[]>([]);
  /** Of the last sync when the platform was asked. */
  #lastSync: string | null = null;
  #askedAt: number | null = null;
  /** For whom it was asked. */
  #person: string | null = null;
  /** An older answer is dropped. */
  #turn = 0;

  constructor(
    private readonly backend: Backend,
    private readonly now: () => number = () => Date.now(),
  ) {}

  /** The one of this window. */
  static of(backend: Backend): ContractNotices {
    const known = KNOWN.get(backend) ?? new ContractNotices(backend);
    KNOWN.set(backend, known);
    return known;
  }

  /** Keeps itself up to date until the result is called. */
  watch(): () => void {
    attempt(this.#look(true));
    return this.backend.onChange((change) => {
      // Behind a rest nothing is looked at, however often the sync changes; but whoever works here may
      // be another one.
      if (change.touches('account')) attempt(this.#look(false));
      else if (change.touches('sync') && this.#hasRested()) attempt(this.#look(false));
    });
  }

  /** Something was accepted: what the platform said still waits, and nothing of what was accepted. */
  take(view: ContractNoticeView, accepted: ContractNoticeRow): void {
    this.#turn += 1;
    const left = view.notices.length > 0 ? view.notices : this.rows;
    this.rows = left.filter(
      ({ kind, version }) => kind !== accepted.kind || version !== accepted.version,
    );
  }

  /** Asks the platform. Without it what was told last stays: a notice is no work that somebody waits for. */
  async ask(): Promise<void> {
    this.#askedAt = this.now();
    const mine = ++this.#turn;
    try {
      const view = await this.backend.showContractNotice();
      if (mine === this.#turn) this.rows = view.notices;
    } catch (error) {
      if (!isCommandError(error)) throw error;
    }
  }

  /** Asks where it is time to. */
  async #look(isOpened: boolean): Promise<void> {
    const here = await this.#here();
    if (!here || here.session.locked) return;
    const { session, sync } = here;
    const person = [session.platform, session.mode, session.actorId, session.role].join(' ');
    if (person !== this.#person) {
      this.#person = person;
      this.rows = [];
    } else {
      const hasSynced = sync.lastSync !== null && sync.lastSync !== this.#lastSync;
      if (!this.#hasRested() || !(isOpened || hasSynced)) return;
    }
    this.#lastSync = sync.lastSync;
    await this.ask();
  }

  /** Who works here and what the sync knows, without asking anybody; null where the desk is not open. */
  async #here(): Promise<{ session: SessionView; sync: SyncView } | null> {
    try {
      const { backend } = this;
      const [session, sync] = await Promise.all([backend.session(), backend.syncStatus()]);
      return { session, sync };
    } catch (error) {
      if (!isCommandError(error)) throw error;
      return null;
    }
  }

  /** A clock that was set back does not rest for ever. */
  #hasRested(): boolean {
    if (this.#askedAt === null) return true;
    const rest = this.now() - this.#askedAt;
    return rest < 0 || rest >= REST;
  }
}
