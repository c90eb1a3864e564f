import type { Backend } from '$lib/backend/backend';
import { memoryBackend, type MemoryOptions } from './index';

const LINES = ['online', 'waiting', 'offline', 'cases', 'local_only'] as const;

/** The demo practice as the address asks for it: `?line=offline&contacts=0&first&restored`. */
export function memoryFromAddress(search: string): Backend {
  const asked = new URLSearchParams(search);
  const options: MemoryOptions = {};
  const line = LINES.find((one) => one === asked.get('line'));
  if (line) options.line = line;
  const contacts = asked.get('contacts');
  if (contacts !== null && /^\d+$/.test(contacts)) options.contacts = Number(contacts);
  if (asked.has('restored')) options.restored = true;
  if (asked.has('first')) Object.assign(options, { signedIn: false, line: 'local_only' });
  return memoryBackend(options);
}
