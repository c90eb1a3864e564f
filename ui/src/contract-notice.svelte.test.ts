import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from '$lib/backend/backend';
import { memoryBackend } from '$lib/backend/memory';
import { refuse } from '$lib/backend/memory/refuse';
import type { ContractNoticeRow } from '$lib/backend/types';
import { toasts } from '$lib/components/toasts.svelte';
import { locale } from '$lib/messages/index.svelte';
import { router } from '$lib/router.svelte';
import App from './App.svelte';

const NOTICE: ContractNoticeRow = {
  kind: 'affiliate',
  version: '2026-11',
  acceptedVersion: '2025-01',
  acceptedAt: '2025-01-12T10:00:00Z',
  neededFrom: '2026-12-31',
  isDue: false,
};
const NOTHING = { notices: [], mayAccept: true };

async function open(change: Partial<Backend>, role = 'owner') {
  location.hash = '#/commissions';
  const backend = memoryBackend({
    now: () => new Date('2026-11-20T11:00:00Z'),
    contacts: 40,
    role,
  });
  const showContractNotice = async () => ({ notices: [NOTICE], mayAccept: role === 'owner' });
  render(App, { backend: { ...backend, showContractNotice, ...change } });
  await screen.findByRole('heading', { level: 1, name: locale.messages.commissions.title });
}

/** Opens the text of the newer version. */
async function read(): Promise<HTMLElement> {
  await fireEvent.click(await screen.findByRole('button', { name: 'Lesen und annehmen' }));
  const dialog = await screen.findByRole('dialog', { name: 'Vertrag, Fassung 2026-11' });
  await within(dialog).findByText(/5\.4 Die Plattform/);
  return dialog;
}

afterEach(() => {
  router.replace('reception');
  toasts.clear();
  locale.name = 'de';
});

describe('a newer version of a contract', () => {
  it('is shown with its text and accepted with tick and name', async () => {
    const acceptContract = vi.fn<Backend['acceptContract']>(async () => NOTHING);
    await open({ acceptContract });
    expect(await screen.findByText(/Ab dem 31\.12\.2026 .* vorher an/)).toBeTruthy();
    const dialog = await read();
    const accept = within(dialog).getByRole('button', { name: /Annehmen/ });
    await fireEvent.click(accept);
    expect(within(dialog).getByText(/gelesen haben und annehmen/)).toBeTruthy();
    expect(acceptContract).not.toHaveBeenCalled();
    await fireEvent.click(within(dialog).getByRole('checkbox'));
    const name = within(dialog).getByRole('textbox', { name: 'Ihr Name' });
    await fireEvent.input(name, { target: { value: ' Runa Falk ' } });
    await fireEvent.click(accept);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(acceptContract).toHaveBeenCalledExactlyOnceWith({
      kind: 'affiliate',
      version: '2026-11',
      sha256: '0'.repeat(64),
      name: 'Runa Falk',
    });
  });

  it('is left and taken up again, and an answer that was lost is asked for again', async () => {
    const acceptContract = vi.fn<Backend['acceptContract']>(async () => {
      throw refuse('unanswered');
    });
    await open({ acceptContract });
    await fireEvent.click(within(await read()).getByRole('button', { name: /Später/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const dialog = await read();
    await fireEvent.click(within(dialog).getByRole('checkbox'));
    const name = within(dialog).getByRole('textbox', { name: 'Ihr Name' });
    await fireEvent.input(name, { target: { value: 'Runa Falk' } });
    const accept = within(dialog).getByRole('button', { name: /Annehmen/ });
    await fireEvent.click(accept);
    expect(await within(dialog).findByRole('alert')).toBeTruthy();
    acceptContract.mockResolvedValue(NOTHING);
    await fireEvent.click(accept);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(acceptContract).toHaveBeenCalledTimes(2);
  });

  it('may be read by whom it concerns, and is accepted by the owner alone', async () => {
    await open({}, 'affiliate');
    const dialog = await read();
    const accept = within(dialog).getByRole<HTMLButtonElement>('button', { name: /Annehmen/ });
    expect(accept.disabled).toBe(true);
  });

  it('is no hindrance where the platform does not answer', async () => {
    await open({
      showContractNotice: async () => {
        throw refuse('needs_network');
      },
    });
    await screen.findByRole('treegrid', { name: locale.messages.commissions.table });
    expect(screen.queryByRole('button', { name: 'Lesen und annehmen' })).toBeNull();
  });
});
