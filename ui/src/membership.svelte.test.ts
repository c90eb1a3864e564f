import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from '$lib/backend/backend';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import { toasts } from '$lib/components/toasts.svelte';
import { locale } from '$lib/messages/index.svelte';
import { router } from '$lib/router.svelte';
import App from './App.svelte';

async function openMembership(options: MemoryOptions = {}, change: Partial<Backend> = {}) {
  const now = () => new Date('2026-11-20T11:00:00Z');
  const desk = memoryBackend({ contacts: 5, role: 'owner', now, ...options });
  const view = render(App, { backend: { ...desk, ...change } });
  await screen.findByRole('heading', { level: 1 });
  await fireEvent.click(screen.getByRole('button', { name: /Einstellungen/ }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Mitgliedschaft ansehen' }));
  const dialog = await screen.findByRole('dialog', { name: 'Mitgliedschaft' });
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Einstellungen' })).toBeNull());
  return { ...view, dialog, desk };
}

afterEach(() => {
  router.replace('reception');
  toasts.clear();
  locale.name = 'de';
});

describe('Mitgliedschaft', () => {
  it('shows what is open, until when, and what the levels cost', async () => {
    const { dialog, container } = await openMembership();
    expect(await within(dialog).findByText(/Stufe 4: REGENERATIONSMEDIZIN OS/)).toBeTruthy();
    expect(within(dialog).getByText(/noch 7 Tage offen/)).toBeTruthy();
    const levels = await within(dialog).findAllByTestId('level');
    expect(levels).toHaveLength(2);
    for (const text of [/1\.000,00/, /300,00/, /133,00/, /833,00/, /USt 19 %/])
      expect(within(levels[0]!).getByText(text)).toBeTruthy();
    expect(within(levels[1]!).getByText('Jeder weitere Monat')).toBeTruthy();
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => one.id)).toEqual([]);
  });

  it('leads to the payment and says that it is open', async () => {
    const { dialog } = await openMembership();
    await fireEvent.click(
      await within(dialog).findByRole('button', { name: 'Kaufen: BUSINESS BOOTCAMP' }),
    );
    expect(await within(dialog).findByText('Die Zahlung ist im Browser offen.')).toBeTruthy();
    expect(
      await within(dialog).findByRole('button', { name: 'Weiter zur Zahlung: BUSINESS BOOTCAMP' }),
    ).toBeTruthy();
  });

  it('is seen by others, who are told who may buy', async () => {
    const { dialog } = await openMembership({ role: 'reception' });
    expect(await within(dialog).findByText(/Stufe 4/)).toBeTruthy();
    expect(within(dialog).getByText(/Das darf nur: Inhab/)).toBeTruthy();
    expect(within(dialog).queryByRole('button', { name: /Kaufen/ })).toBeNull();
  });

  it('is seen without a network, and says that buying needs one', async () => {
    const { dialog } = await openMembership({ line: 'offline' });
    expect(await within(dialog).findByText(/Stufe 4/)).toBeTruthy();
    expect(await within(dialog).findByText(/Das geht nur mit Netz/)).toBeTruthy();
    expect(within(dialog).queryByRole('button', { name: /Kaufen/ })).toBeNull();
  });

  it('says plainly that the platform takes no payments', async () => {
    const desk = memoryBackend({ role: 'owner' });
    const listMembershipOffers = async () => ({
      ...(await desk.listMembershipOffers()),
      payable: false,
    });
    const { dialog } = await openMembership({}, { listMembershipOffers });
    expect(
      await within(dialog).findByText('Diese Plattform nimmt keine Zahlungen an.'),
    ).toBeTruthy();
    const buy = within(dialog).getByRole('button', { name: /Kaufen: BUSINESS/ });
    expect((buy as HTMLButtonElement).disabled).toBe(true);
  });

  it('sells nothing that the practice has already', async () => {
    const desk = memoryBackend({ role: 'owner' });
    const listMembershipOffers = async () => {
      const offers = await desk.listMembershipOffers();
      offers.levels[0]!.obstacle = 'membership_held';
      return offers;
    };
    const { dialog } = await openMembership({}, { listMembershipOffers });
    expect(await within(dialog).findByText('Diese Stufe hat die Praxis schon.')).toBeTruthy();
    const [held, other] = within(dialog).getAllByRole<HTMLButtonElement>('button', {
      name: /^(Kaufen|Abonnieren): /,
    });
    expect([held!.disabled, other!.disabled]).toEqual([true, false]);
  });

  it('ends a subscription only after it is confirmed', async () => {
    const desk = memoryBackend({ role: 'owner' });
    const running = {
      subscriptionId: 's1',
      name: 'RegenerationsmedizinOS',
      interval: 'month',
      amount: { cents: 10_710, currency: 'EUR' },
      paidUntil: '2026-12-20',
      endsWithPeriod: false,
      hasFailed: false,
    };
    const offers = async (endsWithPeriod: boolean) => ({
      ...(await desk.listMembershipOffers()),
      subscriptions: [{ ...running, endsWithPeriod }],
    });
    const endMembershipSubscription = vi.fn(() => offers(true));
    const { dialog } = await openMembership(
      {},
      { listMembershipOffers: () => offers(false), endMembershipSubscription },
    );
    await fireEvent.click(await within(dialog).findByRole('button', { name: 'Abo beenden' }));
    expect(endMembershipSubscription).not.toHaveBeenCalled();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Beenden' }));
    expect(endMembershipSubscription).toHaveBeenCalledWith('s1');
    expect(await within(dialog).findByText(/wird nicht verlängert/)).toBeTruthy();
  });
});
