import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from '$lib/backend/backend';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import { toasts } from '$lib/components/toasts.svelte';
import { locale } from '$lib/messages/index.svelte';
import { router } from '$lib/router.svelte';
import App from './App.svelte';

const NOW = () => new Date('2026-11-20T11:00:00Z');

async function open(part: string, options: MemoryOptions = {}, change: Partial<Backend> = {}) {
  location.hash = `#/administration/${part}`;
  const backend = memoryBackend({ now: NOW, contacts: 20, role: 'platform_admin', ...options });
  const view = render(App, { backend: { ...backend, ...change } });
  await screen.findByRole('heading', { level: 1, name: locale.messages.administration.title });
  return { backend, ...view };
}

const grid = (name: string) => screen.findByRole('grid', { name });
const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });
const press = (element: HTMLElement) => fireEvent.click(element);
const button = (name: string | RegExp) => screen.findByRole<HTMLButtonElement>('button', { name });

/** Chooses the row in which this stands. */
async function choose(list: HTMLElement, text: string): Promise<void> {
  const cell = (await within(list).findAllByText(text))[0]!;
  await press(cell.closest<HTMLElement>('[role=row]')!);
}

afterEach(() => {
  router.replace('reception');
  toasts.clear();
  locale.name = 'de';
});

describe('Auszahlungskonten', () => {
  it('are seen beside the tenant, or that there is none', async () => {
    await open('tenants', { role: 'support' });
    const list = await grid('Mandanten');
    await choose(list, 'Studio Moorlicht');
    expect(await screen.findByText('acct_moorlicht')).toBeTruthy();
    expect(screen.getByText('external_account')).toBeTruthy();
    await choose(list, 'Akademie Rabenau');
    expect(await screen.findByText(/Noch kein Konto hinterlegt/)).toBeTruthy();
    expect((await button('Konto hinterlegen')).disabled).toBe(true);
  });

  it('are named with all that belongs to them, a reason and the name of the tenant', async () => {
    const putPayoutAccount = vi.fn<Backend['putPayoutAccount']>(async () => undefined);
    await open('tenants', {}, { putPayoutAccount });
    await choose(await grid('Mandanten'), 'Akademie Rabenau');
    await press(await button('Konto hinterlegen'));
    const dialog = await screen.findByRole('dialog', { name: /konto von Akademie/ });
    const act = within(dialog).getByRole('button', { name: /Konto hinterlegen/ });
    const field = (name: string) => within(dialog).getByRole('textbox', { name });
    await type(field('IBAN'), 'keine');
    await press(act);
    expect(within(dialog).getByText(/Bitte eine IBAN eingeben/)).toBeTruthy();
    expect(within(dialog).getByText(/gehört der Inhaber/)).toBeTruthy();
    expect(within(dialog).getByText('Das ist nicht der Name.')).toBeTruthy();
    await type(field('IBAN'), 'at61 1904 3002 3457 3201');
    await type(field('Kontoinhaber'), 'Akademie Rabenau GmbH');
    await type(field('Grund'), 'Vertrag vom 3. November');
    await press(act);
    expect(putPayoutAccount, 'the name is not typed yet').not.toHaveBeenCalled();
    await type(field('Zum Bestätigen den Namen eingeben'), 'Akademie Rabenau');
    await press(act);
    await waitFor(() => expect(putPayoutAccount).toHaveBeenCalledOnce());
    expect(putPayoutAccount.mock.lastCall![0]).toEqual({
      tenantId: 't-rabe',
      rail: 'sepa_manual',
      providerAccountId: null,
      iban: 'AT611904300234573201',
      bic: null,
      holder: 'Akademie Rabenau GmbH',
      reason: 'Vertrag vom 3. November',
      version: '',
    });
  });

  it('stand there at once when they are named', async () => {
    const { backend } = await open('tenants');
    await choose(await grid('Mandanten'), 'Akademie Rabenau');
    await screen.findByText(/Noch kein Konto hinterlegt/);
    await backend.putPayoutAccount({
      tenantId: 't-rabe',
      rail: 'sepa_manual',
      providerAccountId: null,
      iban: 'AT611904300234573201',
      bic: null,
      holder: 'Akademie Rabenau GmbH',
      reason: 'Vertrag',
      version: '',
    });
    expect(await screen.findByText('AT61 1904 3002 3457 3201')).toBeTruthy();
    await press(await button('Konto ändern'));
    const dialog = await screen.findByRole('dialog', { name: /konto von Akademie/ });
    expect(within(dialog).getByRole('button', { name: /Konto ändern/ })).toBeTruthy();
    expect(within(dialog).getByText(/noch an das bisherige Konto/)).toBeTruthy();
    await press(within(dialog).getByText('Stripe'));
    expect(within(dialog).getByText(/ohne sie kommen sie in keine Datei/)).toBeTruthy();
  });
});
