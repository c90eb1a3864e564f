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

/** Chooses the row in which this stands. */
async function choose(list: HTMLElement, text: string): Promise<void> {
  const cell = (await within(list).findAllByText(text))[0]!;
  await press(cell.closest<HTMLElement>('[role=row]')!);
}

/** Opens the dialog of a payout run, with its plan in it. */
async function prepare(): Promise<HTMLElement> {
  await press(await screen.findByRole('button', { name: /Auszahlung vorbereiten/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Auszahlung November 2026' });
  await within(dialog).findByText('Wird ausgezahlt');
  return dialog;
}

afterEach(() => {
  router.replace('reception');
  toasts.clear();
  locale.name = 'de';
});

describe('Verwaltung', () => {
  it('is there for the people of the platform, and for nobody else', async () => {
    location.hash = '#/administration';
    render(App, { backend: memoryBackend({ now: NOW, contacts: 20, role: 'owner' }) });
    await screen.findByRole('combobox', { name: /Karte scannen/ });
    expect(document.querySelector('[data-screen=administration]')).toBeNull();
  });

  it('goes through its parts with Alt and an arrow, and keeps the part in the address', async () => {
    await open('agreements');
    const list = await grid('Gebietsverträge');
    expect(await within(list).findByText('DE, AT, CH')).toBeTruthy();
    await fireEvent.keyDown(list, { key: 'ArrowRight', altKey: true });
    expect(await grid('Einladungen')).toBeTruthy();
    expect(location.hash).toBe('#/administration/invitations');
  });

  it('names its parts in groups, through which the arrows go', async () => {
    await open('agreements');
    const parts = screen.getByRole('navigation', { name: 'Bereiche der Verwaltung' });
    const money = within(parts).getByRole('list', { name: 'Geld' });
    expect(within(money).getAllByRole('button')[0]!.textContent).toBe('Provisionen');
    const shown = within(parts).getByRole('button', { current: 'page' });
    expect(shown.textContent).toBe('Gebietsverträge');
    shown.focus();
    await fireEvent.keyDown(shown, { key: 'ArrowUp' });
    const first = within(parts).getByRole('button', { name: 'Mandanten' });
    expect(document.activeElement).toBe(first);
    await fireEvent.keyDown(first, { key: 'ArrowUp' });
    expect(document.activeElement, 'it ends at its ends').toBe(first);
    await fireEvent.keyDown(first, { key: 'End' });
    const last = within(parts).getByRole('button', { name: 'Protokoll' });
    expect(document.activeElement).toBe(last);
    expect(await grid('Gebietsverträge'), 'nothing is fetched on the way').toBeTruthy();
    await press(last);
    expect(await grid('Protokoll')).toBeTruthy();
    expect(last.getAttribute('aria-current')).toBe('page');
  });

  it('says that it needs a connection, and disables what would be done', async () => {
    await open('payouts', { line: 'offline' });
    expect(await screen.findByText('Verwaltung braucht eine Verbindung.')).toBeTruthy();
    const act = screen.getByRole<HTMLButtonElement>('button', { name: /Auszahlung vorbereiten/ });
    expect(act.disabled).toBe(true);
    expect(screen.queryByRole('grid')).toBeNull();
  });

  it('says what belongs here while there is nothing', async () => {
    await open('agreements', { contacts: 0 });
    expect(await screen.findByText('Noch kein Gebietsvertrag')).toBeTruthy();
  });

  it('searches, and loads more where there is more', async () => {
    await open('attributions');
    const list = await grid('Zuordnungen');
    expect(list.getAttribute('aria-rowcount')).toBe('51');
    await press(screen.getByRole('button', { name: 'Weitere laden' }));
    await waitFor(() => expect(list.getAttribute('aria-rowcount')).toBe('101'));
    await type(screen.getByRole('textbox', { name: 'Suchen' }), 'kunde-0007');
    await waitFor(() => expect(list.getAttribute('aria-rowcount')).toBe('2'));
    await type(screen.getByRole('textbox', { name: 'Suchen' }), 'niemand');
    expect(await screen.findByText('Nichts gefunden.')).toBeTruthy();
  });

  it('shows of an order what it does not pay, and why', async () => {
    const explainPlatformOrder = vi.fn<Backend['explainPlatformOrder']>(async () => [
      { line: '1', kind: 'affiliate_first', reasons: ['no_attribution'] },
      { line: '1', kind: 'platform_fee', reasons: ['unknown'] },
    ]);
    await open('commissions', {}, { explainPlatformOrder });
    await choose(await grid('Provisionen'), 'B-2026-1000');
    await press(await screen.findByRole('button', { name: /Nicht Gezahltes zeigen/ }));
    expect(await screen.findByText(/^Position 1, .*: niemand hat geworben$/)).toBeTruthy();
    expect(screen.getByText(/^Position 1, Plattformgebühr: nicht festgehalten$/)).toBeTruthy();
    expect(explainPlatformOrder).toHaveBeenCalledWith('o-0');
  });

  it('tells what a correction gave from what refunds took back', async () => {
    const backend = memoryBackend({ now: NOW, contacts: 20, role: 'platform_admin' });
    const { rows } = await backend.listPlatformCommissions({
      month: null,
      tenantId: null,
      after: null,
    });
    const row = { ...rows[0]!, reversed: { cents: -1234, currency: 'EUR' } };
    const listPlatformCommissions = async () => ({ rows: [row], next: null });
    await open('commissions', {}, { listPlatformCommissions });
    await choose(await grid('Provisionen'), row.orderNumber);
    expect(await screen.findByText('Zusätzlich gutgeschrieben')).toBeTruthy();
    expect(screen.getByText(/^12,34/)).toBeTruthy();
    expect(screen.queryByText('Zurückgenommen')).toBeNull();
  });

  it('marks beside each field what is missing, and sends nothing', async () => {
    const createAgreement = vi.fn<Backend['createAgreement']>();
    await open('agreements', {}, { createAgreement });
    await grid('Gebietsverträge');
    await press(screen.getByRole('button', { name: /Neuer Gebietsvertrag/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Neuer Gebietsvertrag' });
    await press(within(dialog).getByRole('button', { name: /Speichern/ }));
    expect(within(dialog).getByText(/zwei Buchstaben/)).toBeTruthy();
    expect(within(dialog).getByText(/Satz von 0 bis 30/)).toBeTruthy();
    expect(within(dialog).getByText('Bitte einen Mandanten wählen.')).toBeTruthy();
    expect(createAgreement).not.toHaveBeenCalled();
  });

  it('is sent by Ctrl and Enter from a list of choices too, which stays closed', async () => {
    await open('agreements');
    await grid('Gebietsverträge');
    await press(screen.getByRole('button', { name: /Neuer Gebietsvertrag/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Neuer Gebietsvertrag' });
    const tenant = within(dialog).getByLabelText('Mandant');
    await waitFor(() => expect(document.activeElement).toBe(tenant));
    await fireEvent.keyDown(tenant, { key: 'm', ctrlKey: true });
    await fireEvent.keyDown(tenant, { key: 'Enter', ctrlKey: true });
    expect(within(dialog).getByText('Bitte einen Mandanten wählen.')).toBeTruthy();
    expect(tenant.dataset['state']).toBe('closed');
    expect(tenant.classList.contains('err')).toBe(true);
    await fireEvent.keyDown(tenant, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('says why the platform refused, and keeps what was typed', async () => {
    const changeAgreement = vi.fn<Backend['changeAgreement']>(async () => {
      throw refuse('administration_refused', { code: 'brand_new', words: 'Too early.' });
    });
    await open('agreements', {}, { changeAgreement });
    await choose(await grid('Gebietsverträge'), 'MOJO GmbH');
    await press(await screen.findByRole('button', { name: 'Ändern' }));
    const dialog = await screen.findByRole('dialog', { name: 'MOJO GmbH' });
    const percent = within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'Satz' });
    await type(percent, '12,5');
    await press(within(dialog).getByRole('button', { name: /Speichern/ }));
    expect(await within(dialog).findByText(/Die Plattform sagt: Too early\./)).toBeTruthy();
    expect(percent.value).toBe('12,5');
    const [change] = changeAgreement.mock.lastCall!;
    expect([change.commissionPercent, change.regionCodes]).toEqual(['12.5', null]);
  });

  it('takes no day that cannot be read for an agreement without an end', async () => {
    const changeAgreement = vi.fn<Backend['changeAgreement']>();
    await open('agreements', {}, { changeAgreement });
    await choose(await grid('Gebietsverträge'), 'MOJO GmbH');
    await press(await screen.findByRole('button', { name: 'Ändern' }));
    const dialog = await screen.findByRole('dialog', { name: 'MOJO GmbH' });
    const until = within(dialog).getByRole('textbox', { name: 'Bis' });
    await type(until, '31.13.2027');
    await press(within(dialog).getByRole('button', { name: /Speichern/ }));
    expect(await within(dialog).findByText(/Bitte einen Tag eingeben/)).toBeTruthy();
    expect(changeAgreement).not.toHaveBeenCalled();
    await type(until, '31.12.2027');
    await press(within(dialog).getByRole('button', { name: /Speichern/ }));
    await waitFor(() => expect(changeAgreement).toHaveBeenCalledOnce());
    expect(changeAgreement.mock.lastCall![0].validUntil).toBe('2027-12-31');
  });

  it('sends an invitation whose answer was lost no second time', async () => {
    const createInvitation = vi.fn<Backend['createInvitation']>(async () => {
      throw refuse('administration_unanswered');
    });
    await open('invitations', {}, { createInvitation });
    await grid('Einladungen');
    await press(screen.getByRole('button', { name: /Einladen/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Einladung erstellen' });
    await type(within(dialog).getByRole('textbox', { name: 'Für wen' }), 'Studio Nord');
    await press(within(dialog).getByRole('button', { name: /Einladung erstellen/ }));
    expect(await within(dialog).findByText(/nicht bekannt, ob es getan ist/)).toBeTruthy();
    expect(within(dialog).queryByRole('button', { name: /Einladung erstellen/ })).toBeNull();
    await fireEvent.submit(dialog.querySelector('form')!);
    expect(createInvitation).toHaveBeenCalledOnce();
    await press(within(dialog).getByRole('button', { name: 'Zur Liste' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('ends an agreement only after a question', async () => {
    await open('agreements');
    const list = await grid('Gebietsverträge');
    await choose(list, 'MOJO GmbH');
    await press(await screen.findByRole('button', { name: 'Beenden' }));
    const dialog = await screen.findByRole('dialog', { name: /MOJO GmbH beenden/ });
    await press(within(dialog).getByRole('button', { name: /Beenden/ }));
    await waitFor(() => expect(within(list).getAllByText('beendet')).toHaveLength(2));
  });

  it('changes an attribution for a reason alone', async () => {
    const changeAttribution = vi.fn<Backend['changeAttribution']>(async () => []);
    await open('attributions', { role: 'support' }, { changeAttribution });
    await choose(await grid('Zuordnungen'), 'kunde-0000');
    await press(await screen.findByRole('button', { name: 'Zuordnung ändern' }));
    const dialog = await screen.findByRole('dialog', { name: 'Zuordnung ändern' });
    await press(within(dialog).getByRole('button', { name: /Zuordnung ändern/ }));
    expect(within(dialog).getByText(/Bitte sagen, warum/)).toBeTruthy();
    expect(changeAttribution).not.toHaveBeenCalled();
  });

  it('shows the link of a new invitation once', async () => {
    const { backend } = await open('invitations');
    await grid('Einladungen');
    await press(screen.getByRole('button', { name: /Einladen/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Einladung erstellen' });
    await type(within(dialog).getByRole('textbox', { name: 'Für wen' }), 'Studio Nord');
    await press(within(dialog).getByRole('button', { name: /Einladung erstellen/ }));
    const made = await screen.findByRole('dialog', { name: 'Einladung erstellt' });
    const link = within(made).getByRole<HTMLInputElement>('textbox', {
      name: 'Link zur Einladung',
    });
    expect(link.value).toMatch(/^https:\/\/platform\.example\/invitations\//);
    expect((await backend.listInvitations())[0]!.link).toBeNull();
  });

  it('says where an invitation that was sent before has ended, and sends the next one anew', async () => {
    const createInvitation = vi.fn<Backend['createInvitation']>();
    const { backend } = await open('invitations', {}, { createInvitation });
    createInvitation.mockImplementation(backend.createInvitation);
    createInvitation.mockImplementationOnce(async (input) => ({
      ...(await backend.createInvitation(input)),
      state: 'revoked',
      link: null,
    }));
    await press(await screen.findByRole('button', { name: /^Einladen/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Einladung erstellen' });
    await type(within(dialog).getByRole('textbox', { name: 'Für wen' }), 'Studio Nord');
    const send = within(dialog).getByRole('button', { name: /Einladung erstellen/ });
    await press(send);
    expect(await within(dialog).findByText(/schon gesendet, und was dort steht/)).toBeTruthy();
    await press(send);
    expect(await screen.findByRole('dialog', { name: 'Einladung erstellt' })).toBeTruthy();
    const [ended, anew] = createInvitation.mock.calls.map(([input]) => input.key);
    expect(anew).not.toBe(ended);
  });

  it('filters the log by what was done', async () => {
    const listAuditLog = vi.fn<Backend['listAuditLog']>(async () => ({ rows: [], next: null }));
    await open('log', {}, { listAuditLog });
    await waitFor(() => expect(listAuditLog).toHaveBeenCalled());
    const day = screen.getByRole('textbox', { name: 'Ab dem Tag' });
    await type(day, '1.11.2026');
    await waitFor(() => expect(listAuditLog.mock.lastCall![0].from).toBe('2026-11-01'));
  });

  it.each(['de', 'en'] as const)('has nothing that axe finds (%s)', async (name) => {
    locale.name = name;
    const { container } = await open('payouts');
    await grid(locale.messages.administration.parts.payouts);
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => [one.id, one.nodes[0]?.html])).toEqual([]);
  });
});

describe('a payout run', () => {
  it('shows the plan, waits for the sum, and says what came of it', async () => {
    const { backend } = await open('payouts');
    const dialog = await prepare();
    expect(within(dialog).getByText('unter 50 €')).toBeTruthy();
    expect(within(dialog).getByText('kein Konto hinterlegt')).toBeTruthy();
    const left = within(dialog).getByRole('region', { name: 'Aus früheren Läufen offen' });
    expect(within(left).getAllByText(/^Provisionen, /), 'what it is of').not.toHaveLength(0);
    const field = within(dialog).getByRole('textbox', { name: 'Zum Bestätigen eingeben' });
    const act = within(dialog).getByRole('button', { name: /Jetzt auszahlen/ });
    await type(field, '2.792,71');
    await press(act);
    expect(within(dialog).getByText(/weder die Summe noch der Monat/)).toBeTruthy();
    expect((await backend.listPayouts(null)).rows, 'nobody was paid').toHaveLength(2);
    await type(field, '2.792,70');
    await press(act);
    const result = await screen.findByRole('dialog', { name: 'Ergebnis der Auszahlung' });
    const paid = within(result).getByRole('region', { name: 'Ausgezahlt' });
    expect(within(paid).getAllByRole('listitem')).toHaveLength(2);
    expect(within(paid).getByText('Studio Moorlicht')).toBeTruthy();
  });

  it('is confirmed by the month too, and is sent once', async () => {
    let answer = () => {};
    const wait = new Promise<void>((resolve) => (answer = resolve));
    const runPayouts = vi.fn<Backend['runPayouts']>(async () => {
      await wait;
      return { totals: [], paid: [], open: [], released: [], withoutAccount: [] };
    });
    await open('payouts', {}, { runPayouts });
    const dialog = await prepare();
    await type(within(dialog).getByRole('textbox'), '2026-11');
    const act = within(dialog).getByRole('button', { name: /Jetzt auszahlen/ });
    await press(act);
    await press(act);
    await fireEvent.keyDown(dialog, { key: 'Enter', ctrlKey: true });
    expect(runPayouts).toHaveBeenCalledOnce();
    answer();
    expect(await screen.findByText('Niemand wurde ausgezahlt.')).toBeTruthy();
    expect(runPayouts).toHaveBeenCalledOnce();
  });

  it.each([
    ['the answer is lost', 'administration_unanswered'],
    ['the disk of the platform was full on the way', 'platform_full'],
  ])('says that it is not known when %s, and offers no second sending', async (_, code) => {
    const runPayouts = vi.fn<Backend['runPayouts']>(async () => {
      throw refuse(code);
    });
    await open('payouts', {}, { runPayouts });
    const dialog = await prepare();
    await type(within(dialog).getByRole('textbox'), '2026-11');
    await press(within(dialog).getByRole('button', { name: /Jetzt auszahlen/ }));
    expect(await within(dialog).findByText(/nicht bekannt, ob ausgezahlt wurde/)).toBeTruthy();
    expect(within(dialog).queryByRole('button', { name: /Jetzt auszahlen/ })).toBeNull();
  });

  it('may be looked at by support, and not run', async () => {
    const { backend } = await open('payouts', { role: 'support' });
    const dialog = await prepare();
    const act = within(dialog).getByRole<HTMLButtonElement>('button', { name: /Jetzt auszahlen/ });
    expect(act.disabled).toBe(true);
    expect(act.title).toMatch(/Plattform-Verwaltung/);
    const { plan } = await backend.previewPayouts();
    await expect(backend.runPayouts(plan)).rejects.toMatchObject({ code: 'not_allowed' });
  });
});
