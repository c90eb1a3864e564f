import type { Backend } from '$lib/backend/backend';
import type {
  MembershipLevelRow,
  MembershipOffersView,
  MembershipSubscriptionRow,
  MembershipView,
} from '$lib/backend/types';

/** So often the platform is asked what came of a payment, in milliseconds. */
const EVERY = 5_000;

/** True when a payment of it was begun and may still be made. */
export const isUnderWay = ({ purchase }: MembershipLevelRow): boolean =>
  purchase !== null && (purchase.state === 'pending' || purchase.state === 'failed');

/** The membership of the practice: what it opens, what is on offer, and what came of a purchase. */
export class MembershipController {
  view = $state.raw<MembershipView | null>(null);
  offers = $state.raw<MembershipOffersView | null>(null);
  /** Why there are no offers. */
  failure = $state.raw<unknown>(null);
  /** A question to the platform is under way. */
  busy = $state(false);
  /** The product whose payment stands open in a browser, or was just made. */
  watched = $state<string | null>(null);
  /** Where it is paid, when no browser came up. */
  address = $state<string | null>(null);
  /** Somebody looks at it: without them nothing is asked by itself. */
  #isLooked = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly backend: Backend) {}

  /** How the purchase stands that was begun here: `pending`, `failed`, `paid`, `over`. */
  get outcome(): string | null {
    const level = this.offers?.levels.find((one) => one.productId === this.watched);
    return level?.purchase?.state ?? null;
  }

  /** Somebody looks at it, until the result is called. */
  look(): () => void {
    this.#isLooked = true;
    return () => {
      this.#isLooked = false;
      this.#rest();
    };
  }

  async load(): Promise<void> {
    this.view = await this.backend.showMembership();
  }

  /** Asks what is on offer; without an answer the reason stands where the offers would. */
  async ask(): Promise<void> {
    this.busy = true;
    try {
      await this.#take(this.backend.listMembershipOffers());
      this.failure = null;
      this.#watch();
    } catch (error) {
      this.failure = error;
    } finally {
      this.busy = false;
    }
  }

  /** Leads to the payment, at the price that is shown; what was begun is gone on with at its own. */
  async buy(level: MembershipLevelRow): Promise<void> {
    const begun = isUnderWay(level) ? level.purchase : null;
    this.busy = true;
    try {
      const way = await this.backend.buyMembership({
        productId: level.productId,
        amount: begun?.amount ?? level.first.gross,
        laterAmount: begun ? begun.laterAmount : (level.later?.gross ?? null),
      });
      this.watched = level.productId;
      this.address = way.opened ? null : way.url;
      await this.#take(this.backend.listMembershipOffers());
      this.#watch();
    } catch (error) {
      // The price may be another one by now, or somebody was faster: what is shown is looked at anew.
      await this.ask();
      throw error;
    } finally {
      this.busy = false;
    }
  }

  async end(subscription: MembershipSubscriptionRow): Promise<void> {
    this.busy = true;
    try {
      await this.#take(this.backend.endMembershipSubscription(subscription.subscriptionId));
    } finally {
      this.busy = false;
    }
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #take(answer: Promise<MembershipOffersView>): Promise<void> {
    const before = this.outcome;
    this.offers = await answer;
    if (this.outcome !== 'paid' || before === 'paid') return;
    this.#rest();
    this.address = null;
    // What it opens comes with the next sync.
    await this.backend.syncNow().catch(() => undefined);
    await this.load();
  }

  #watch(): void {
    this.#rest();
    if (!this.#isLooked || this.outcome === null || this.outcome === 'paid') return;
    this.#timer = setInterval(() => {
      // A line that is gone for a while is no answer; the next one counts.
      this.#take(this.backend.listMembershipOffers()).catch(() => undefined);
    }, EVERY);
  }
}
