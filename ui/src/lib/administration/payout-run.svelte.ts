import type { Backend } from '$lib/backend/backend';
import type { PayoutPlanView, PayoutRunView } from '$lib/backend/types';
import { explain, isCommandError } from '$lib/errors';
import { parseCents } from '$lib/format';
import { leavesUnknown } from './form.svelte';

/**
 * One payout run from its plan to its result. A plan is sent once: after that the dialog shows what came of it, and
 * the platform pays the same plan no second time either.
 */
export class PayoutRun {
  plan = $state.raw<PayoutPlanView | null>(null);
  result = $state.raw<PayoutRunView | null>(null);
  typed = $state('');
  tried = $state(false);
  running = $state(false);
  /** It was sent, and whether it was paid is not known. */
  isUnknown = $state(false);
  failure = $state.raw<{ title: string; text: string } | null>(null);
  #isSent = false;
  #looks = 0;

  constructor(private readonly backend: Backend) {}

  /** Looks at what a run would do now; whatever was typed before counts no more. */
  async look(): Promise<void> {
    if (this.running) return;
    const turn = ++this.#looks;
    this.#isSent = false;
    Object.assign(this, { plan: null, result: null, typed: '', tried: false });
    Object.assign(this, { isUnknown: false, failure: null });
    try {
      const plan = await this.backend.previewPayouts();
      // A plan that comes late must not take the place of the one that is confirmed.
      if (turn === this.#looks) this.plan = plan;
    } catch (error) {
      if (turn === this.#looks) this.failure = explain(error);
    }
  }

  /** There is something to pay, or something that an earlier run left open. */
  get hasWork(): boolean {
    return (this.plan?.pay.length ?? 0) > 0 || (this.plan?.open.length ?? 0) > 0;
  }

  /** The sum of the only currency, which may be typed instead of the month. */
  get sum() {
    const totals = this.plan?.totals ?? [];
    return totals.length === 1 ? totals[0]! : null;
  }

  /** What was typed names the sum or the month. */
  get isConfirmed(): boolean {
    const typed = this.typed.trim();
    if (!this.plan || typed === '') return false;
    return typed === this.plan.month || (this.sum !== null && parseCents(typed) === this.sum.cents);
  }

  get mayRun(): boolean {
    return this.hasWork && !this.running && !this.result && !this.isUnknown && !this.failure;
  }

  /** Pays, once for a plan. */
  async run(): Promise<void> {
    this.tried = true;
    const plan = this.plan?.plan;
    if (plan === undefined || !this.mayRun || !this.isConfirmed || this.#isSent) return;
    this.#isSent = true;
    this.running = true;
    try {
      this.result = await this.backend.runPayouts(plan);
    } catch (error) {
      this.isUnknown = leavesUnknown(error) || isFull(error);
      this.failure = explain(error);
    } finally {
      this.running = false;
    }
  }
}

/** A run pays in several steps: where the disk of the platform is full some of them may be done. */
const isFull = (error: unknown): boolean => isCommandError(error) && error.code === 'platform_full';
