import type { Backend } from '$lib/backend/backend';
import { memoryBackend, type MemoryOptions } from './index';

const RECOVERY = ['none', 'due', 'later', 'kept'] as const;
const KEY = ['lost', 'never_issued'] as const;
const LINES = ['online', 'waiting', 'offline', 'cases', 'local_only'] as const;

/**
 * The demo practice as the address asks for it: `?line=offline&contacts=0&first`,
 * `?role=therapist&pin=2580&locked`, `?recovery=due`, `?key=lost`, `?clash`,
 * `?restored`, `?alone`, `?tenants`,
 * `?line=cases&cases=all`.
 */
export function memoryFromAddress(search: string): Backend {
  const asked = new URLSearchParams(search);
  const options: MemoryOptions = {};
  const line = LINES.find((one) => one === asked.get('line'));
  if (line) options.line = line;
  const contacts = asked.get('contacts');
  if (contacts !== null && /^\d+$/.test(contacts)) options.contacts = Number(contacts);
  if (asked.has('alone')) options.alone = true;
  if (asked.has('restored')) options.restored = true;
  if (asked.get('cases') === 'all') options.cases = 'all';
  if (asked.has('first')) Object.assign(options, { signedIn: false, line: 'local_only' });
  for (const name of ['role', 'pin'] as const) {
    const value = asked.get(name);
    if (value) options[name] = value;
  }
  const recovery = RECOVERY.find((one) => one === asked.get('recovery'));
  if (recovery) options.recovery = recovery;
  const key = KEY.find((one) => one === asked.get('key'));
  if (key) options.key = key;
  if (asked.has('tenants')) options.others = [{ tenant: 'Studio Nordlicht', contacts: 40 }];
  options.locked = asked.has('locked');
  options.clash = asked.has('clash');
  return memoryBackend(options);
}
