import { Change, type Backend } from '$lib/backend/backend';
import type { ProfileRow } from '$lib/backend/types';
import { MemoryPractice, type MemoryOptions } from './practice';
import { refuse } from './refuse';
import { whoWorks } from './staff';

type Laptops = 'listProfiles' | 'addProfile' | 'switchProfile' | 'forgetProfile' | 'reload';

/** Everything that is asked of the desk of one tenant. */
export type OneDesk = Omit<Backend, Laptops>;

interface Place {
  folder: string;
  options: MemoryOptions;
  missing: boolean;
  lastUsed: string | null;
  /** Made when it is opened first. */
  open: { practice: MemoryPractice; desk: OneDesk } | null;
}

/** A laptop with several tenants: each has a practice of its own, and one of them is open. */
export function laptopOf(
  options: MemoryOptions,
  deskOf: (practice: MemoryPractice) => OneDesk,
): Backend {
  const place = (folder: string, of: MemoryOptions, missing = false): Place => ({
    folder,
    options: of,
    missing,
    lastUsed: null,
    open: null,
  });
  let places = [place('/data/default', options)];
  for (const [n, other] of (options.others ?? []).entries()) {
    places.push(place(`/data/profiles/p${n}`, other, other.missing));
  }
  const listeners = new Set<(change: Change) => void>();
  let now = places[0]!;

  function opened(one: Place): NonNullable<Place['open']> {
    if (one.open) return one.open;
    const practice = new MemoryPractice(one.options);
    const desk = deskOf(practice);
    desk.onChange((change) => one === now && tell(change));
    one.open = { practice, desk };
    return one.open;
  }
  const tell = (change: Change) => listeners.forEach((listener) => listener(change));
  const demandUnlocked = () => {
    if (opened(now).practice.locked) throw refuse('locked');
  };
  const list = () => ({ profiles: places.map((one) => rowOf(one, one === now)), damaged: null });

  const names = Object.keys(opened(now).desk) as (keyof OneDesk)[];
  const asked = names.map((name) => {
    const ask = (...words: unknown[]) =>
      (opened(now).desk[name] as unknown as (...words: unknown[]) => unknown)(...words);
    return [name, ask] as const;
  });
  return {
    ...(Object.fromEntries(asked) as unknown as OneDesk),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    listProfiles: async () => list(),
    addProfile: async () => {
      demandUnlocked();
      const unused = places.find((one) => one.options.signedIn === false && one !== now);
      if (unused) return unused.folder;
      const empty: MemoryOptions = { tenant: '', contacts: 0, signedIn: false, line: 'local_only' };
      const added = place(`/data/profiles/n${places.length}`, empty);
      places = [...places, added];
      return added.folder;
    },
    switchProfile: async (folder) => {
      const wanted = places.find((one) => one.folder === folder);
      if (!wanted) throw refuse('unknown_profile');
      if (wanted.missing) throw refuse('profile_missing');
      // A window that opens for somebody with a PIN opens locked.
      const { practice } = opened(wanted);
      practice.locked ||= practice.pins.has(whoWorks(practice).actorId);
      now = wanted;
      now.lastUsed = practice.now().toISOString();
      tell(new Change(['all']));
    },
    forgetProfile: async (folder) => {
      demandUnlocked();
      places = places.filter((one) => one.folder !== folder);
      return list();
    },
    // The page is the same; what it shows was just told to be looked at again.
    reload: async () => undefined,
  };
}

function rowOf(one: Place, isCurrent: boolean): ProfileRow {
  const isNew = !(one.open?.practice.signedIn ?? one.options.signedIn ?? true);
  return {
    folder: one.folder,
    name: one.folder.split('/').at(-1) ?? '',
    tenant: isNew ? '' : (one.options.tenant ?? 'Praxis Birkenhain'),
    user: isNew ? '' : 'Mira Tannhoff',
    lastUsed: one.lastUsed,
    state: one.missing ? 'missing' : isNew ? 'new' : 'ready',
    isCurrent,
    forCommands: false,
  };
}
