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
  const dialog = await screen.findByRole('dialog', { name: 'Partnervertrag, Fassung 2026-11' });
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
    expect(screen.getByText(/^Ihr Partnervertrag hat eine neue Fassung: 2026-11\./)).toBeTruthy();
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

  it('is gone once it was accepted, though the platform cannot be asked again', async () => {
    await open({ acceptContract: async () => NOTHING });
    const dialog = await read();
    await fireEvent.click(within(dialog).getByRole('checkbox'));
    const name = within(dialog).getByRole('textbox', { name: 'Ihr Name' });
    await fireEvent.input(name, { target: { value: 'Runa Falk' } });
    await fireEvent.click(within(dialog).getByRole('button', { name: /Annehmen/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.queryByRole('button', { name: 'Lesen und annehmen' })).toBeNull();
  });

  it('is read in the other language too, and accepted by the hash of what stands there', async () => {
    const acceptContract = vi.fn<Backend['acceptContract']>(async () => NOTHING);
    await open({ acceptContract });
    const dialog = await read();
    const tick = within(dialog).getByRole<HTMLInputElement>('checkbox');
    await fireEvent.click(tick);
    const name = within(dialog).getByRole('textbox', { name: 'Ihr Name' });
    await fireEvent.input(name, { target: { value: 'Runa Falk' } });
    await fireEvent.click(within(dialog).getByRole('radio', { name: 'Englisch' }));
    const text = await within(dialog).findByText(/^5\.4 The platform/);
    expect(text.getAttribute('lang')).toBe('en');
    expect(within(dialog).getByText(new RegExp('1'.repeat(64)))).toBeTruthy();
    expect(tick.checked, 'the tick was for the other text').toBe(false);
    const accept = within(dialog).getByRole('button', { name: /Annehmen/ });
    await fireEvent.click(accept);
    expect(acceptContract).not.toHaveBeenCalled();
    await fireEvent.click(tick);
    await fireEvent.click(accept);
    await waitFor(() => expect(acceptContract).toHaveBeenCalledOnce());
    expect(acceptContract.mock.calls[0]?.[0]).toMatchObject({
      sha256: '1'.repeat(64),
      name: 'Runa Falk',
    });
  });

  it('opens in the language of the window, with the kind of contract in plain words', async () => {
    locale.name = 'en';
    const showContract = vi.fn<Backend['showContract']>(async (kind, version, language) => ({
      kind,
      version,
      language: language ?? 'de',
      sha256: '1'.repeat(64),
      text: `5.4 (${language})`,
    }));
    const notices = [{ ...NOTICE, kind: 'distributor' }];
    await open({
      showContract,
      showContractNotice: async () => ({ notices, mayAccept: true }),
    });
    expect(await screen.findByText(/^Your distributor contract has a new version/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Read and accept' }));
    const name = 'Distributor contract, version 2026-11';
    const dialog = await screen.findByRole('dialog', { name });
    expect(await within(dialog).findByText('5.4 (en)')).toBeTruthy();
    expect(showContract).toHaveBeenCalledExactlyOnceWith('distributor', '2026-11', 'en');
  });

  it('keeps the text that stands there, and accepts that one, where the other does not come', async () => {
    const backend = memoryBackend();
    const acceptContract = vi.fn<Backend['acceptContract']>(async () => NOTHING);
    await open({
      acceptContract,
      showContract: async (kind, version, language) => {
        if (language === 'en') throw refuse('needs_network');
        return backend.showContract(kind, version, language);
      },
    });
    const dialog = await read();
    await fireEvent.click(within(dialog).getByRole('radio', { name: 'Englisch' }));
    expect(await within(dialog).findByRole('alert')).toBeTruthy();
    const german = within(dialog).getByRole('radio', { name: 'Deutsch' });
    expect(german.getAttribute('aria-checked')).toBe('true');
    expect(within(dialog).getByText(/^5\.4 Die Plattform/)).toBeTruthy();
    await fireEvent.click(within(dialog).getByRole('checkbox'));
    const name = within(dialog).getByRole('textbox', { name: 'Ihr Name' });
    await fireEvent.input(name, { target: { value: 'Runa Falk' } });
    await fireEvent.click(within(dialog).getByRole('button', { name: /Annehmen/ }));
    await waitFor(() => expect(acceptContract).toHaveBeenCalledOnce());
    expect(acceptContract.mock.calls[0]?.[0].sha256).toBe('0'.repeat(64));
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
