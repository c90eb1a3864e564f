import type { Commands, Topic } from '$lib/backend/backend';
import type { ComparedDay, ComparisonView, SyncView } from '$lib/backend/types';
import { pdfOf } from './pdf';
import type { MemoryPractice } from './practice';
import { refuse } from './refuse';

const HEAD = '9f2c41d7a8e05b36c1f4927de0b8a35f6d7c2e914ab08f53d6e71c0942bfa18e';

export function syncOf(
  practice: MemoryPractice,
): Commands<
  | 'confirmNewDevice'
  | 'syncStatus'
  | 'syncNow'
  | 'listPending'
  | 'listRejected'
  | 'verifySync'
  | 'showComparison'
  | 'syncReportPdf'
> {
  return {
    syncStatus: async () => state(practice),
    syncNow: async () => {
      if (practice.line === 'online') acknowledge(practice);
      return state(practice);
    },
    listPending: async (limit) => [...practice.pending].reverse().slice(0, limit),
    listRejected: async () => [],
    confirmNewDevice: async () => {
      practice.newDevice = null;
      practice.changed('sync');
      return state(practice);
    },
    verifySync: async () => {
      if (practice.line === 'offline') throw refuse('not_compared_now');
      acknowledge(practice);
      practice.comparison = comparison(practice);
      practice.changed('sync');
      return practice.comparison;
    },
    showComparison: async () => practice.comparison,
    syncReportPdf: async () => {
      const held = practice.comparison;
      if (!held) throw refuse('not_compared_yet');
      const line = (day: ComparedDay) =>
        `${day.day}   ${day.device}   ${day.here.count}   ${day.isEqual ? 'stimmt' : 'weicht ab'}`;
      const base64 = pdfOf('Nachweis des Abgleichs', held.days.map(line));
      const day = held.comparedAt.slice(0, 10);
      return { fileName: `Abgleich-${day}.pdf`, mediaType: 'application/pdf', base64 };
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

/** One day of the one device, the same here and there. */
function comparison(practice: MemoryPractice): ComparisonView {
  const at = practice.now().toISOString();
  const sums = [{ cents: 21_500, currency: 'EUR' }];
  const figures = { count: practice.recorded, sums, hash: HEAD };
  const day: ComparedDay = {
    day: at.slice(0, 10),
    device: 'Empfang 1',
    deviceId: '0198c0de-0000-7000-8000-000000000001',
    isOwn: true,
    here: figures,
    there: figures,
    isEqual: true,
  };
  return {
    comparedAt: at,
    state: 'equal',
    program: '0.1.0',
    entries: practice.recorded,
    changes: practice.recorded,
    cards: practice.contacts.length,
    requests: 3,
    days: [day],
    differences: [],
  };
}

function state(practice: MemoryPractice): SyncView {
  const pending = practice.pending.length;
  const cases = practice.cases.filter((one) => one.isOpen).length;
  const stateNow =
    practice.line !== 'online'
      ? practice.line
      : cases > 0
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
    cases,
    rejected: 0,
    lastSync: practice.lastSync?.toISOString() ?? null,
    offlineSince: practice.offlineSince?.toISOString() ?? null,
    lastError: practice.line === 'offline' ? 'offline' : null,
    journalHead: HEAD,
    device: 'Empfang 1',
    numberCode: 'A',
    newDevice: practice.newDevice,
    running: practice.line === 'online' && pending > 0,
    comparedAt: practice.comparison?.comparedAt ?? null,
    comparedState: practice.comparison?.state ?? null,
  };
}
