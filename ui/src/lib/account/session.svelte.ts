import type { Backend } from '$lib/backend/backend';
import type { SessionView, SignInInput } from '$lib/backend/types';

/** Who works here. Until the core has answered nobody does. */
export class SessionController {
  view = $state.raw<SessionView | null>(null);
  busy = $state(false);
  /** Why the desk did not open; null when it did. */
  failure = $state.raw<unknown>(null);

  constructor(private readonly backend: Backend) {}

  /** True when there is neither a demo nor a practice: the first start. */
  get isFirstStart(): boolean {
    return this.view?.mode === 'none';
  }

  async load(): Promise<void> {
    try {
      this.view = await this.backend.session();
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
  }

  openDemo(): Promise<void> {
    return this.#change(() => this.backend.openDemo());
  }

  signIn(input: SignInInput): Promise<void> {
    return this.#change(() => this.backend.signIn(input));
  }

  switchTo(actorId: string): Promise<void> {
    return this.#change(() => this.backend.switchStaff(actorId));
  }

  async #change(work: () => Promise<SessionView>): Promise<void> {
    this.busy = true;
    try {
      this.view = await work();
    } finally {
      this.busy = false;
    }
  }
}
