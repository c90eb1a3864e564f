import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import { RECOVERY_KEY } from '$lib/backend/memory/account';
import { toasts } from '$lib/components/toasts.svelte';
import { router } from '$lib/router.svelte';
import App from './App.svelte';

function open(options: MemoryOptions = {}, hash = '#/reception') {
  location.hash = hash;
  const backend = memoryBackend({ contacts: 60, ...options });
  return { backend, ...render(App, { backend }) };
}

async function axeFindsNothing(container: Element): Promise<void> {
  const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
  expect(found.violations.map((one) => one.id)).toEqual([]);
}

const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });

afterEach(() => {
  router.replace('reception');
  toasts.clear();
});

describe('the recovery key at the first start', () => {
  it('is shown to print, goes on when it is kept, and is asked for no more', async () => {
    const { backend, container } = open({ recovery: 'due' });
    const print = vi.spyOn(window, 'print').mockImplementation(() => {});
    const key = await screen.findByTestId('recovery-key');
    expect(key.textContent).toBe(RECOVERY_KEY.replaceAll('-', ''));
    expect(within(key).getAllByRole('listitem')).toHaveLength(8);
    await axeFindsNothing(container);
    await fireEvent.click(screen.getByRole('button', { name: 'Drucken' }));
    expect(print).toHaveBeenCalledOnce();
    const paper = document.querySelector('.paper');
    expect(paper?.textContent).toContain(RECOVERY_KEY.replaceAll('-', '  '));
    const done = screen.getByTestId('recovery-done') as HTMLButtonElement;
    expect(done.disabled).toBe(true);
    await fireEvent.click(screen.getByTestId('recovery-kept'));
    await fireEvent.click(done);
    expect(await screen.findByRole('combobox', { name: /Karte scannen/ })).toBeTruthy();
    expect((await backend.session()).recovery).toBe('kept');
    expect(screen.queryByTestId('reminder')).toBeNull();
    expect(document.querySelector('.paper'), 'no trace of it stays').toBeNull();
  });

  it('can be put off: a reminder stays and leads to the settings', async () => {
    open({ recovery: 'due' });
    await fireEvent.click(await screen.findByTestId('recovery-later'));
    await fireEvent.click(await screen.findByTestId('reminder'));
    const dialog = await screen.findByRole('dialog', { name: 'Einstellungen' });
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Schlüssel zeigen' }));
    await fireEvent.click(await within(dialog).findByTestId('recovery-kept'));
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Bestätigen' }));
    await waitFor(() => expect(screen.queryByTestId('reminder')).toBeNull());
  });

  it('is saved as a file with the key in it', async () => {
    const { backend } = open({ recovery: 'due' });
    const saved = vi.spyOn(backend, 'saveDocument');
    await screen.findByTestId('recovery-key');
    await fireEvent.click(screen.getByRole('button', { name: 'Als Datei sichern' }));
    const [document] = saved.mock.calls[0]!;
    expect(atob(document.base64)).toContain(RECOVERY_KEY);
    expect(document.fileName).toMatch(/^MOJO-Wiederherstellungsschluessel-\d{4}-\d\d-\d\d\.txt$/);
  });
});

describe('a lost key', () => {
  it('names the typing mistake, then opens the desk', async () => {
    const { container } = open({ key: 'lost' });
    const field = await screen.findByTestId('recovery-typed');
    await axeFindsNothing(container);
    const submit = screen.getByTestId('recovery-submit');
    await type(field, RECOVERY_KEY.slice(0, -1));
    await fireEvent.click(submit);
    expect(await screen.findByText(/eingegeben sind 39/)).toBeTruthy();
    await type(field, RECOVERY_KEY.replace('H4VWD', 'H4VVD').toLowerCase());
    await fireEvent.click(submit);
    expect(await screen.findByText(/Gruppe 3 .*Tippfehler/)).toBeTruthy();
    await type(field, RECOVERY_KEY.replaceAll('-', ' '));
    await fireEvent.click(submit);
    expect(await screen.findByRole('combobox', { name: /Karte scannen/ })).toBeTruthy();
  });

  it('says what is left to do where none was ever issued', async () => {
    open({ key: 'never_issued' });
    expect(await screen.findByText(/wurde kein Wiederherstellungsschlüssel/)).toBeTruthy();
    expect(screen.queryByTestId('recovery-typed')).toBeNull();
  });
});

describe('the lock', () => {
  it('shows who is locked and nothing else, and opens by the PIN', async () => {
    const { container } = open({ pin: '2580', locked: true });
    const lock = await screen.findByTestId('lock');
    expect(within(lock).getByText('Mira Tannhoff')).toBeTruthy();
    expect(screen.queryByRole('combobox')).toBeNull();
    await axeFindsNothing(container);
    await type(within(lock).getByTestId('pin'), '1111');
    await fireEvent.click(within(lock).getByTestId('pin-submit'));
    expect(await within(lock).findByText(/PIN stimmt nicht. Noch 4 Versuche/)).toBeTruthy();
    await type(within(lock).getByTestId('pin'), '2580');
    await fireEvent.click(within(lock).getByTestId('pin-submit'));
    expect(await screen.findByRole('combobox', { name: /Karte scannen/ })).toBeTruthy();
    expect(screen.queryByTestId('lock')).toBeNull();
  });

  it('locks out of an open dialog too, and loses nothing that was typed', async () => {
    open({}, '#/contacts/new/Neue');
    const dialog = await screen.findByRole('dialog', { name: 'Neuer Kontakt' });
    const field = within(dialog).getByRole('textbox', { name: 'Nachname' });
    await type(field, 'Halbfertig');
    await fireEvent.keyDown(field, { key: 'l', ctrlKey: true });
    const lock = await screen.findByTestId('lock');
    await fireEvent.keyDown(lock, { key: 'Escape' });
    await fireEvent.pointerDown(lock);
    await fireEvent.click(within(lock).getByTestId('unlock'));
    await waitFor(() => expect(screen.queryByTestId('lock')).toBeNull());
    expect((field as HTMLInputElement).value).toBe('Halbfertig');
    expect(field.isConnected).toBe(true);
  });

  it('is set on by its key, and hides dialogs too', async () => {
    const { backend } = open();
    await screen.findByRole('combobox', { name: /Karte scannen/ });
    await fireEvent.keyDown(document.body, { key: 'l', ctrlKey: true });
    const lock = await screen.findByTestId('lock');
    expect(document.documentElement.hasAttribute('data-locked')).toBe(true);
    await expect(
      backend.listContacts({ text: '', role: null, offset: 0, limit: 1 }),
    ).rejects.toMatchObject({ code: 'locked' });
    await fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    expect(screen.queryByTestId('palette-input')).toBeNull();
    await fireEvent.click(within(lock).getByTestId('unlock'));
    await waitFor(() => expect(screen.queryByTestId('lock')).toBeNull());
    expect(document.documentElement.hasAttribute('data-locked')).toBe(false);
  });

  it('lets somebody else take over, and a forgotten PIN be removed by the recovery key', async () => {
    open({ pin: '2580', locked: true });
    const lock = await screen.findByTestId('lock');
    await fireEvent.click(within(lock).getByRole('button', { name: 'PIN vergessen?' }));
    await type(within(lock).getByTestId('recovery-typed'), RECOVERY_KEY);
    await fireEvent.click(within(lock).getByTestId('recovery-submit'));
    await waitFor(() => expect(screen.queryByTestId('lock')).toBeNull());
    await fireEvent.keyDown(document.body, { key: 'l', ctrlKey: true });
    const again = await screen.findByTestId('lock');
    await fireEvent.click(within(again).getByRole('button', { name: /Jonte Albers/ }));
    await waitFor(() => expect(screen.queryByTestId('lock')).toBeNull());
    expect(await screen.findByText('Inhaber')).toBeTruthy();
  });
});

describe('a PIN of ones own', () => {
  it('is set in the settings and asked for when somebody takes over', async () => {
    const { backend } = open();
    await screen.findByRole('combobox', { name: /Karte scannen/ });
    await fireEvent.click(screen.getByRole('button', { name: 'Einstellungen' }));
    const dialog = await screen.findByRole('dialog', { name: 'Einstellungen' });
    await fireEvent.click(within(dialog).getByTestId('own-pin'));
    await type(within(dialog).getByTestId('new-pin'), '12');
    await fireEvent.click(within(dialog).getByTestId('save-pin'));
    expect(within(dialog).getByText('Vier bis acht Ziffern.')).toBeTruthy();
    await type(within(dialog).getByTestId('new-pin'), '2580');
    await type(within(dialog).getByTestId('new-pin-again'), '2581');
    await fireEvent.click(within(dialog).getByTestId('save-pin'));
    expect(within(dialog).getByText('Die beiden PINs sind verschieden.')).toBeTruthy();
    await type(within(dialog).getByTestId('new-pin-again'), '2580');
    await fireEvent.click(within(dialog).getByTestId('save-pin'));
    expect(await within(dialog).findByText('Festgelegt. Gilt auf diesem Gerät.')).toBeTruthy();
    const other = within(dialog).getAllByRole('button', { name: 'Festlegen' })[0]!;
    expect((other as HTMLButtonElement).disabled).toBe(true);
    expect(other.title).toBe('Das darf nur: Inhaber. Wechseln Sie dafür die Person.');
    await backend.switchStaff('actor-2', null);
    await expect(backend.switchStaff('actor-1', null)).rejects.toMatchObject({
      code: 'pin_needed',
    });
  });
});

describe('roles', () => {
  it('an auditor reads: what they may not do is disabled and says who may', async () => {
    open({ role: 'auditor' }, '#/contacts');
    const create = await screen.findByRole('button', { name: /Neuer Kontakt/ });
    expect((create as HTMLButtonElement).disabled).toBe(true);
    expect(create.title).toBe(
      'Das darf nur: Inhaber, Empfang oder Therapie. Wechseln Sie dafür die Person.',
    );
  });

  it('a therapist finds no till in the rail and is refused clearly at the door', async () => {
    const { backend } = open({ role: 'therapist' }, '#/pos');
    const rail = await screen.findByRole('navigation', { name: 'Bereiche' });
    await within(rail).findByText('Karten');
    expect(within(rail).queryByText('Kasse')).toBeNull();
    await waitFor(() => expect(router.screen).toBe('reception'));
    const cart = {
      lines: [],
      contactId: null,
      discountPercent: null,
      payments: [],
      startedAt: null,
    };
    await expect(backend.sell(cart)).rejects.toMatchObject({ code: 'not_allowed' });
  });
});
