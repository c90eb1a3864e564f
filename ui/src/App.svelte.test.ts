import { fireEvent, render, screen, within, waitFor } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import { toasts } from '$lib/components/toasts.svelte';
import { locale } from '$lib/messages/index.svelte';
import { router } from '$lib/router.svelte';
import App from './App.svelte';

async function open(options: MemoryOptions = {}, hash = '#/reception') {
  location.hash = hash;
  const view = render(App, { backend: memoryBackend({ contacts: 120, ...options }) });
  await screen.findByRole('heading', { level: 1 });
  return view;
}

afterEach(() => {
  router.replace('reception');
  toasts.clear();
  locale.name = 'de';
});

describe('the window', () => {
  it('checks in by three letters and Enter, says so aloud, and takes it back with Ctrl+Z', async () => {
    await open();
    const field = await screen.findByRole('combobox', { name: /Karte scannen/ });
    await fireEvent.input(field, { target: { value: 'lind' } });
    await screen.findByRole('option', { name: /Annegret Lindqvist/ });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect((await screen.findByTestId('checked-in-name')).textContent).toBe('Annegret Lindqvist');
    expect(screen.getByTestId('entries-left').textContent).toBe('6');
    expect(screen.getByText(/^Eingecheckt: Annegret Lindqvist, 6 frei/)).toBeTruthy();
    await fireEvent.keyDown(field, { key: 'z', ctrlKey: true });
    expect(await screen.findByText('Zurückgenommen')).toBeTruthy();
  });

  it('opens the palette with Ctrl+K and closes it with Escape', async () => {
    await open();
    await fireEvent.keyDown(window, { key: 'k', ctrlKey: true });
    const field = await screen.findByTestId('palette-input');
    await fireEvent.keyDown(field, { key: 'Escape' });
    await expect.poll(() => screen.queryByTestId('palette-input')).toBeNull();
  });

  it('lists the keys of the screen beside those of the window', async () => {
    await open();
    await fireEvent.keyDown(window, { key: 'F1' });
    const dialog = await screen.findByRole('dialog', { name: 'Alle Tasten' });
    expect(within(dialog).getByText('In diesem Bereich')).toBeTruthy();
    expect(within(dialog).getByText('Weiterer Eintrag')).toBeTruthy();
  });

  it('shows what waits, and where it stands, behind the pill', async () => {
    await open({ line: 'offline' });
    const pill = await screen.findByTestId('sync-pill');
    await waitFor(() => expect(pill.textContent).toContain('7 warten, gespeichert'));
    await fireEvent.click(pill);
    await screen.findByTestId('sync-recorded');
    const figure = (id: string) => Number(screen.getByTestId(id).textContent?.replace('.', ''));
    expect(figure('sync-recorded')).toBe(figure('sync-acknowledged') + 7);
    expect(figure('sync-acknowledged')).toBeGreaterThan(1000);
    expect(screen.getByTestId('sync-hashes').textContent).toContain('gleich');
  });

  it('shows both sides of a case and settles it, with a reason where one is needed (D1)', async () => {
    await open({ line: 'cases' }, '#/cases');
    expect(await screen.findByText('Besuch A')).toBeTruthy();
    expect(screen.getByText('Besuch B')).toBeTruthy();
    await fireEvent.click(screen.getByRole('radio', { name: /Kulanz/ }));
    await fireEvent.click(screen.getByRole('button', { name: /Fall klären/ }));
    expect(screen.getByText('Bitte nennen Sie einen Grund.')).toBeTruthy();
    await fireEvent.input(screen.getByLabelText('Grund'), { target: { value: 'Stammkunde' } });
    await fireEvent.click(screen.getByRole('button', { name: /Fall klären/ }));
    expect(await screen.findByText('Kein Fall zu klären')).toBeTruthy();
    await fireEvent.click(screen.getByRole('radio', { name: /Geklärt/ }));
    expect(await screen.findByText('„Stammkunde“')).toBeTruthy();
  });

  it('takes back a visit that was a mistake, with a reason, and its case is closed', async () => {
    await open({ line: 'cases' }, '#/cases');
    await fireEvent.click(await screen.findByRole('radio', { name: /Besuch B war ein Versehen/ }));
    await fireEvent.click(screen.getByRole('button', { name: /Fall klären/ }));
    expect(screen.getByText('Bitte nennen Sie einen Grund.')).toBeTruthy();
    await fireEvent.input(screen.getByLabelText('Grund'), { target: { value: 'verklickt' } });
    await fireEvent.click(screen.getByRole('button', { name: /Fall klären/ }));
    expect(await screen.findByText('Kein Fall zu klären')).toBeTruthy();
    await fireEvent.click(screen.getByRole('radio', { name: /Geklärt/ }));
    expect(await screen.findByText(/steht nicht mehr im Minus/)).toBeTruthy();
  });

  it('settles a case by the keys alone', async () => {
    await open({ line: 'cases' }, '#/cases');
    const goodwill = await screen.findByRole<HTMLInputElement>('radio', { name: /Kulanz/ });
    const at = within(goodwill.closest('fieldset')!).getAllByRole('radio').indexOf(goodwill);
    await fireEvent.keyDown(document.body, { key: String(at + 1) });
    await waitFor(() => expect(goodwill.checked).toBe(true));
    await fireEvent.keyDown(document.body, { key: 'Enter' });
    expect(screen.getByText('Bitte nennen Sie einen Grund.')).toBeTruthy();
    const reason = screen.getByLabelText('Grund');
    await fireEvent.input(reason, { target: { value: '3 Jahre Stammkunde' } });
    await fireEvent.keyDown(reason, { key: '3' });
    await fireEvent.keyDown(reason, { key: 'Enter' });
    expect(await screen.findByText('Kein Fall zu klären')).toBeTruthy();
    await fireEvent.click(screen.getByRole('radio', { name: /Geklärt/ }));
    expect(await screen.findByText(/Kulanz/)).toBeTruthy();
  });

  it('merges two contacts that are one person, and parts them again', async () => {
    await open({ line: 'cases', cases: 'all', contacts: 60 }, '#/contacts/contact-3');
    const offer = await screen.findByText(/Vielleicht dieselbe Person/);
    await fireEvent.click(within(offer.closest<HTMLElement>('.note')!).getByText('Zusammenführen'));
    const merged = await screen.findByText(/Zusammengeführt mit/);
    expect(screen.queryByText(/Vielleicht dieselbe Person/)).toBeNull();
    await fireEvent.click(within(merged.closest<HTMLElement>('.note')!).getByText('Trennen'));
    expect(await screen.findByText(/Vielleicht dieselbe Person/)).toBeTruthy();
  });

  it('brings back a note that another device overwrote', async () => {
    await open({ line: 'cases', cases: 'all', contacts: 60 }, '#/contacts/contact-3');
    const kept = await screen.findByText('„Kommt mit Hund, bitte Raum 2.“');
    await fireEvent.click(
      within(kept.closest<HTMLElement>('.note')!).getByText('Wiederherstellen'),
    );
    expect(await screen.findByText('„Möchte nur vormittags kommen.“')).toBeTruthy();
    expect(screen.getByText('Kommt mit Hund, bitte Raum 2.')).toBeTruthy();
  });

  it('offers the demo practice at the first start', async () => {
    await open({ signedIn: false, line: 'local_only' });
    await fireEvent.click(await screen.findByTestId('open-demo'));
    expect(await screen.findByRole('combobox', { name: /Karte scannen/ })).toBeTruthy();
  });

  it('says what is wrong when the desk does not open, and tries again', async () => {
    const backend = memoryBackend({ contacts: 20 });
    let inUse = true;
    const refusal = { code: 'profile_in_use', severity: 'notice', message: '', values: {} };
    const session = () => (inUse ? Promise.reject(refusal) : backend.session());
    render(App, { backend: { ...backend, session } });
    expect((await screen.findByRole('alert')).textContent).toContain('schon geöffnet');
    inUse = false;
    await fireEvent.click(screen.getByRole('button', { name: 'Erneut versuchen' }));
    expect(await screen.findByRole('heading', { name: 'Empfang' })).toBeTruthy();
  });

  it('lets an error of the screen before go, once it had the time to be read', async () => {
    await open();
    toasts.show({ tone: 'red', title: 'Das ging nicht' });
    expect(toasts.list.map((toast) => toast.countdown.left)).toEqual([0]);
    router.go('cards');
    await waitFor(() => expect(toasts.list[0]?.countdown.left).toBeGreaterThan(0));
    expect(screen.getByText('Das ging nicht')).toBeTruthy();
  });

  it('hides from the rail what does not work yet', async () => {
    await open();
    const rail = screen.getByRole('navigation', { name: 'Bereiche' });
    expect(within(rail).queryByText('Termine')).toBeNull();
    expect(within(rail).queryByText('Nachrichten')).toBeNull();
  });

  it.each(['#/reception', '#/cards', '#/cases'])('axe finds nothing on %s', async (hash) => {
    const { container } = await open({ line: 'cases' }, hash);
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => one.id)).toEqual([]);
  });
});
