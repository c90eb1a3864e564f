import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import { toasts } from '$lib/components/toasts.svelte';
import { router } from '$lib/router.svelte';
import App from './App.svelte';

async function open(options: MemoryOptions = {}) {
  const view = render(App, { backend: memoryBackend({ contacts: 30, ...options }) });
  await screen.findByRole('heading', { level: 1 });
  return view;
}

async function openDevices(options: MemoryOptions = {}) {
  const view = await open(options);
  await fireEvent.click(screen.getByRole('button', { name: /Einstellungen/ }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Geräte ansehen' }));
  const dialog = await screen.findByRole('dialog', { name: 'Geräte' });
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Einstellungen' })).toBeNull());
  const list = await within(dialog).findByTestId('devices');
  return { ...view, dialog, list };
}

const row = (list: HTMLElement, name: string) => within(list).getByText(name).closest('li')!;

afterEach(() => {
  router.replace('reception');
  toasts.clear();
});

describe('Geräte', () => {
  it('lists this device first, with what the platform knows of the others', async () => {
    const { list, container } = await openDevices();
    const items = within(list).getAllByRole('listitem');
    expect(items).toHaveLength(4);
    expect(within(items[0]!).getByText('dieses Gerät')).toBeTruthy();
    expect(within(items[0]!).queryByRole('button', { name: 'Sperren' })).toBeNull();
    const laptop = row(list, 'Laptop für Hausbesuche');
    expect(within(laptop).getByText('6')).toBeTruthy();
    expect(within(laptop).getByText('388')).toBeTruthy();
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => one.id)).toEqual([]);
  });

  it('revokes a lost one only after saying what that means', async () => {
    const { list } = await openDevices();
    const laptop = row(list, 'Laptop für Hausbesuche');
    await fireEvent.click(within(laptop).getByRole('button', { name: 'Sperren' }));
    const dialog = await screen.findByRole('dialog', { name: 'Laptop für Hausbesuche sperren' });
    expect(within(dialog).getByText(/6 Einträge waren dort noch nicht übertragen/)).toBeTruthy();
    expect(within(dialog).queryByText('Das lässt sich nicht zurücknehmen.')).toBeNull();
    await fireEvent.click(within(dialog).getByRole('radio', { name: 'Verloren oder gestohlen' }));
    expect(await within(dialog).findByText('Das lässt sich nicht zurücknehmen.')).toBeTruthy();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Sperren und löschen' }));
    await waitFor(() =>
      expect(within(row(list, 'Laptop für Hausbesuche')).getByText('verloren')).toBeTruthy(),
    );
  });

  it('renames, and asks for a name', async () => {
    const { list } = await openDevices();
    await fireEvent.click(within(list).getByRole('button', { name: 'Behandlung 2 umbenennen' }));
    const dialog = await screen.findByRole('dialog', { name: 'Gerät umbenennen' });
    const field = within(dialog).getByRole('textbox', { name: 'Name' });
    await fireEvent.input(field, { target: { value: ' ' } });
    expect(within(dialog).getByText('Bitte einen Namen eingeben.')).toBeTruthy();
    await fireEvent.input(field, { target: { value: 'Behandlung Süd' } });
    await fireEvent.click(within(dialog).getByRole('button', { name: /Umbenennen/ }));
    expect(await within(list).findByText('Behandlung Süd')).toBeTruthy();
  });

  it('takes over what a revoked device handed over', async () => {
    const { list } = await openDevices();
    await fireEvent.click(within(list).getByRole('button', { name: /3 Einträge in Quarantäne/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Von Alter Empfang übergeben' });
    expect(await within(dialog).findByText('KB-2026-D-000210')).toBeTruthy();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Alles übernehmen' }));
    expect(await screen.findByText('3 Einträge übernommen.')).toBeTruthy();
    await waitFor(() => expect(within(list).queryByText(/in Quarantäne/)).toBeNull());
  });

  it('shows what is known without a network and changes nothing', async () => {
    const { dialog, list } = await openDevices({ line: 'offline' });
    expect(within(dialog).getByText(/Umbenennen und Sperren gehen nur mit Netz/)).toBeTruthy();
    for (const button of within(list).getAllByRole<HTMLButtonElement>('button', {
      name: /Sperren|umbenennen/,
    })) {
      expect(button.disabled).toBe(true);
    }
  });

  it('says who belongs here while nobody else does', async () => {
    const { dialog } = await openDevices({ alone: true });
    expect(within(dialog).getByText(/Weitere Geräte erscheinen hier/)).toBeTruthy();
  });

  it('tells once that a restored database counts numbers of its own', async () => {
    await open({ restored: true });
    const notice = await screen.findByTestId('new-device');
    expect(within(notice).getByText(/aus einer Sicherung zurückgespielt/)).toBeTruthy();
    expect(within(notice).getByText(/A statt B/)).toBeTruthy();
    await fireEvent.click(within(notice).getByRole('button', { name: 'Verstanden' }));
    await waitFor(() => expect(screen.queryByTestId('new-device')).toBeNull());
  });

  it('says nothing of what lies in quarantine, and leads to it', async () => {
    await open({ line: 'cases', cases: 'all' });
    router.replace('cases');
    await fireEvent.click(await screen.findByText('Gesperrtes Gerät'));
    expect(await screen.findByRole('button', { name: 'Zu den Geräten' })).toBeTruthy();
    expect(screen.queryByText(/erfasst von/)).toBeNull();
  });
});
