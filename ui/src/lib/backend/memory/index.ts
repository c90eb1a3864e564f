import type { Backend } from '$lib/backend/backend';
import { accountOf } from './account';
import { cardsOf } from './cards';
import { contactsOf } from './contacts';
import { posOf } from './pos';
import { MemoryPractice, type MemoryOptions } from './practice';
import { receptionOf } from './reception';
import { syncOf } from './sync';
import { unbuilt } from './unbuilt';

export type { MemoryOptions } from './practice';

/** A desk that lives in memory: for tests, and for looking at the window in a browser. */
export function memoryBackend(options: MemoryOptions = {}): Backend {
  const practice = new MemoryPractice(options);
  return {
    ...unbuilt(),
    ...accountOf(practice),
    ...receptionOf(practice),
    ...cardsOf(practice),
    ...contactsOf(practice),
    ...posOf(practice),
    ...syncOf(practice),
    onChange: (listener) => practice.listen(listener),
    onImportProgress: () => () => {},
  };
}
