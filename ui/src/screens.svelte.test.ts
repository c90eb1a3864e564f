import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import { toasts } from '$lib/components/toasts.svelte';
import { locale } from '$lib/messages/index.svelte';
import { router } from '$lib/router.svelte';
import App from './App.svelte';

async function open(hash: string, title: string, contacts = 120) {
  location.hash = hash;
  const view = render(App, { backend: memoryBackend({ contacts }) });
  await screen.findByRole('heading', { level: 1, name: title });
  return view;
}

async function axeFindsNothing(container: Element): Promise<void> {
  const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
  expect(found.violations.map((one) => one.id)).toEqual([]);
}

const press = (key: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(document.body, { key, ...more });

afterEach(() => {
  router.replace('reception');
  toasts.clear();
  locale.name = 'de';
});

describe('Kontakte', () => {
  it('shows a person by the arrow keys, with cards and timeline', async () => {
    const { container } = await open('#/contacts', 'Kontakte');
    const field = await screen.findByRole('textbox', { name: 'Name, Telefon, E-Mail' });
    await screen.findByRole('option', { name: /Annegret Lindqvist/ });
    await fireEvent.keyDown(field, { key: 'ArrowDown' });
    expect(await screen.findByRole('heading', { name: 'Annegret Lindqvist' })).toBeTruthy();
    expect(screen.getByRole('radio', { name: /Besuche/ })).toBeTruthy();
    expect(screen.getAllByRole('img', { name: '7 von 10 frei' }).length).toBeGreaterThan(0);
    await axeFindsNothing(container);
  });

  it('warns of a duplicate, asks for a name and saves', async () => {
    await open('#/contacts/new/Annegret%20Lindqvist', 'Kontakte');
    const dialog = await screen.findByRole('dialog', { name: 'Neuer Kontakt' });
    expect(await within(dialog).findByText(/Vielleicht gibt es diese Person schon/)).toBeTruthy();
    const [first, last] = [
      within(dialog).getByRole('textbox', { name: 'Vorname' }),
      within(dialog).getByRole('textbox', { name: 'Nachname' }),
    ];
    await fireEvent.input(first, { target: { value: '' } });
    await fireEvent.input(last, { target: { value: '' } });
    await fireEvent.click(within(dialog).getByRole('button', { name: /Speichern/ }));
    expect(within(dialog).getByText('Bitte einen Namen oder eine Firma eingeben.')).toBeTruthy();
    await fireEvent.input(last, { target: { value: 'Neuling' } });
    await fireEvent.click(within(dialog).getByRole('button', { name: /Speichern/ }));
    expect(await screen.findByRole('heading', { name: 'Neuling' })).toBeTruthy();
  });

  it('says what belongs here while nobody is', async () => {
    await open('#/contacts', 'Kontakte', 0);
    expect(await screen.findByText('Noch kein Kontakt')).toBeTruthy();
  });
});

describe('Kasse', () => {
  it('sells by keys alone, gives change and a receipt number', async () => {
    const { container } = await open('#/pos', 'Kasse');
    await screen.findByRole('button', { name: /Einzelstunde/ });
    press('4');
    const line = await screen.findByRole('textbox', { name: 'Menge Einzelstunde' });
    expect(line).toBeTruthy();
    await waitFor(() => expect(screen.getByRole('button', { name: /^20\s€/ })).toBeTruthy());
    press('F6');
    await waitFor(() => expect(screen.getByText('2,00 €')).toBeTruthy());
    await axeFindsNothing(container);
    press('Enter');
    expect(await screen.findByText(/^KB-2026-A-/)).toBeTruthy();
    expect(screen.getByRole('button', { name: /Nächster Verkauf/ })).toBeTruthy();
  });

  it('says beside the locked button that a card needs a person (D1)', async () => {
    await open('#/pos', 'Kasse');
    await fireEvent.click(await screen.findByRole('button', { name: /10er-Karte Yoga/ }));
    expect(await screen.findByText(/Eine Karte gehört einer Person/)).toBeTruthy();
    expect((screen.getByTestId('complete') as HTMLButtonElement).disabled).toBe(true);
  });

  it('claims no security device that is not there', async () => {
    await open('#/pos', 'Kasse');
    expect(await screen.findByText('TSE nicht eingerichtet')).toBeTruthy();
  });

  it('closes the day only with a reason for a difference', async () => {
    const { container } = await open('#/pos/close', 'Tagesabschluss');
    const field = await screen.findByRole('textbox', { name: /Stück zu 50\s€/ });
    await fireEvent.input(field, { target: { value: '1' } });
    const reason = await screen.findByRole('textbox', { name: 'Grund der Differenz' });
    expect((screen.getByTestId('close-day') as HTMLButtonElement).disabled).toBe(true);
    await axeFindsNothing(container);
    await fireEvent.input(reason, { target: { value: 'Wechselfehler' } });
    await fireEvent.keyDown(reason, { key: 'Enter', ctrlKey: true });
    expect(await screen.findByText('Abschluss Z 318 ist gebucht')).toBeTruthy();
  });
});

describe('Rechnungen', () => {
  it('leads from what is missing to the field, and issues when nothing is', async () => {
    const { container } = await open('#/invoices/draft/draft-0', 'Rechnungen');
    const breach = await screen.findByRole('button', { name: /Leistungsdatum/ });
    expect((screen.getByTestId('issue') as HTMLButtonElement).disabled).toBe(true);
    await axeFindsNothing(container);
    await fireEvent.click(breach);
    const from = screen.getByRole('textbox', { name: 'Leistung von' });
    expect(document.activeElement).toBe(from);
    await fireEvent.input(from, { target: { value: '3.11.2026' } });
    await waitFor(() =>
      expect((screen.getByTestId('issue') as HTMLButtonElement).disabled).toBe(false),
    );
    await fireEvent.keyDown(from, { key: 'Enter', ctrlKey: true });
    expect(await screen.findByRole('heading', { name: /^RE-2026-A-/ })).toBeTruthy();
  });

  it('shows an issued invoice with what is still open', async () => {
    await open('#/invoices/RE-2026-A-000409', 'Rechnungen');
    const heading = await screen.findByRole('heading', { name: 'RE-2026-A-000409' });
    const pane = heading.closest('section')!;
    expect(within(pane).getByText('teils bezahlt')).toBeTruthy();
    expect(within(pane).getByText('71,00 €')).toBeTruthy();
    expect(within(pane).getByRole('button', { name: /Zahlung erfassen/ })).toBeTruthy();
  });
});
