import type { Commands, Topic } from '$lib/backend/backend';
import type { SyncView } from '$lib/backend/types';
import type { MemoryPractice } from './practice';

const HEAD = '9f2c41d7a8e05b36c1f4927de0b8a35f6d7c2e914ab08f53d6e71c0942bfa18e';

export function syncOf(
  practice: MemoryPractice,
): Commands<
  'syncStatus' | 'syncNow' | 'listPending' | 'listCases' | 'listRejected' | 'confirmNewDevice'
> {
  return {
    syncStatus: async () => state(practice),
    syncNow: async () => {
      if (practice.line === 'online') acknowledge(practice);
      return state(practice);
    },
    listPending: async (limit) => [...practice.pending].reverse().slice(0, limit),
    listCases: async () => practice.cases,
    listRejected: async () => [],
    confirmNewDevice: async () => {
      practice.newDevice = null;
      practice.changed('sync');
      return state(practice);
    },
  };
}

/** Tells the window of a change; a line that is up takes what waits a moment later. */
export function takeLine(practice: MemoryPractice, change: Topic): void {
  practice.changed(change);
  practice.changed('sync');
  if (practice.line === 'online') setTimeout(() => acknowledge(practice), 1200);
}

function acknowledge(practice: MemoryPractice): void {
  practice.pending = [];
  practice.lastSync = practice.now();
  practice.changed('sync');
}

function state(practice: MemoryPractice): SyncView {
  const pending = practice.pending.length;
  const stateNow =
    practice.line !== 'online'
      ? practice.line
      : practice.cases.length > 0
        ? 'cases'
        : pending > 0
          ? 'waiting'
          : 'acknowledged';
  return {
    state: stateNow,
    recorded: practice.recorded,
    acknowledged: practice.recorded - pending,
    pending,
    hashesEqual: practice.line === 'local_only' ? null : true,
    cases: practice.cases.length,
    rejected: 0,
    lastSync: practice.lastSync?.toISOString() ?? null,
    offlineSince: practice.offlineSince?.toISOString() ?? null,
    lastError: practice.line === 'offline' ? 'offline' : null,
    journalHead: HEAD,
    device: 'Empfang 1',
    numberCode: 'A',
    newDevice: practice.newDevice,
    running: practice.line === 'online' && pending > 0,
  };
}
