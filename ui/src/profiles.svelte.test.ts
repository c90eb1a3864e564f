import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import { toasts } from '$lib/components/toasts.svelte';
import { router } from '$lib/router.svelte';
import App from './App.svelte';

const STUDIO = { tenant: 'Studio Nordlicht', contacts: 20 };

function open(options: MemoryOptions = {}, hash = '#/reception') {
  location.hash = hash;
  const backend = memoryBackend({ contacts: 60, others: [STUDIO], ...options });
  return { backend, ...render(App, { backend }) };
}

/** The button of a tenant in the list. */
async function rowOf(list: HTMLElement, tenant: string) {
  const name = await within(list).findByText(tenant);
  return name.closest<HTMLButtonElement>('button')!;
}

async function choose() {
  await fireEvent.click(await screen.findByTestId('profiles'));
  return screen.findByRole('dialog', { name: 'Mandant wechseln' });
}

afterEach(() => {
  router.replace('reception');
  toasts.clear();
});

describe('several tenants on one laptop', () => {
  it('are listed where the name of the practice stands, and changed without a restart', async () => {
    const { backend } = open();
    const reload = vi.spyOn(backend, 'reload');
    await screen.findByText('Praxis Birkenhain');
    const dialog = await choose();
    const own = await rowOf(dialog, 'Praxis Birkenhain');
    expect([own.disabled, own.textContent?.includes('hier geöffnet')]).toEqual([true, true]);
    const found = await axe.run(dialog, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => one.id)).toEqual([]);
    await fireEvent.click(await rowOf(dialog, 'Studio Nordlicht'));
    await waitFor(() => expect(reload).toHaveBeenCalledOnce());
    expect((await backend.session()).tenant).toBe('Studio Nordlicht');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const rail = screen.getByRole('navigation', { name: 'Bereiche' });
    expect(await within(rail).findByText('Studio Nordlicht')).toBeTruthy();
  });

  it('were used last on a day of Berlin, also at half past midnight', async () => {
    location.hash = '#/reception';
    const backend = memoryBackend({ contacts: 60, others: [STUDIO] });
    const listProfiles = async () => {
      const view = await backend.listProfiles();
      const lastUsed = '2026-11-30T23:30:00.000Z';
      return { ...view, profiles: view.profiles.map((one) => ({ ...one, lastUsed })) };
    };
    render(App, { backend: { ...backend, listProfiles } });
    await screen.findByText('Praxis Birkenhain');
    const studio = await rowOf(await choose(), 'Studio Nordlicht');
    expect(studio.textContent).toContain('zuletzt am 01.12.2026');
  });

  it('share nothing: a sale in one never shows in the other', async () => {
    const { backend } = open();
    const [first] = await backend.listProducts();
    const cart = {
      lines: [
        {
          productId: first!.productId,
          quantityMilli: 1000,
          unitGrossCents: null,
          discountPercent: null,
        },
      ],
      contactId: 'contact-1',
      discountPercent: null,
      payments: [{ method: 'cash', tenderedCents: first!.price.cents }],
      startedAt: null,
    };
    const { receiptNumber } = await backend.sell(cart);
    const here = await backend.syncStatus();
    await backend.switchProfile('/data/profiles/p0');
    await expect(backend.showSale(receiptNumber)).rejects.toMatchObject({
      code: 'unknown_receipt',
    });
    expect((await backend.syncStatus()).recorded).not.toBe(here.recorded);
    await backend.switchProfile('/data/default');
    expect((await backend.showSale(receiptNumber)).receiptNumber).toBe(receiptNumber);
  });

  it('are not left while a sale is open, unless somebody says so', async () => {
    const { backend } = open({}, '#/pos');
    await fireEvent.click(await screen.findByRole('button', { name: /10er-Karte Yoga/ }));
    const dialog = await choose();
    await fireEvent.click(await rowOf(dialog, 'Studio Nordlicht'));
    expect(within(dialog).getByText('ein Verkauf in der Kasse mit 1 Position')).toBeTruthy();
    expect((await backend.session()).tenant).toBe('Praxis Birkenhain');
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Hier bleiben' }));
    await fireEvent.click(await rowOf(dialog, 'Studio Nordlicht'));
    await fireEvent.click(within(dialog).getByTestId('leave-anyway'));
    await waitFor(async () => expect((await backend.session()).tenant).toBe('Studio Nordlicht'));
  });

  it('are not left while a draft is not saved, and are when it is', async () => {
    open({}, '#/invoices/draft/draft-0');
    const from = await screen.findByRole('textbox', { name: 'Leistung von' });
    await fireEvent.input(from, { target: { value: '3.11.2026' } });
    const dialog = await choose();
    await fireEvent.click(await rowOf(dialog, 'Studio Nordlicht'));
    expect(within(dialog).getByText(/Rechnungsentwurf/)).toBeTruthy();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Hier bleiben' }));
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Schließen' }));
    await fireEvent.keyDown(document.body, { key: 's', ctrlKey: true });
    await screen.findAllByText('Entwurf gespeichert');
    const again = await choose();
    await fireEvent.click(await rowOf(again, 'Studio Nordlicht'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('begin with the first start for a further one, and lead back from there', async () => {
    const { backend } = open();
    const dialog = await choose();
    await fireEvent.click(await within(dialog).findByTestId('add-profile'));
    expect(await screen.findByTestId('open-demo')).toBeTruthy();
    expect((await backend.session()).mode).toBe('none');
    const back = await choose();
    await fireEvent.click(await rowOf(back, 'Praxis Birkenhain'));
    expect(await screen.findByRole('combobox', { name: /Karte scannen/ })).toBeTruthy();
    const { profiles } = await backend.listProfiles();
    expect(profiles.filter((one) => one.state === 'new')).toHaveLength(1);
    expect(await backend.addProfile(), 'an unused one is taken again').toBe(
      profiles.find((one) => one.state === 'new')!.folder,
    );
  });

  it('keep their lock: a PIN is asked for after the change, and another tenant gets past it', async () => {
    const { backend } = open({ pin: '2580', locked: true });
    const lock = await screen.findByTestId('lock');
    await expect(backend.addProfile()).rejects.toMatchObject({ code: 'locked' });
    await fireEvent.click(await rowOf(lock, 'Studio Nordlicht'));
    await waitFor(() => expect(screen.queryByTestId('lock')).toBeNull());
    const dialog = await choose();
    await fireEvent.click(await rowOf(dialog, 'Praxis Birkenhain'));
    expect(await screen.findByTestId('lock')).toBeTruthy();
    await expect(backend.listProducts()).rejects.toMatchObject({ code: 'locked' });
  });

  it('say when one is not there, and forget only the entry', async () => {
    const { backend } = open({ others: [{ ...STUDIO, missing: true }] });
    const dialog = await choose();
    const row = await rowOf(dialog, 'Studio Nordlicht');
    expect(row.disabled).toBe(true);
    expect(row.textContent).toContain('nicht da');
    await expect(backend.switchProfile('/data/profiles/p0')).rejects.toMatchObject({
      code: 'profile_missing',
    });
    await fireEvent.click(
      within(dialog).getByRole('button', { name: 'Studio Nordlicht aus der Liste nehmen' }),
    );
    await waitFor(() => expect(within(dialog).queryByText('Studio Nordlicht')).toBeNull());
  });

  it('are found in the palette', async () => {
    open();
    await screen.findByText('Praxis Birkenhain');
    await fireEvent.keyDown(window, { key: 'k', ctrlKey: true });
    const field = await screen.findByTestId('palette-input');
    await fireEvent.input(field, { target: { value: 'mandant' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(await screen.findByRole('dialog', { name: 'Mandant wechseln' })).toBeTruthy();
  });
});

describe('the roles of the distribution', () => {
  const groups = async () => {
    await fireEvent.click(await screen.findByRole('button', { name: 'Aufteilung' }));
    const dialog = await screen.findByRole('dialog', {
      name: /Provisionen nach Produkt und Herkunft/,
    });
    await within(dialog).findAllByRole('table');
    return within(dialog)
      .getAllByRole('table')
      .map((table) => table.querySelector('caption')?.textContent);
  };
  const areas = async () => {
    const rail = await screen.findByRole('navigation', { name: 'Bereiche' });
    await within(rail).findByText('Provisionen');
    return [...rail.querySelectorAll('[data-screen]')].map((one) =>
      one.getAttribute('data-screen'),
    );
  };

  it('a distributor sees the commissions alone, by region and partner', async () => {
    open({ role: 'distributor' }, '#/commissions');
    expect(await areas()).toEqual(['commissions']);
    expect(await groups()).toEqual(['Nach Produkt', 'Nach Region', 'Nach Partner']);
  });

  it('an affiliate sees the commissions alone, by own customer', async () => {
    open({ role: 'affiliate' }, '#/pos');
    expect(await areas()).toEqual(['commissions']);
    await waitFor(() => expect(router.screen).toBe('commissions'));
    expect(await groups()).toEqual(['Nach Produkt', 'Eigene Kunden']);
  });

  it('an owner sees both, and the sales', async () => {
    open({ role: 'owner' }, '#/commissions');
    expect(await areas()).toEqual(expect.arrayContaining(['pos', 'invoices', 'commissions']));
    expect(await groups()).toEqual([
      'Nach Produkt',
      'Nach Region',
      'Nach Partner',
      'Eigene Kunden',
    ]);
  });
});
