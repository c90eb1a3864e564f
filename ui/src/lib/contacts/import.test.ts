import { describe, expect, it, vi } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import { faultText, fieldText, ImportController } from './import.svelte';

const desk = () => memoryBackend({ contacts: 10 });

async function checked(backend = desk()) {
  const task = new ImportController(backend);
  await task.pick();
  await task.check();
  return task;
}

describe('importing contacts', () => {
  it('reads and judges first, and saves nothing before it is told to', async () => {
    const backend = desk();
    const task = await checked(backend);
    expect([task.step, task.fileName]).toEqual(['report', 'kontakte-export.csv']);
    expect(task.toTake).toBeGreaterThan(1000);
    expect(task.report?.rejected.length).toBeGreaterThan(0);
    const page = await backend.listContacts({ text: '', role: null, offset: 0, limit: 1 });
    expect(page.total).toBe(10);
  });

  it('names the columns that are not taken over, before and after the check', async () => {
    const backend = desk();
    const preview = await backend.previewImport('kontakte-export.csv');
    expect(preview.ignoredColumns).toEqual(['Kundennr.']);
    const task = await checked(backend);
    expect(task.report?.ignoredColumns).toEqual(['Kundennr.']);
  });

  it('takes over what the check promised, with progress, rate and time left', async () => {
    const backend = desk();
    const task = await checked(backend);
    const promised = task.toTake;
    const paces: string[] = [];
    const end = backend.onImportProgress(() => paces.push(task.pace));
    await task.start();
    end();
    expect([task.step, task.report?.created]).toEqual(['done', promised]);
    expect(paces.some((pace) => /je Sekunde, noch \d+ Sekunde/.test(pace))).toBe(true);
    const page = await backend.listContacts({ text: '', role: null, offset: 0, limit: 1 });
    expect(page.total).toBe(10 + promised);
  });

  it('can be stopped; what was taken over stays', async () => {
    const backend = desk();
    const task = await checked(backend);
    const end = backend.onImportProgress((now) => now.read > 300 && void task.stop());
    await task.start();
    end();
    const { created, cancelled } = task.report!;
    expect([cancelled, created > 0, created < 1000]).toEqual([true, true, true]);
    const page = await backend.listContacts({ text: '', role: null, offset: 0, limit: 1 });
    expect(page.total).toBe(10 + created);
  });

  it('leaves a column out that was recognised, and gives a field one column only', async () => {
    const backend = desk();
    const asked = vi.spyOn(backend, 'importContacts');
    const task = new ImportController(backend);
    await task.pick();
    task.assign('Ort', null);
    task.assign('Kundennr.', 'email');
    await task.check();
    const map = asked.mock.calls[0]![0].map;
    expect(map).toContainEqual(['', 'Ort']);
    expect(map).toContainEqual(['', 'E-Mail']);
    expect(map.filter(([field]) => field === 'email')).toEqual([['email', 'Kundennr.']]);
  });

  it('says in words why a record was not taken', () => {
    const fault = (field: string, why: string, value = '') => faultText({ field, why, value });
    expect(fault('birthday', 'not_a_date', '31.02.1980')).toBe(
      'Geburtstag „31.02.1980“ ist kein Datum',
    );
    expect(fault('name', 'no_name')).toBe('Der Name fehlt.');
    expect(fault('phone_2', 'quite_new', 'x')).toBe('Telefon 2: quite_new');
    expect(fieldText('street_work')).toBe('Straße Arbeit');
  });
});
