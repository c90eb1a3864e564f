import type { Backend } from '$lib/backend/backend';
import type { BrowserSignInInput, SessionView, SignInInput } from '$lib/backend/types';
import { rights } from '$lib/rights.svelte';

/** Who works here. Until the core has answered nobody does. */
export class SessionController {
  view = $state.raw<SessionView | null>(null);
  busy = $state(false);
  /** Why the desk did not open; null when it did. */
  failure = $state.raw<unknown>(null);
  /** False until the window was open for somebody: what was never shown need not be hidden. */
  wasOpen = $state(false);

  constructor(private readonly backend: Backend) {}

  /** True when there is neither a demo nor a practice: the first start. */
  get isFirstStart(): boolean {
    return this.view?.mode === 'none';
  }

  get isLocked(): boolean {
    return this.view?.locked ?? false;
  }

  async load(): Promise<void> {
    try {
      this.#take(await this.backend.session());
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

  /** Waits until somebody has signed in in the browser, or has given up. */
  signInByBrowser(input: BrowserSignInInput): Promise<void> {
    return this.#change(() => this.backend.signInByBrowser(input));
  }

  /** Ends that waiting; the one who waits is told so. */
  async cancelSignIn(): Promise<void> {
    await this.backend.cancelSignIn();
  }

  switchTo(actorId: string, pin: string | null = null): Promise<void> {
    return this.#change(() => this.backend.switchStaff(actorId, pin));
  }

  lock(): Promise<void> {
    return this.#change(() => this.backend.lockDesk());
  }

  unlock(pin: string | null): Promise<void> {
    return this.#change(() => this.backend.unlockDesk(pin));
  }

  forgetPin(recoveryKey: string): Promise<void> {
    return this.#change(() => this.backend.forgetPin(recoveryKey));
  }

  confirmRecoveryKey(recoveryKey: string): Promise<void> {
    return this.#change(() => this.backend.confirmRecoveryKey(recoveryKey));
  }

  postponeRecoveryKey(): Promise<void> {
    return this.#change(() => this.backend.postponeRecoveryKey());
  }

  async #change(work: () => Promise<SessionView>): Promise<void> {
    this.busy = true;
    try {
      this.#take(await work());
    } finally {
      this.busy = false;
    }
  }

  #take(view: SessionView): void {
    this.view = view;
    this.wasOpen ||= !view.locked;
    rights.take(view);
  }
}
