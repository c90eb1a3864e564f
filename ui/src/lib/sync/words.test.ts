import { describe, expect, it } from 'vitest';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import { SyncController } from './sync.svelte';
import { pillWords } from './words';

const now = new Date('2026-11-20T11:00:00Z');

async function pill(line: NonNullable<MemoryOptions['line']>) {
  const sync = new SyncController(memoryBackend({ now: () => now, contacts: 60, line }));
  await sync.load();
  return [sync.tone, ...pillWords(sync.tone, sync.view, now)];
}

describe('the sync pill says the truth', () => {
  it.each([
    ['online', 'done', 'Alles abgeglichen', 'vor 12 Sekunden'],
    ['waiting', 'waiting', '3 warten', 'werden übertragen'],
    ['offline', 'offline', 'Ohne Netz seit 10:48', '7 warten, gespeichert'],
    ['cases', 'cases', '1 Fall zu klären', 'sonst alles abgeglichen'],
    ['local_only', 'local', 'Nur auf diesem Gerät', 'noch nicht angemeldet'],
  ] as const)('%s', async (line, ...words) => {
    expect(await pill(line)).toEqual(words);
  });

  it('says that the disk of the platform is full, and not that it sends', async () => {
    const sync = new SyncController(
      memoryBackend({ now: () => now, contacts: 60, line: 'waiting' }),
    );
    await sync.load();
    const full = { ...sync.view!, lastError: 'platform_full' };
    expect(pillWords(sync.tone, full, now)).toEqual(['3 warten', 'Speicher der Plattform voll']);
  });

  it('shows what waits, and that n recorded here are n acknowledged there once it is sent', async () => {
    const backend = memoryBackend({ now: () => now, contacts: 60, line: 'waiting' });
    const sync = new SyncController(backend);
    await sync.load();
    await sync.loadDetails();
    expect([sync.pending.length, sync.view!.recorded - sync.view!.acknowledged]).toEqual([3, 3]);
    await sync.syncNow();
    expect([sync.pending.length, sync.view!.acknowledged === sync.view!.recorded]).toEqual([
      0,
      true,
    ]);
  });

  it('compares when asked, and says that all is equal', async () => {
    const sync = new SyncController(
      memoryBackend({ now: () => now, contacts: 60, line: 'online' }),
    );
    await sync.load();
    expect(sync.comparison).toBeNull();
    await sync.compare();
    expect([sync.comparison?.state, sync.comparing]).toEqual(['equal', false]);
    expect(sync.view?.comparedAt).toBe(now.toISOString());
  });

  it('turns red when what is here differs from what is there', async () => {
    const backend = memoryBackend({ now: () => now, contacts: 60, line: 'online' });
    const sync = new SyncController(backend);
    await sync.load();
    sync.view = { ...sync.view!, comparedState: 'differs' };
    expect([sync.tone, ...pillWords(sync.tone, sync.view, now)]).toEqual([
      'cases',
      'Prüfsummen verschieden',
      'bitte den Support rufen',
    ]);
  });
});
