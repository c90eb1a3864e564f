import { toasts } from '$lib/components/toasts.svelte';
import { explain, isCommandError } from '$lib/errors';

/** Shows an error as a message at the lower edge: what happened, what is safe, what to do next. */
export function showError(error: unknown): void {
  // Behind the lock nothing is answered; whoever unlocks it gets everything anew.
  if (isCommandError(error) && error.code === 'locked') return;
  const { severity, title, text } = explain(error);
  toasts.show({ tone: severity === 'fault' ? 'red' : 'amber', title, text });
}

/** Runs a promise whose failure is shown and nothing more. */
export function attempt(work: Promise<unknown>): void {
  work.catch(showError);
}
