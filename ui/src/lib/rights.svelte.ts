import type { RefusedOp, SessionView } from '$lib/backend/types';
import { t } from '$lib/messages/index.svelte';

/** What the person at the desk may not do, as the core says; the core refuses it as well. */
class Rights {
  #refused = $state.raw<RefusedOp[]>([]);
  #person = $state('');

  /** Follows the session. */
  take(view: SessionView | null): void {
    this.#refused = view?.refused ?? [];
    this.#person = view?.actorId ?? '';
  }

  /** Whose rights they are: who works at the desk, locked or not; empty until somebody does. */
  get person(): string {
    return this.#person;
  }

  /** Why this verb is out of reach, for a hint on its button; undefined when it is not. */
  hint(op: string): string | undefined {
    const found = this.#refused.find((one) => one.op === op);
    return found && sentence(found.who, found.byAccount);
  }
}

/** Who may do it, in words. */
export function sentence(who: string[], byAccount: boolean): string {
  const { rights, roles } = t().account;
  const names = who.map((role) => roles[role] ?? role);
  const list = [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(rights.or);
  return byAccount ? rights.account(list) : rights.person(list);
}

export const rights = new Rights();
