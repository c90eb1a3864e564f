import type { Commands } from '$lib/backend/backend';
import type { DeviceRow, DevicesView } from '$lib/backend/types';
import type { MemoryPractice } from './practice';
import { refuse } from './refuse';

export function devicesOf(
  practice: MemoryPractice,
): Commands<
  'listDevices' | 'renameDevice' | 'revokeDevice' | 'showQuarantine' | 'acceptQuarantine'
> {
  const rows = practice.options.alone ? [] : others(practice);
  const own = () => ownRow(practice);
  let name = 'Empfang 1';
  const view = (): DevicesView => ({
    devices: [
      { ...own(), name },
      ...(practice.line === 'local_only' ? [] : rows.map((row) => ({ ...row }))),
    ],
    former: practice.options.restored
      ? [{ numberCode: 'B', reason: 'restored', endedAt: ago(practice, 60 * 24), recorded: 812 }]
      : [],
    isCurrent: practice.line === 'online',
    isLocal: practice.line === 'local_only',
    mayManage: practice.line === 'online',
    listedAt: practice.lastSync?.toISOString() ?? null,
  });
  const find = (id: string): DeviceRow => {
    if (practice.line !== 'online') throw refuse('needs_network');
    const found = [own(), ...rows].find((row) => row.deviceId === id);
    if (!found) throw refuse('unknown_device', { id });
    return found;
  };
  return {
    listDevices: async () => view(),
    renameDevice: async (id, wanted) => {
      const row = find(id);
      if (row.isOwn) name = wanted;
      row.name = wanted;
      return view();
    },
    revokeDevice: async (id, lost) => {
      const row = find(id);
      row.state = lost ? 'lost' : 'revoked';
      row.revokedAt = practice.now().toISOString();
      return view();
    },
    showQuarantine: async (id) =>
      Array.from({ length: find(id).quarantined }, (_, at) => ({
        dseq: at + 1,
        at: ago(practice, 60 * 30 - at * 25),
        op: at === 1 ? 'check_in' : 'sell',
        entity: 'sale',
        label: at === 1 ? 'K-004417' : `KB-2026-D-00021${at}`,
      })),
    acceptQuarantine: async (id) => {
      const row = find(id);
      const applied = row.quarantined;
      row.quarantined = 0;
      return { applied, refused: 0 };
    },
  };
}

const ago = (practice: MemoryPractice, minutes: number) =>
  new Date(practice.now().getTime() - minutes * 60_000).toISOString();

function ownRow(practice: MemoryPractice): DeviceRow {
  return {
    deviceId: 'd-1',
    name: 'Empfang 1',
    numberCode: 'A',
    formerCode: null,
    epoch: 1,
    acknowledged: practice.recorded - practice.pending.length,
    pending: practice.pending.length,
    lastSeen: null,
    version: '0.1.0',
    isOwn: true,
    state: 'active',
    revokedAt: null,
    partedAt: null,
    erasedAt: null,
    quarantined: 0,
  };
}

function others(practice: MemoryPractice): DeviceRow[] {
  const base = { ...ownRow(practice), isOwn: false, pending: 0 };
  return [
    {
      ...base,
      deviceId: 'd-2',
      name: 'Behandlung 2',
      numberCode: 'C',
      formerCode: 'B',
      acknowledged: 1204,
      lastSeen: ago(practice, 4),
    },
    {
      ...base,
      deviceId: 'd-3',
      name: 'Laptop für Hausbesuche',
      numberCode: 'E',
      acknowledged: 388,
      pending: 6,
      lastSeen: ago(practice, 60 * 51),
    },
    {
      ...base,
      deviceId: 'd-4',
      name: 'Alter Empfang',
      numberCode: 'D',
      acknowledged: 5310,
      lastSeen: ago(practice, 60 * 27),
      state: 'revoked',
      revokedAt: ago(practice, 60 * 28),
      partedAt: ago(practice, 60 * 27),
      quarantined: 3,
    },
  ];
}
