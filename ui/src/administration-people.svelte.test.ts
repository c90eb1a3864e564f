import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import Acceptances from '$lib/administration/Acceptances.svelte';
import { AdministrationController } from '$lib/administration/administration.svelte';
import type { Backend } from '$lib/backend/backend';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import { refuse } from '$lib/backend/memory/refuse';
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
const field = (name: string) => screen.findByRole<HTMLInputElement>('textbox', { name });
const type = (into: HTMLElement, value: string) => fireEvent.input(into, { target: { value } });
const press = (element: HTMLElement) => fireEvent.click(element);
const button = (name: string | RegExp) => screen.findByRole<HTMLButtonElement>('button', { name });

/** Chooses the row in which this stands. */
async function choose(list: HTMLElement, text: string): Promise<void> {
  const cell = (await within(list).findAllByText(text))[0]!;
  await press(cell.closest<HTMLElement>('[role=row]')!);
}

/** Looks somebody up for a reason. */
async function lookUp(text: string, reason: string): Promise<void> {
  await type(await field('Wen suchen Sie?'), text);
  await type(await field('Grund'), reason);
  await press(await button('Nachsehen'));
}

/** Locks the window; gives back what lies over it. */
async function lock(): Promise<HTMLElement> {
  await fireEvent.keyDown(document.body, { key: 'l', ctrlKey: true });
  return screen.findByTestId('lock');
}

afterEach(() => {
  router.replace('reception');
  toasts.clear();
  locale.name = 'de';
});

describe('Kunden', () => {
  it('are looked up for a reason alone, and their file is opened by hand', async () => {
    const showCustomer = vi.fn<Backend['showCustomer']>();
    const { backend } = await open('customers', { role: 'support' }, { showCustomer });
    showCustomer.mockImplementation(backend.showCustomer);
    expect(await screen.findByText('Noch niemand gesucht')).toBeTruthy();
    await lookUp('be', '');
    expect(await screen.findByText('Bitte mindestens drei Zeichen eingeben.')).toBeTruthy();
    expect(screen.getByText('Bitte ausfüllen.')).toBeTruthy();
    await lookUp('berg', 'Anruf');
    const list = await grid('Kunden');
    expect(list.getAttribute('aria-rowcount')).toBe('3');
    await choose(list, 'Anna Berger');
    expect(showCustomer).not.toHaveBeenCalled();
    await press(await button('Akte öffnen'));
    expect(await screen.findByText('B-2041')).toBeTruthy();
    expect(showCustomer).toHaveBeenCalledWith(expect.any(String), 'Anruf');
    // Another customer, another file.
    await choose(list, 'Ole Bergmann');
    await waitFor(() => expect(screen.queryByText('B-2041')).toBeNull());
  });

  it('are not looked up again by a list that is fetched anew', async () => {
    const searchCustomers = vi.fn<Backend['searchCustomers']>();
    const { backend } = await open('customers', {}, { searchCustomers });
    searchCustomers.mockImplementation(backend.searchCustomers);
    await lookUp('anna@example.org', 'Anruf');
    await grid('Kunden');
    await press(await button(/Neu laden/));
    await press(await button(/Neu laden/));
    expect(searchCustomers).toHaveBeenCalledOnce();
  });

  it('are nobody where nobody is found', async () => {
    await open('customers');
    await lookUp('niemand', 'Anruf');
    expect(await screen.findByText('Niemand gefunden.')).toBeTruthy();
  });

  it('are not looked up while the line is down', async () => {
    await open('customers', { line: 'offline' });
    expect(await screen.findByText('Verwaltung braucht eine Verbindung.')).toBeTruthy();
    expect((await button('Nachsehen')).disabled).toBe(true);
  });

  it('stay for whoever comes back behind the lock, and are forgotten for who takes over', async () => {
    await open('customers');
    await lookUp('berg', 'Anruf');
    await choose(await grid('Kunden'), 'Anna Berger');
    await press(await button('Akte öffnen'));
    await screen.findByText('B-2041');
    await press(within(await lock()).getByTestId('unlock'));
    await waitFor(() => expect(screen.queryByTestId('lock')).toBeNull());
    expect(screen.getByText('B-2041')).toBeTruthy();
    await press(within(await lock()).getByRole('button', { name: /Nele Wiek/ }));
    await waitFor(() => expect(screen.queryByTestId('lock')).toBeNull());
    expect(await screen.findByText('Noch niemand gesucht')).toBeTruthy();
    for (const text of ['Anna Berger', 'B-2041']) expect(screen.queryByText(text)).toBeNull();
    for (const name of ['Wen suchen Sie?', 'Grund']) expect((await field(name)).value).toBe('');
    // The file is opened anew, for a reason of their own.
    await lookUp('berg', 'Rückruf');
    await choose(await grid('Kunden'), 'Anna Berger');
    expect(await button('Akte öffnen')).toBeTruthy();
    expect(screen.queryByText('B-2041')).toBeNull();
  });

  it('are forgotten too where they were looked up behind another part', async () => {
    await open('customers');
    await lookUp('berg', 'Anruf');
    await grid('Kunden');
    await press(screen.getByRole('button', { name: 'Aussteller' }));
    await screen.findByText('Noch keine Angaben');
    await press(within(await lock()).getByRole('button', { name: /Nele Wiek/ }));
    await waitFor(() => expect(screen.queryByTestId('lock')).toBeNull());
    await press(screen.getByRole('button', { name: 'Kunden' }));
    expect(await screen.findByText('Noch niemand gesucht')).toBeTruthy();
  });

  it('are not told to who took over while the answer was awaited', async () => {
    const backend = memoryBackend({ now: NOW, contacts: 20, role: 'support' });
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const searchCustomers: Backend['searchCustomers'] = async (text, reason) => {
      await held;
      return backend.searchCustomers(text, reason);
    };
    const controller = new AdministrationController({ ...backend, searchCustomers });
    Object.assign(controller.looks, { text: 'berg', reason: 'Anruf' });
    const look = controller.lookUp();
    await controller.forgetLooks();
    answer();
    await look;
    expect([controller.customers.rows, controller.looks.isDone]).toEqual([[], false]);
  });
});

describe('Aussteller', () => {
  it('is stated with all that paper needs, as one more version', async () => {
    await open('issuer');
    await press(await button(/Angaben ändern/));
    const dialog = await screen.findByRole('dialog', { name: 'Aussteller der Gutschriften' });
    const fill = (name: string, value: string) =>
      type(within(dialog).getByRole('textbox', { name }), value);
    const save = within(dialog).getByRole('button', { name: /Speichern/ });
    await fill('USt-IdNr.', 'DE1234');
    await press(save);
    expect(within(dialog).getByText(/neun Ziffern/)).toBeTruthy();
    expect(within(dialog).getAllByText('Bitte ausfüllen.')).toHaveLength(5);
    await fill('Name oder Firma', 'MOJO LLC');
    await fill('Straße und Hausnummer', 'Main Street 1');
    await fill('Postleitzahl', '82001');
    await fill('Ort', 'Cheyenne');
    await fill('Land', 'us');
    await fill('Steuernummer', '98-7654321');
    await fill('USt-IdNr.', '');
    await fill('Grund', 'Gründung');
    await press(save);
    const list = await grid('Aussteller');
    expect(await within(list).findByText('MOJO LLC')).toBeTruthy();
    await choose(list, 'MOJO LLC');
    expect(await screen.findByText('82001 Cheyenne')).toBeTruthy();
  });

  it('does not say that nothing was stated where it was before there were versions', async () => {
    const issuer = {
      name: 'MOJO LLC',
      street: 'Main Street 1',
      postalCode: '82001',
      city: 'Cheyenne',
      country: 'US',
      taxNumber: '',
      vatId: '',
    };
    await open('issuer', {}, { showIssuer: async () => ({ issuer, version: 0, versions: [] }) });
    expect(await screen.findByText('MOJO LLC, Main Street 1, 82001 Cheyenne, US')).toBeTruthy();
    expect(await screen.findByText('Noch keine Fassung')).toBeTruthy();
    expect(screen.queryByText(/wird keine Gutschrift ausgestellt/)).toBeNull();
    await press(await button(/Angaben ändern/));
    const dialog = await screen.findByRole('dialog');
    const country = within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'Land' });
    expect(country.value).toBe('US');
    expect(within(dialog).getByText('Zwei Buchstaben, zum Beispiel US oder DE.')).toBeTruthy();
  });

  it('says it where somebody else stated another one meanwhile', async () => {
    const versions = [
      {
        version: 1,
        statedAt: '2026-11-01T09:00:00Z',
        userId: 'actor-5',
        reason: 'Gründung',
        issuer: {
          name: 'MOJO LLC',
          street: 'Main Street 1',
          postalCode: '82001',
          city: 'Cheyenne',
          country: 'US',
          taxNumber: '98-7654321',
          vatId: '',
        },
      },
    ];
    const putIssuer = vi.fn<Backend['putIssuer']>(async () => {
      throw refuse('administration_refused', { code: 'issuer_changed', words: '' });
    });
    const showIssuer: Backend['showIssuer'] = async () => ({
      issuer: versions[0]!.issuer,
      version: 1,
      versions,
    });
    await open('issuer', {}, { putIssuer, showIssuer });
    await grid('Aussteller');
    await press(await button(/Angaben ändern/));
    const dialog = await screen.findByRole('dialog');
    await type(within(dialog).getByRole('textbox', { name: 'Grund' }), 'Umzug');
    await press(within(dialog).getByRole('button', { name: /Speichern/ }));
    expect(await within(dialog).findByText(/jemand anders den Aussteller geändert/)).toBeTruthy();
    expect(putIssuer).toHaveBeenCalledWith(expect.objectContaining({ version: 1 }));
  });

  it('may be read by support, and not changed', async () => {
    await open('issuer', { role: 'support' });
    const act = await button(/Angaben ändern/);
    expect([act.disabled, /Plattform-Verwaltung/.test(act.title)]).toEqual([true, true]);
  });
});

describe('Verträge', () => {
  it('say who accepted what, and from when the newer version is needed', async () => {
    const demandContract = vi.fn<Backend['demandContract']>();
    const { backend } = await open('acceptances', {}, { demandContract });
    demandContract.mockImplementation(backend.demandContract);
    const list = await grid('Verträge');
    await choose(list, 'Haus Nordlicht');
    const told = await screen.findByText('E-Mail dazu');
    expect(told.nextElementSibling?.textContent).toBe('gesendet');
    await press(await button('Tag festlegen'));
    const dialog = await screen.findByRole('dialog', { name: /Fassung Vertrieb 2026-11/ });
    expect(within(dialog).getByText(/Gesperrt wird dadurch nichts/)).toBeTruthy();
    await type(within(dialog).getByRole('textbox', { name: 'Nötig ab' }), '31.12.2026');
    await type(within(dialog).getByRole('textbox', { name: 'Grund' }), 'Neue Sätze');
    await press(within(dialog).getByRole('button', { name: /Tag festlegen/ }));
    await waitFor(() =>
      expect(demandContract).toHaveBeenCalledWith(
        'distributor',
        '2026-11',
        '2026-12-31',
        'Neue Sätze',
      ),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('say who accepted no version at all, as a contract on paper', async () => {
    const backend = memoryBackend({ now: NOW, contacts: 20, role: 'platform_admin' });
    const controller = new AdministrationController(backend);
    controller.part = 'acceptances';
    controller.acceptanceState = 'never';
    await controller.reload();
    render(Acceptances, { controller, onask: () => {} });
    const list = await grid('Verträge');
    expect(await within(list).findByText('Haus Moor')).toBeTruthy();
    expect(within(list).queryByText('Haus Nordlicht')).toBeNull();
    await choose(list, 'Haus Moor');
    expect(await screen.findByText(/Der Vertrag liegt auf Papier vor/)).toBeTruthy();
  });

  it('say so where everybody accepted one', async () => {
    const backend = memoryBackend({ now: NOW, contacts: 0, role: 'platform_admin' });
    const controller = new AdministrationController(backend);
    controller.part = 'acceptances';
    controller.acceptanceState = 'never';
    await controller.reload();
    expect(controller.unaccepted.isLoaded).toBe(true);
    render(Acceptances, { controller, onask: () => {} });
    expect(await screen.findByText('Alle haben einen Vertrag angenommen')).toBeTruthy();
  });

  it('leave it to the screen to say that the platform cannot be reached, in each of their lists', async () => {
    const backend = memoryBackend({
      now: NOW,
      contacts: 20,
      role: 'platform_admin',
      line: 'offline',
    });
    for (const state of ['', 'never']) {
      const controller = new AdministrationController(backend);
      controller.part = 'acceptances';
      controller.acceptanceState = state;
      await controller.reload();
      expect(controller.isOffline).toBe(true);
      const { unmount } = render(Acceptances, { controller, onask: () => {} });
      expect(screen.queryByRole('button', { name: 'Erneut versuchen' }), state).toBeNull();
      unmount();
    }
  });

  it('do not say that nobody accepted one where nobody is late', async () => {
    const backend = memoryBackend({ now: NOW, contacts: 0, role: 'platform_admin' });
    const controller = new AdministrationController(backend);
    controller.acceptanceState = 'outdated';
    await controller.acceptances.load();
    render(Acceptances, { controller, onask: () => {} });
    expect(await screen.findByText('Nichts gefunden.')).toBeTruthy();
    expect(screen.queryByText('Noch kein Vertrag angenommen')).toBeNull();
  });

  it.each(['customers', 'issuer', 'acceptances'])('have nothing for axe (%s)', async (part) => {
    const { container } = await open(part);
    await screen.findAllByRole('button');
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => [one.id, one.nodes[0]?.html])).toEqual([]);
  });
});
