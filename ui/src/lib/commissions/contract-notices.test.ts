import { describe, expect, it, vi } from 'vitest';
import { Change, type Backend, type Topic } from '$lib/backend/backend';
import { memoryBackend } from '$lib/backend/memory';
import { refuse } from '$lib/backend/memory/refuse';
import type { ContractNoticeRow, SessionView } from '$lib/backend/types';
import { ContractNotices, REST } from './contract-notices.svelte';

const NOTICE: ContractNoticeRow = {
  kind: 'affiliate',
  version: '2026-11',
  acceptedVersion: '2025-01',
  acceptedAt: '2025-01-12T10:00:00Z',
  neededFrom: null,
  isDue: false,
};
const OTHER: ContractNoticeRow = { ...NOTICE, kind: 'distributor' };

/** Everything that was begun has come to its end. */
const settled = () => new Promise((done) => setTimeout(done));

/** A desk whose sync ends when it is told to, and a platform that counts how often it is asked. */
function desk() {
  const memory = memoryBackend({ contacts: 0, role: 'owner' });
  const listeners = new Set<(changed: Change) => void>();
  const ask = vi.fn<Backend['showContractNotice']>();
  ask.mockResolvedValue({ notices: [NOTICE], mayAccept: true });
  let syncs = 1;
  let person: Partial<SessionView> = {};
  const backend: Backend = {
    ...memory,
    showContractNotice: ask,
    session: async () => ({ ...(await memory.session()), ...person }),
    syncStatus: async () => ({ ...(await memory.syncStatus()), lastSync: `sync ${syncs}` }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const clock = { now: 1_000_000 };
  const tell = (...topics: Topic[]) =>
    listeners.forEach((listener) => listener(new Change(topics)));
  return {
    backend,
    ask,
    clock,
    notices: new ContractNotices(backend, () => clock.now),
    endSync: () => void (syncs += 1),
    become: (other: Partial<SessionView>) => void (person = other),
    /** The sync changes many times, as it does when it brings much. */
    async storm(...topics: Topic[]): Promise<void> {
      for (let n = 0; n < 200; n += 1) tell(...topics);
      await settled();
    },
  };
}

describe('what is asked of the platform about newer contracts', () => {
  it('is asked once when the screen opens, however often the sync changes', async () => {
    const { notices, ask, storm, endSync } = desk();
    const stop = notices.watch();
    await settled();
    expect(notices.rows).toEqual([NOTICE]);
    for (let n = 0; n < 5; n += 1) {
      endSync();
      await storm('sync', 'account', 'commissions');
    }
    expect(ask).toHaveBeenCalledOnce();
    stop();
  });

  it('is asked again after a rest where a sync has ended since, and once for it', async () => {
    const { notices, ask, storm, endSync, clock } = desk();
    notices.watch();
    await settled();
    clock.now += REST - 1;
    endSync();
    await storm('sync');
    expect(ask).toHaveBeenCalledOnce();
    clock.now += 1;
    await storm('sync');
    expect(ask).toHaveBeenCalledTimes(2);
    // No sync has ended since.
    clock.now += 10 * REST;
    await storm('sync');
    expect(ask).toHaveBeenCalledTimes(2);
    endSync();
    await storm('sync');
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it('is asked once while no answer has come', async () => {
    const { notices, ask, storm, endSync } = desk();
    ask.mockReturnValue(new Promise(() => undefined));
    notices.watch();
    endSync();
    await storm('sync', 'account');
    expect(ask).toHaveBeenCalledOnce();
  });

  it('is remembered from one visit of the screen to the next', async () => {
    const { notices, ask, clock } = desk();
    for (let visit = 0; visit < 5; visit += 1) {
      notices.watch()();
      await settled();
    }
    expect([ask.mock.calls.length, notices.rows]).toEqual([1, [NOTICE]]);
    clock.now += REST;
    notices.watch()();
    await settled();
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('is one of a window', () => {
    const { backend } = desk();
    expect(ContractNotices.of(backend)).toBe(ContractNotices.of(backend));
    expect(ContractNotices.of(desk().backend)).not.toBe(ContractNotices.of(backend));
  });

  it('is asked at once for whoever takes over, and the other one is forgotten', async () => {
    const { notices, ask, storm, become } = desk();
    notices.watch();
    await settled();
    ask.mockRejectedValue(refuse('needs_network'));
    become({ actorId: 'somebody-else' });
    await storm('account');
    expect([ask.mock.calls.length, notices.rows]).toEqual([2, []]);
  });

  it('is not asked behind the lock', async () => {
    const { notices, ask, storm, become } = desk();
    become({ locked: true });
    notices.watch();
    await storm('account', 'sync');
    expect(ask).not.toHaveBeenCalled();
    become({});
    await storm('account');
    expect(ask).toHaveBeenCalledOnce();
  });

  it('stays as it was told where the platform does not answer, which is asked after a rest', async () => {
    const { notices, ask, storm, endSync, clock } = desk();
    notices.watch();
    await settled();
    ask.mockRejectedValue(refuse('needs_network'));
    for (const calls of [2, 3]) {
      clock.now += REST;
      endSync();
      await storm('sync');
      expect([ask.mock.calls.length, notices.rows]).toEqual([calls, [NOTICE]]);
    }
  });

  it('does not rest for ever behind a clock that was set back', async () => {
    const { notices, ask, storm, endSync, clock } = desk();
    notices.watch();
    await settled();
    clock.now -= 365 * 24 * 60 * 60_000;
    endSync();
    await storm('sync');
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('drops what was accepted, and an answer of before does not bring it back', async () => {
    const { notices, ask } = desk();
    ask.mockResolvedValue({ notices: [NOTICE, OTHER], mayAccept: true });
    notices.watch();
    await settled();
    const late = notices.ask();
    // What still waits could not be asked for any more: the other one stays.
    notices.take({ notices: [], mayAccept: true }, NOTICE);
    await late;
    expect(notices.rows).toEqual([OTHER]);
    notices.take({ notices: [], mayAccept: true }, OTHER);
    expect(notices.rows).toEqual([]);
  });
});
