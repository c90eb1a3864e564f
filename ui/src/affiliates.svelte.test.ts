import { fireEvent, render, screen, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from '$lib/backend/backend';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import { refuse } from '$lib/backend/memory/refuse';
import { toasts } from '$lib/components/toasts.svelte';
import { locale } from '$lib/messages/index.svelte';
import { router } from '$lib/router.svelte';
import App from './App.svelte';

async function open(options: MemoryOptions = {}, change: Partial<Backend> = {}) {
  location.hash = '#/commissions';
  const backend = memoryBackend({
    now: () => new Date('2026-11-20T11:00:00Z'),
    contacts: 20,
    role: 'owner',
    ...options,
  });
  const view = render(App, { backend: { ...backend, ...change } });
  const { commissions, affiliates } = locale.messages;
  await screen.findByRole('heading', { level: 1, name: commissions.title });
  await fireEvent.click(await screen.findByRole('radio', { name: affiliates.title }));
  return view;
}

const table = () => screen.findByRole('grid', { name: locale.messages.affiliates.title });
const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });
const send = (dialog: HTMLElement) => fireEvent.submit(dialog.querySelector('form')!);

afterEach(() => {
  router.replace('reception');
  toasts.clear();
  locale.name = 'de';
});

describe('Empfehlungscodes', () => {
  it('stand in a table, with the picture of the chosen one', async () => {
    await open();
    const rows = within(await table()).getAllByRole('row');
    expect(rows).toHaveLength(4);
    expect(within(rows[1]!).getByText('Flyer Herbst')).toBeTruthy();
    expect(within(rows[3]!).getByText('stillgelegt')).toBeTruthy();
    const picture = await screen.findByRole<HTMLImageElement>('img', { name: /BIRKE26R/ });
    expect(picture.src).toMatch(/^data:image\/png;base64,/);
    await fireEvent.keyDown(await table(), { key: 'End' });
    expect(await screen.findByText(/Über diesen Code kommt niemand mehr/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /PDF speichern/ })).toBeNull();
  });

  it('are copied and saved by keys, also without a network', async () => {
    const writeText = vi.fn(async () => {});
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
    const saveDocument = vi.fn<Backend['saveDocument']>(async () => 'flyer');
    await open({ line: 'offline' }, { saveDocument });
    await screen.findByRole('img', { name: /BIRKE26R/ });
    await fireEvent.keyDown(await table(), { key: 'c' });
    await expect.poll(() => writeText.mock.calls.length).toBe(1);
    expect(writeText).toHaveBeenCalledWith('https://mojo.example/r/BIRKE26R');
    await fireEvent.keyDown(await table(), { key: 's', ctrlKey: true });
    await fireEvent.keyDown(await table(), { key: 'e', ctrlKey: true });
    await expect.poll(() => saveDocument.mock.calls.length).toBe(2);
    const saved = saveDocument.mock.calls.map(([one]) => one.fileName).sort();
    expect(saved).toEqual(['flyer-BIRKE26R.pdf', 'flyer-BIRKE26R.png']);
  });

  it('lose nothing that was typed when there is no network', async () => {
    await open({ line: 'offline' });
    await fireEvent.keyDown(await table(), { key: 'n' });
    const dialog = await screen.findByRole('dialog', { name: 'Neuer Empfehlungscode' });
    const stem = within(dialog).getByLabelText<HTMLInputElement>(/Wunschcode/);
    await type(stem, 'Winter');
    await send(dialog);
    expect(await screen.findByText('Das geht nur mit Netz.')).toBeTruthy();
    expect(stem.value).toBe('Winter');
    expect(screen.getByRole('dialog', { name: 'Neuer Empfehlungscode' })).toBeTruthy();
  });

  it('say beside the field what is wrong, and take a better one', async () => {
    await open();
    await fireEvent.click(await screen.findByRole('button', { name: /Neuer Code/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Neuer Empfehlungscode' });
    await type(within(dialog).getByLabelText(/Wunschcode/), 'Äpfel');
    await send(dialog);
    expect(await within(dialog).findByText(/keine Umlaute/)).toBeTruthy();
    await type(within(dialog).getByLabelText(/Wunschcode/), 'Apfel');
    await send(dialog);
    expect(await screen.findByText('APFELX ist angelegt.')).toBeTruthy();
    expect(await within(await table()).findByText('APFELX')).toBeTruthy();
  });

  it('claim nothing when the answer is lost', async () => {
    const createAffiliateCode = async () => {
      throw refuse('unanswered');
    };
    await open({}, { createAffiliateCode });
    await fireEvent.click(await screen.findByRole('button', { name: /Neuer Code/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Neuer Empfehlungscode' });
    await send(dialog);
    expect(await screen.findByText('Die Plattform hat nicht geantwortet.')).toBeTruthy();
    await fireEvent.click(within(dialog).getByRole('button', { name: /Abbrechen/ }));
    expect(within(await table()).getAllByRole('row')).toHaveLength(4);
  });

  it('are retired, and come back with undo', async () => {
    await open();
    await fireEvent.click(await screen.findByRole('button', { name: 'Stilllegen' }));
    expect(await screen.findByText('BIRKE26R ist stillgelegt.')).toBeTruthy();
    expect(await screen.findByRole('button', { name: 'Wieder aktivieren' })).toBeTruthy();
    expect(toasts.undoNewest()).toBe(true);
    expect(await screen.findByRole('button', { name: 'Stilllegen' })).toBeTruthy();
  });

  it.each(['owner', 'distributor', 'affiliate'])('are made by the %s', async (role) => {
    await open({ role });
    await table();
    const make = screen.getByRole<HTMLButtonElement>('button', { name: /Neuer Code/ });
    expect([make.disabled, make.title]).toEqual([false, '']);
  });

  it('are made by nobody who may not, and the button says why', async () => {
    await open({ role: 'auditor' });
    await table();
    const make = screen.getByRole<HTMLButtonElement>('button', { name: /Neuer Code/ });
    expect(make.disabled).toBe(true);
    expect(make.title).not.toBe('');
  });

  it('say what belongs here when there is none', async () => {
    await open({ contacts: 0 });
    expect(await screen.findByText('Noch kein Empfehlungscode')).toBeTruthy();
    expect(screen.getAllByRole('button', { name: /Neuer Code/ })).toHaveLength(1);
  });

  it.each(['de', 'en'] as const)('have nothing that axe finds (%s)', async (name) => {
    locale.name = name;
    const { container } = await open();
    await table();
    await screen.findByRole('img', { name: /BIRKE26R/ });
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => [one.id, one.nodes[0]?.html])).toEqual([]);
  });
});
