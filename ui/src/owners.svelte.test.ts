import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from '$lib/backend/backend';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import { refuse } from '$lib/backend/memory/refuse';
import { toasts } from '$lib/components/toasts.svelte';
import { locale } from '$lib/messages/index.svelte';
import { OwnLogController } from '$lib/own-log/own-log.svelte';
import { router } from '$lib/router.svelte';
import App from './App.svelte';

const NOW = () => new Date('2026-11-20T11:00:00Z');

function start(options: MemoryOptions = {}, change: Partial<Backend> = {}) {
  const desk = memoryBackend({ contacts: 5, role: 'owner', now: NOW, ...options });
  return render(App, { backend: { ...desk, ...change } });
}

async function openSold(options: MemoryOptions = {}, change: Partial<Backend> = {}) {
  location.hash = '#/commissions';
  const view = start(options, change);
  const { commissions, soldOrders } = locale.messages;
  await screen.findByRole('heading', { level: 1, name: commissions.title });
  await fireEvent.click(await screen.findByRole('radio', { name: soldOrders.title }));
  return view;
}

async function openLog(options: MemoryOptions = {}, change: Partial<Backend> = {}) {
  const view = start(options, change);
  await screen.findByRole('heading', { level: 1 });
  await fireEvent.click(screen.getByRole('button', { name: /Einstellungen/ }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Protokoll ansehen' }));
  return { ...view, dialog: await screen.findByRole('dialog', { name: 'Protokoll' }) };
}

const orders = () => screen.findByRole('grid', { name: locale.messages.soldOrders.label });

afterEach(() => {
  router.replace('reception');
  toasts.clear();
  locale.name = 'de';
});

describe('Verkäufe', () => {
  it('stand in a table with what others get and what is kept', async () => {
    const { container } = await openSold();
    const rows = within(await orders()).getAllByRole('row');
    for (const text of ['Atemabend', /40,00/, /31,20/])
      expect(within(rows[1]!).getByText(text)).toBeTruthy();
    await fireEvent.keyDown(await orders(), { key: 'Home' });
    const side = await screen.findByRole('complementary', {
      name: locale.messages.soldOrders.label,
    });
    for (const text of [/^0,80/, /^8,00/, /^31,20/])
      expect(within(side).getByText(text)).toBeTruthy();
    await fireEvent.click(await screen.findByRole('button', { name: 'Anteile zeigen' }));
    expect(await screen.findByText('Wer davon etwas bekommt')).toBeTruthy();
    expect(screen.getAllByText('Plattformgebühr').length).toBeGreaterThan(1);
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => one.id)).toEqual([]);
    // Orders that are fetched anew do not stand beside shares of before.
    await fireEvent.click(screen.getByRole('button', { name: /Neu laden/ }));
    expect(await screen.findByRole('button', { name: 'Anteile zeigen' })).toBeTruthy();
    expect(screen.queryByText('Wer davon etwas bekommt')).toBeNull();
  });

  it('are asked for by month, page by page, and saved as a table', async () => {
    const listSoldOrders = vi.fn<Backend['listSoldOrders']>(async () => ({ rows: [], next: null }));
    const soldOrdersCsv = vi.fn<Backend['soldOrdersCsv']>(async () => ({
      fileName: 'Verkaeufe-2026-11.csv',
      mediaType: 'text/csv',
      base64: '',
    }));
    const saveDocument = vi.fn<Backend['saveDocument']>(async () => 'there');
    await openSold({}, { listSoldOrders, soldOrdersCsv, saveDocument });
    expect(await screen.findByText('Noch nichts verkauft')).toBeTruthy();
    const month = screen.getByRole('textbox', { name: 'Monat' });
    await fireEvent.input(month, { target: { value: '2026-1' } });
    expect(listSoldOrders).toHaveBeenCalledTimes(1);
    await fireEvent.input(month, { target: { value: '2026-11' } });
    await waitFor(() => expect(listSoldOrders.mock.lastCall![0].month).toBe('2026-11'));
    // Nothing of that month does not say that nothing was ever sold.
    expect(await screen.findByText('Nichts gefunden.')).toBeTruthy();
    expect(screen.queryByText('Noch nichts verkauft')).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: /CSV/ }));
    await waitFor(() => expect(saveDocument).toHaveBeenCalled());
    expect(soldOrdersCsv).toHaveBeenCalledWith(
      { before: null, month: '2026-11', product: null },
      'de',
    );
  });

  it('say that they need a network, and come when there is one', async () => {
    let isUp = false;
    const desk = memoryBackend({ contacts: 5, role: 'owner', now: NOW });
    const listSoldOrders: Backend['listSoldOrders'] = async (query) => {
      if (!isUp) throw refuse('needs_network');
      return desk.listSoldOrders(query);
    };
    await openSold({}, { listSoldOrders });
    expect(await screen.findByText('Das geht nur mit Netz.')).toBeTruthy();
    isUp = true;
    await fireEvent.click(screen.getByRole('button', { name: locale.messages.common.retry }));
    expect(within(await orders()).getAllByRole('row').length).toBeGreaterThan(1);
  });
});

describe('Protokoll', () => {
  it('tells the owner who did what, and what the platform did', async () => {
    const { dialog, container } = await openLog();
    const grid = await within(dialog).findByRole('grid', { name: 'Protokoll' });
    expect(within(grid).getAllByRole('row')).toHaveLength(6);
    expect(within(grid).getByText('Gerät gesperrt')).toBeTruthy();
    expect(within(grid).getAllByText('MOJO LLC')).toHaveLength(2);
    await fireEvent.keyDown(grid, { key: 'Home' });
    expect(await within(dialog).findByText(/Preis 95,00/)).toBeTruthy();
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => one.id)).toEqual([]);
  });

  it('tells nothing done from nothing found', () => {
    const here = new OwnLogController(memoryBackend({ contacts: 0, role: 'owner', now: NOW }));
    expect(here.isNarrowed).toBe(false);
    here.wanted.from = '2026-11-01';
    expect(here.isNarrowed).toBe(true);
  });

  it('says that it needs a network', async () => {
    const { dialog } = await openLog({ line: 'offline' });
    expect(await within(dialog).findByText('Das geht nur mit Netz.')).toBeTruthy();
  });

  it('is out of reach for everybody else, with the reason', async () => {
    const listOwnLog = vi.fn<Backend['listOwnLog']>(async () => ({ rows: [], next: null }));
    start({ role: 'reception' }, { listOwnLog });
    await screen.findByRole('heading', { level: 1 });
    await fireEvent.click(screen.getByRole('button', { name: /Einstellungen/ }));
    const name = 'Protokoll ansehen';
    const button = await screen.findByRole<HTMLButtonElement>('button', { name });
    expect([button.disabled, button.title]).toEqual([true, expect.stringContaining('Inhaber')]);
    expect(screen.queryByRole('dialog', { name: 'Protokoll' })).toBeNull();
    expect(listOwnLog).not.toHaveBeenCalled();
  });
});
