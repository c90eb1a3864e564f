import type { Backend } from '$lib/backend/backend';

/** Says in words what would be lost, or null when nothing would. */
type Look = () => string | null;

const looks = new WeakMap<Backend, Set<Look>>();

/** Has `look` asked before the window leaves this desk; the result ends it. */
export function watchUnsaved(backend: Backend, look: Look): () => void {
  const held = looks.get(backend) ?? new Set<Look>();
  looks.set(backend, held);
  held.add(look);
  return () => held.delete(look);
}

/** What would be lost if the window left this desk now. */
export function listUnsaved(backend: Backend): string[] {
  return [...(looks.get(backend) ?? [])].map((look) => look()).filter((one) => one !== null);
}
