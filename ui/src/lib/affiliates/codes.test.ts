import { describe, expect, it, vi } from 'vitest';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import { CodesController } from './codes.svelte';

const desk = (options: MemoryOptions = {}) =>
  memoryBackend({
    now: () => new Date('2026-11-20T11:00:00Z'),
    contacts: 50,
    role: 'owner',
    ...options,
  });

async function opened(backend = desk()) {
  const here = new CodesController(backend);
  await here.load();
  return here;
}

describe('affiliate codes', () => {
  it('are there without a network, the first one with its picture', async () => {
    const here = await opened(desk({ line: 'offline' }));
    expect(here.rows.map((row) => row.code)).toEqual(['BIRKE26R', 'BIRKENHAINV', 'MESSE25K']);
    expect([here.at, here.chosen?.clicks]).toEqual([0, 214]);
    expect(here.picture?.fileName).toBe('flyer-BIRKE26R.png');
  });

  it('show no picture of a retired one, and the right one when two come out of order', async () => {
    const backend = desk();
    const here = await opened(backend);
    await here.choose(2);
    expect(here.picture).toBeNull();
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const draw = backend.affiliateFlyerPng;
    const slow = vi.fn(async (code: string) => {
      if (code === 'BIRKE26R') await held;
      return draw(code);
    });
    const other = new CodesController({ ...backend, affiliateFlyerPng: slow });
    const loading = other.load();
    await vi.waitFor(() => expect(slow).toHaveBeenCalled());
    await other.choose(1);
    release();
    await loading;
    expect(other.picture?.fileName).toBe('flyer-BIRKENHAINV.png');
  });

  it('are made by the platform, and the new one is chosen', async () => {
    const here = await opened();
    await here.create({ stem: 'winter', label: ' Messe ' });
    expect([here.chosen?.code, here.chosen?.label, here.at]).toEqual(['WINTERX', 'Messe', 0]);
    const again = here.create({ stem: 'WINTER', label: '' });
    await expect(again).rejects.toMatchObject({ code: 'affiliate_code_taken' });
    expect(here.busy).toBe(false);
  });

  it('are neither made nor changed without a network, nor by whoever may not', async () => {
    const here = await opened(desk({ line: 'offline' }));
    const made = here.create({ stem: 'WINTER', label: '' });
    await expect(made).rejects.toMatchObject({ code: 'needs_network' });
    const changed = here.edit({ code: 'BIRKE26R', label: 'Neu', retired: null });
    await expect(changed).rejects.toMatchObject({ code: 'needs_network' });
    expect([here.rows.length, here.chosen?.label]).toEqual([3, 'Flyer Herbst']);
    const reception = await opened(desk({ role: 'reception' }));
    const refused = reception.create({ stem: 'WINTER', label: '' });
    await expect(refused).rejects.toMatchObject({ code: 'not_allowed' });
  });

  it('keep the chosen one when the list changes', async () => {
    const backend = desk();
    const here = await opened(backend);
    await here.choose(1);
    const end = here.watch();
    await backend.createAffiliateCode({ key: null, stem: 'NEU', label: '' });
    await vi.waitFor(() => expect(here.rows).toHaveLength(4));
    expect([here.at, here.chosen?.code]).toEqual([2, 'BIRKENHAINV']);
    end();
  });
});
