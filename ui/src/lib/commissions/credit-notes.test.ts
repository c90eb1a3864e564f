import { describe, expect, it } from 'vitest';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import { CreditNotesController, ExtractController } from './credit-notes.svelte';

const desk = (options: MemoryOptions = {}) =>
  memoryBackend({
    now: () => new Date('2026-11-20T11:00:00Z'),
    contacts: 50,
    role: 'owner',
    ...options,
  });

async function opened(backend = desk()) {
  const here = new CreditNotesController(backend);
  await here.load();
  return here;
}

const find = (here: CreditNotesController, number: string) =>
  here.view!.notes.find((one) => one.number === number)!;

describe('credit notes (Y3)', () => {
  it('are listed with corrections and objections, and say that there is none', async () => {
    const here = await opened();
    expect(here.view?.notes.map((one) => [one.status, one.corrects])).toEqual([
      ['issued', 'GS-2026-000017'],
      ['issued', null],
      ['objected', null],
    ]);
    const empty = await opened(desk({ contacts: 0 }));
    expect([here.isEmpty, empty.isEmpty]).toEqual([false, true]);
  });

  it('are not said to be none while nobody could ask', async () => {
    const backend = desk({ contacts: 0 });
    const never = { ...(await backend.listCreditNotes()), isCurrent: false, listedAt: null };
    const here = await opened({ ...backend, listCreditNotes: async () => never });
    expect(here.isUnknown).toBe(true);
    expect((await opened(backend)).isUnknown).toBe(false);
  });

  it('say that they did not come, until they come', async () => {
    const backend = desk();
    let isBroken = true;
    const listCreditNotes = () =>
      isBroken ? Promise.reject(new Error('broken')) : backend.listCreditNotes();
    const here = new CreditNotesController({ ...backend, listCreditNotes });
    await expect(here.load()).rejects.toThrow('broken');
    expect([here.failed, here.busy, here.view]).toEqual([true, false, null]);
    isBroken = false;
    await here.load();
    expect([here.failed, here.view === null]).toEqual([false, false]);
  });

  it('lie at the desk once they were opened', async () => {
    const backend = desk();
    const here = await opened(backend);
    const end = here.watch();
    expect(find(here, 'GS-2026-000043').isKept).toBe(false);
    await here.open('GS-2026-000043');
    expect(here.document?.fileName).toBe('GS-2026-000043.pdf');
    await here.load();
    expect(find(here, 'GS-2026-000043').isKept).toBe(true);
    end();
  });

  it('open offline where they are kept, and nowhere else', async () => {
    const here = await opened(desk({ line: 'offline' }));
    expect(here.view?.isCurrent).toBe(false);
    await here.open('GS-2026-000042');
    expect(here.document?.fileName).toBe('GS-2026-000042.pdf');
    await expect(here.open('GS-2026-000017')).rejects.toMatchObject({ code: 'needs_network' });
    expect(here.busy).toBe(false);
  });

  it('are objected to once, and by the owner alone', async () => {
    const backend = desk();
    const here = await opened(backend);
    await here.object('GS-2026-000042', ' Satz falsch ');
    expect(find(here, 'GS-2026-000042').status).toBe('objected');
    const again = here.object('GS-2026-000042', '');
    await expect(again).rejects.toMatchObject({ code: 'already_objected' });
    const reception = await opened(desk({ role: 'reception' }));
    const refused = reception.object('GS-2026-000042', '');
    await expect(refused).rejects.toMatchObject({ code: 'not_allowed' });
  });
});

describe('the extract with names (C16)', () => {
  it('asks for nothing without a reason', async () => {
    const asked = new ExtractController(desk());
    await asked.ask('2026-10');
    expect([asked.isMissing, asked.extract]).toEqual([true, null]);
  });

  it('tells names for a reason, and forgets them when it is closed', async () => {
    const asked = new ExtractController(desk());
    asked.reason = 'Rückfrage zur Abrechnung';
    await asked.ask('2026-10');
    expect(asked.extract?.entries.length).toBeGreaterThan(0);
    expect(asked.extract?.entries[0]?.name).toBeTruthy();
    asked.forget();
    expect([asked.reason, asked.extract]).toEqual(['', null]);
  });

  it('drops names that come after it was closed', async () => {
    const asked = new ExtractController(desk());
    asked.reason = 'Rückfrage zur Abrechnung';
    const answer = asked.ask('2026-10');
    asked.forget();
    await answer;
    expect([asked.extract, asked.busy]).toEqual([null, false]);
  });

  it('needs the network', async () => {
    const asked = new ExtractController(desk({ line: 'offline' }));
    asked.reason = 'Rückfrage';
    await expect(asked.ask('2026-10')).rejects.toMatchObject({ code: 'needs_network' });
    expect(asked.extract).toBeNull();
  });
});
