import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
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

describe('Zahlungsprobleme', () => {
  it('are settled for a reason alone, after a question that says no money moves', async () => {
    await open('problems');
    const list = await grid('Zahlungsprobleme');
    await choose(list, 'Rückgabe fehlgeschlagen');
    await press(await button('Als geklärt vermerken'));
    const dialog = await screen.findByRole('dialog', { name: /Zahlungsproblem als geklärt/ });
    expect(within(dialog).getByText(/Kein Geld bewegt sich/)).toBeTruthy();
    const act = within(dialog).getByRole('button', { name: /Als geklärt vermerken/ });
    await press(act);
    expect(within(dialog).getByText('Bitte ausfüllen.')).toBeTruthy();
    expect(within(list).getAllByText('geklärt')).toHaveLength(1);
    await type(within(dialog).getByRole('textbox', { name: 'Grund' }), 'Neu erstattet');
    await press(act);
    await waitFor(() => expect(within(list).getAllByText('geklärt')).toHaveLength(2));
    expect(screen.queryByRole('button', { name: 'Als geklärt vermerken' })).toBeNull();
  });

  it('say it where somebody else has settled it', async () => {
    const settlePaymentProblem = vi.fn<Backend['settlePaymentProblem']>(async () => {
      throw refuse('administration_refused', { code: 'problem_settled', words: '' });
    });
    await open('problems', {}, { settlePaymentProblem });
    await choose(await grid('Zahlungsprobleme'), 'Rückgabe fehlgeschlagen');
    await press(await button('Als geklärt vermerken'));
    const dialog = await screen.findByRole('dialog');
    await type(within(dialog).getByRole('textbox', { name: 'Grund' }), 'Erledigt');
    await press(within(dialog).getByRole('button', { name: /Als geklärt vermerken/ }));
    expect(await within(dialog).findByText(/schon geklärt/)).toBeTruthy();
    expect(settlePaymentProblem).toHaveBeenCalledWith('evt-2', 'Erledigt');
  });

  it('may be looked at by support, and not settled', async () => {
    await open('problems', { role: 'support' });
    await choose(await grid('Zahlungsprobleme'), 'Rückgabe fehlgeschlagen');
    const act = await button('Als geklärt vermerken');
    expect([act.disabled, /Plattform-Verwaltung/.test(act.title)]).toEqual([true, true]);
  });
});

describe('Überweisungsdateien', () => {
  it('are made once for the file that follows, say what waits, and are saved', async () => {
    const makeSepaFile = vi.fn<Backend['makeSepaFile']>();
    const { backend } = await open('sepaFiles', {}, { makeSepaFile });
    makeSepaFile.mockImplementation(backend.makeSepaFile);
    const list = await grid('Überweisungsdateien');
    expect(list.getAttribute('aria-rowcount')).toBe('2');
    await press(await button(/Datei erstellen/));
    const dialog = await screen.findByRole('dialog', { name: 'Überweisungsdatei erstellen' });
    const day = within(dialog).getByRole('textbox', { name: 'Ausführung am' });
    await type(day, '31.13.2026');
    await press(within(dialog).getByRole('button', { name: /Datei erstellen/ }));
    expect(makeSepaFile, 'what is no day is not the next one').not.toHaveBeenCalled();
    await type(day, '23.11.2026');
    await press(within(dialog).getByRole('button', { name: /Datei erstellen/ }));
    const made = await screen.findByRole('dialog', { name: 'Überweisungsdatei erstellt' });
    expect(makeSepaFile).toHaveBeenCalledExactlyOnceWith(1, '2026-11-23');
    expect(within(made).getByText('MOJO-SEPA-000002')).toBeTruthy();
    expect(within(made).getByText(/^120,00/)).toBeTruthy();
    const waits = within(made).getByRole('region', { name: 'In keiner Datei' });
    expect(within(waits).getByText('kein Konto mit IBAN hinterlegt')).toBeTruthy();
    expect(within(made).getByRole('button', { name: 'Datei speichern' })).toBeTruthy();
    await waitFor(() => expect(list.getAttribute('aria-rowcount')).toBe('3'));
    const again = await backend.makeSepaFile(1, '2026-11-23');
    expect(again.file.fileId, 'asked for twice it is one file').toBe('sepa-2');
  });

  it('that were made before say that the bank may have them', async () => {
    const makeSepaFile = vi.fn<Backend['makeSepaFile']>();
    const { backend } = await open('sepaFiles', {}, { makeSepaFile });
    await grid('Überweisungsdateien');
    await press(await button(/Datei erstellen/));
    // Another desk is faster, with the list as it was.
    makeSepaFile.mockResolvedValue({ ...(await backend.makeSepaFile(1, null)), isNew: false });
    const dialog = await screen.findByRole('dialog');
    await press(within(dialog).getByRole('button', { name: /Datei erstellen/ }));
    const made = await screen.findByRole('dialog', { name: /gibt es schon/ });
    expect(within(made).getByText(/nur, wenn das noch niemand getan hat/)).toBeTruthy();
    expect(within(made).queryByText(/genau einmal der Bank/)).toBeNull();
    expect(within(made).getByRole('button', { name: 'Datei speichern' })).toBeTruthy();
  });

  it('say what stands in them, for which month and to where', async () => {
    const listSepaFilePayouts = vi.fn<Backend['listSepaFilePayouts']>();
    await open('sepaFiles', { role: 'support' }, { listSepaFilePayouts });
    const line = { payoutId: 'p-7', recipient: 'Praxis Birkenhain', month: '2026-10' };
    const iban = 'DE89370400440532013000';
    const amount = { cents: 50_000, currency: 'EUR' };
    const own = { ...line, amount, holder: line.recipient, iban };
    const other = { ...own, recipient: 'Studio Moorlicht', holder: 'Lale Moorlicht' };
    listSepaFilePayouts.mockResolvedValue([own, other]);
    const list = await grid('Überweisungsdateien');
    await choose(list, 'MOJO-SEPA-000001');
    const inside = await screen.findByRole('region', { name: 'In dieser Datei' });
    const lines = within(inside)
      .getAllByRole('listitem')
      .map((one) => one.textContent);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/Praxis Birkenhain.*Oktober 2026.*DE89 3704.*500,00/s);
    expect(lines[1], 'another owner is named').toMatch(/Studio Moorlicht.*Lale Moorlicht/s);
    expect(listSepaFilePayouts).toHaveBeenCalledWith('sepa-1');
  });

  it('say so when what stands in them does not come', async () => {
    const listSepaFilePayouts = vi.fn<Backend['listSepaFilePayouts']>(async () => {
      throw refuse('administration_busy');
    });
    await open('sepaFiles', {}, { listSepaFilePayouts });
    await choose(await grid('Überweisungsdateien'), 'MOJO-SEPA-000001');
    const side = screen.getByRole('complementary', { name: 'Überweisungsdateien' });
    await waitFor(() => expect(side.querySelector('.note')).toBeTruthy());
  });

  it('whose answer is lost are asked for no second time', async () => {
    const makeSepaFile = vi.fn<Backend['makeSepaFile']>(async () => {
      throw refuse('administration_unanswered');
    });
    await open('sepaFiles', {}, { makeSepaFile });
    await grid('Überweisungsdateien');
    await press(await button(/Datei erstellen/));
    const dialog = await screen.findByRole('dialog');
    await press(within(dialog).getByRole('button', { name: /Datei erstellen/ }));
    expect(await within(dialog).findByText(/nicht bekannt, ob es getan ist/)).toBeTruthy();
    expect(within(dialog).queryByRole('button', { name: /Datei erstellen/ })).toBeNull();
    expect(makeSepaFile).toHaveBeenCalledOnce();
  });

  it('are confirmed with the day of the bank and the name that is typed', async () => {
    const confirmSepaFile = vi.fn<Backend['confirmSepaFile']>(async () => undefined);
    const { backend } = await open('sepaFiles', {}, { confirmSepaFile });
    await backend.makeSepaFile(1, null);
    const list = await grid('Überweisungsdateien');
    await choose(list, 'MOJO-SEPA-000002');
    await press(await button('Als ausgeführt bestätigen'));
    const dialog = await screen.findByRole('dialog', { name: 'MOJO-SEPA-000002 bestätigen' });
    const act = within(dialog).getByRole('button', { name: /Als ausgeführt bestätigen/ });
    await press(act);
    expect(within(dialog).getByText(/Bitte einen Tag eingeben/)).toBeTruthy();
    await type(within(dialog).getByRole('textbox', { name: 'Buchungstag der Bank' }), '19.11.2026');
    const name = within(dialog).getByRole('textbox', { name: /Namen der Datei/ });
    await type(name, 'MOJO-SEPA-000001');
    await press(act);
    expect(within(dialog).getByText('Das ist nicht der Name der Datei.')).toBeTruthy();
    expect(confirmSepaFile).not.toHaveBeenCalled();
    await type(name, 'MOJO-SEPA-000002');
    await press(act);
    await waitFor(() => expect(confirmSepaFile).toHaveBeenCalledOnce());
    expect(confirmSepaFile).toHaveBeenCalledWith('sepa-2', '2026-11-19');
  });

  it('that are void are given out no more, and say what is declared', async () => {
    const { backend } = await open('sepaFiles');
    await backend.makeSepaFile(1, null);
    const list = await grid('Überweisungsdateien');
    await choose(list, 'MOJO-SEPA-000002');
    await press(await button('Für ungültig erklären'));
    const dialog = await screen.findByRole('dialog', { name: /für ungültig erklären/ });
    expect(within(dialog).getByText(/nie der Bank gegeben.*jede Kopie ist gelöscht/)).toBeTruthy();
    await type(within(dialog).getByRole('textbox', { name: 'Grund' }), 'Falscher Tag');
    const name = within(dialog).getByRole('textbox', { name: /Namen der Datei/ });
    await type(name, 'MOJO-SEPA-000002');
    await press(within(dialog).getByRole('button', { name: /Für ungültig erklären/ }));
    await waitFor(() => expect(within(list).getByText('ungültig')).toBeTruthy());
    expect(screen.queryByRole('button', { name: 'Datei speichern' })).toBeNull();
    await expect(backend.sepaFileXml(2)).rejects.toMatchObject({ values: { code: 'file_ended' } });
  });

  it('may be saved by support, and neither made nor ended', async () => {
    const { backend } = await open('sepaFiles', { role: 'support' });
    await choose(await grid('Überweisungsdateien'), 'MOJO-SEPA-000001');
    expect((await button('Datei speichern')).disabled).toBe(false);
    expect((await button(/Datei erstellen/)).disabled).toBe(true);
    await expect(backend.makeSepaFile(1, null)).rejects.toMatchObject({ code: 'not_allowed' });
  });

  it('hold what stands in them: it is neither confirmed by hand nor given up', async () => {
    const { backend } = await open('payouts');
    await backend.makeSepaFile(1, null);
    await choose(await grid('Auszahlungen'), 'Praxis Birkenhain');
    expect(await screen.findByText('MOJO-SEPA-000002')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Als überwiesen bestätigen' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Zurücknehmen' })).toBeNull();
    await backend.rejectSepaFile('sepa-2', 'AC01');
    expect(await button('Als überwiesen bestätigen')).toBeTruthy();
    expect(screen.queryByText('MOJO-SEPA-000002')).toBeNull();
  });

  it('are followed by money that comes back, with the day and the reason of the bank', async () => {
    const returnPayout = vi.fn<Backend['returnPayout']>(async () => undefined);
    await open('payouts', {}, { returnPayout });
    await choose(await grid('Auszahlungen'), 'MOJO GmbH');
    await press(await button('Rücklauf vermerken'));
    const dialog = await screen.findByRole('dialog', { name: /MOJO GmbH kam zurück/ });
    await type(within(dialog).getByRole('textbox', { name: 'Zurück am' }), '18.11.2026');
    await type(within(dialog).getByRole('textbox', { name: 'Grund der Bank' }), 'AC04');
    await press(within(dialog).getByRole('button', { name: /Rücklauf vermerken/ }));
    await waitFor(() => expect(returnPayout).toHaveBeenCalledWith('p-1', '2026-11-18', 'AC04'));
  });
});

describe('Aufgaben', () => {
  it('that went wrong are tried again for a reason, and no other ones', async () => {
    const { backend } = await open('jobs');
    const list = await grid('Aufgaben');
    await choose(list, 'Auszahlungslauf');
    const side = screen.getByRole('complementary', { name: 'Aufgaben' });
    await within(side).findByText('Dezember 2026');
    expect(screen.queryByRole('button', { name: 'Erneut versuchen' }), 'it only waits').toBeNull();
    await choose(list, 'Abrechnungen unterschreiben');
    expect(await within(side).findAllByText('the database is closed')).toHaveLength(2);
    const tries = within(side).getByRole('region', { name: 'Versuche im Einzelnen' });
    const told = within(tries)
      .getAllByRole('listitem')
      .map((one) => one.textContent);
    expect(told, 'an attempt that ended is told once').toHaveLength(2);
    expect(told[0]).toMatch(/20\. Versuch.*worker-1.*the database is closed.*fehlgeschlagen/);
    expect(told[1]).toMatch(/19\. Versuch.*abgebrochen/);
    await press(await button('Erneut versuchen'));
    const dialog = await screen.findByRole('dialog', { name: /Abrechnungen unterschreiben/ });
    expect(within(dialog).queryByText(/zahlt aus/)).toBeNull();
    await type(within(dialog).getByRole('textbox', { name: 'Grund' }), 'Platte getauscht');
    await press(within(dialog).getByRole('button', { name: /Erneut versuchen/ }));
    await waitFor(() => expect(within(list).queryByText('fehlgeschlagen')).toBeNull());
    const log = await backend.listAuditLog({
      before: null,
      userId: null,
      action: 'retry_job',
      from: null,
      until: null,
    });
    expect(log.rows[0]!.reason).toBe('Platte getauscht');
  });

  it('that pay say so before', async () => {
    const base = memoryBackend({ now: NOW, contacts: 20, role: 'platform_admin' });
    const page = await base.listJobs(null, null);
    const failed = { state: 'failed', failures: 20, mayRetry: true };
    const rows = page.rows.map((row) => ({ ...row, ...failed }));
    await open('jobs', {}, { listJobs: async () => ({ rows, next: null }) });
    await choose(await grid('Aufgaben'), 'Auszahlungslauf');
    await press(await button('Erneut versuchen'));
    const dialog = await screen.findByRole('dialog', { name: /Auszahlungslauf Dezember 2026/ });
    expect(
      within(dialog).getByText(/Diese Aufgabe zahlt aus, solange ihr Monat läuft\./),
    ).toBeTruthy();
  });

  it('may be looked at by support, and not tried again', async () => {
    const { backend } = await open('jobs', { role: 'support' });
    await choose(await grid('Aufgaben'), 'Abrechnungen unterschreiben');
    expect((await button('Erneut versuchen')).disabled).toBe(true);
    await expect(backend.retryJob('job-statements', 'x')).rejects.toMatchObject({
      code: 'not_allowed',
    });
  });
});

describe('Nachrichten', () => {
  it('are sent again and handed over by support too, after a question', async () => {
    const { backend } = await open('mails', { role: 'support' });
    const list = await grid('Nachrichten');
    await choose(list, 'Einladung');
    expect(await screen.findByText(/einen Link, der etwas öffnet/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Erneut senden' }), 'it has arrived').toBeNull();
    await choose(list, 'Auszahlung kam nicht an');
    expect(await screen.findByText('550 no such user')).toBeTruthy();
    expect(screen.getByText(/Bitte prüfen Sie Ihr Konto/)).toBeTruthy();
    await press(await button('Erneut senden'));
    const dialog = await screen.findByRole('dialog', { name: /erneut senden/ });
    await press(within(dialog).getByRole('button', { name: /Erneut senden/ }));
    await waitFor(() => expect(within(list).getByText('wartet')).toBeTruthy());
    await press(await button('Von Hand übergeben'));
    const given = await screen.findByRole('dialog', { name: /von Hand übergeben/ });
    await press(within(given).getByRole('button', { name: /Von Hand übergeben/ }));
    await waitFor(() => expect(within(list).getByText('übergeben')).toBeTruthy());
    await expect(backend.retryMail('m-2')).rejects.toMatchObject({
      values: { code: 'already_sent' },
    });
  });

  it('say that staff hand them over where the platform sends none', async () => {
    const listMails = vi.fn<Backend['listMails']>(async () => ({
      rows: [],
      next: null,
      sentBy: 'hand',
    }));
    await open('mails', {}, { listMails });
    expect(await screen.findByText(/sendet keine E-Mails/)).toBeTruthy();
    expect(screen.getByText('Keine Nachricht')).toBeTruthy();
  });
});

describe.each(['sepaFiles', 'problems', 'mails', 'jobs'] as const)('the part %s', (part) => {
  it('says what belongs there while there is nothing', async () => {
    await open(part, { contacts: 0 });
    expect(await screen.findByText(locale.messages.administration[part].emptyTitle)).toBeTruthy();
  });

  it('offers nothing without a connection', async () => {
    await open(part, { line: 'offline' });
    expect(await screen.findByText('Verwaltung braucht eine Verbindung.')).toBeTruthy();
    expect(screen.queryByRole('grid')).toBeNull();
  });

  it.each(['de', 'en'] as const)('has nothing that axe finds (%s)', async (name) => {
    locale.name = name;
    const { container } = await open(part);
    await grid(locale.messages.administration.parts[part]);
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => [one.id, one.nodes[0]?.html])).toEqual([]);
  });
});
