import { fireEvent, render, screen, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Change, type Backend } from '$lib/backend/backend';
import { memoryBackend } from '$lib/backend/memory';
import { toasts } from '$lib/components/toasts.svelte';
import { locale } from '$lib/messages/index.svelte';
import { router } from '$lib/router.svelte';
import { formatCount, formatDay, formatMoney } from '$lib/format';
import App from './App.svelte';

const desk = (contacts = 40) =>
  memoryBackend({ now: () => new Date('2026-11-20T11:00:00Z'), contacts });

/** Who may dispute. */
const owner = () =>
  memoryBackend({ now: () => new Date('2026-11-20T11:00:00Z'), contacts: 40, role: 'owner' });

async function open(change: Partial<Backend> = {}, backend = desk()) {
  location.hash = '#/commissions';
  const view = render(App, { backend: { ...backend, ...change } });
  await screen.findByRole('heading', { level: 1, name: locale.messages.commissions.title });
  return view;
}
const table = () => screen.findByRole('treegrid', { name: locale.messages.commissions.table });

/** The latest month has a statement in francs, which is shown, and one in euros. */
async function openTwoCurrencies(change: Partial<Backend> = {}) {
  const backend = desk();
  const listStatementMonths: Backend['listStatementMonths'] = async () => {
    const [latest, ...others] = await backend.listStatementMonths();
    return [{ ...latest!, total: { cents: 100, currency: 'CHF' } }, latest!, ...others];
  };
  const showStatement: Backend['showStatement'] = async (month, currency) => ({
    ...(await backend.showStatement(month, currency)),
    currency: currency ?? 'EUR',
  });
  await open({ listStatementMonths, showStatement, ...change }, backend);
  return table();
}

afterEach(() => {
  router.replace('reception');
  toasts.clear();
  locale.name = 'de';
});

describe('the commissions', () => {
  it('open a calculation with Enter and close it with Escape', async () => {
    await open();
    const rows = await table();
    await fireEvent.keyDown(rows, { key: 'ArrowDown' });
    await fireEvent.keyDown(rows, { key: 'Enter' });
    expect(await within(rows).findByText('Regelstand')).toBeTruthy();
    const row = rows.querySelector('[aria-expanded=true]')!;
    expect(rows.getAttribute('aria-activedescendant')).toBe(row.id);
    expect(document.getElementById(row.getAttribute('aria-describedby')!)?.textContent).toMatch(
      /% von .* netto/,
    );
    await fireEvent.keyDown(rows, { key: 'Escape' });
    await expect.poll(() => within(rows).queryByText('Regelstand')).toBeNull();
  });

  it('close a calculation with Escape from within, and give the focus back to the list', async () => {
    await open({}, owner());
    const rows = await table();
    await fireEvent.keyDown(rows, { key: 'Enter' });
    const start = await within(rows).findByRole('button', { name: /^Beanstanden/ });
    start.focus();
    await fireEvent.keyDown(start, { key: 'Escape' });
    await expect.poll(() => within(rows).queryByText('Regelstand')).toBeNull();
    expect(document.activeElement).toBe(rows);
  });

  it('dispute the open line by its key, and no line by it when none is open', async () => {
    await open({}, owner());
    const rows = await table();
    await fireEvent.keyDown(rows, { key: 'b' });
    await fireEvent.keyDown(rows, { key: 'Enter' });
    await within(rows).findByRole('button', { name: /^Beanstanden/ });
    expect(within(rows).queryByRole('textbox')).toBeNull();
    await fireEvent.keyDown(rows, { key: 'b' });
    const field = await within(rows).findByRole('textbox');
    await expect.poll(() => document.activeElement).toBe(field);
  });

  it('have the focus where a dispute is written, and throw nothing typed away by a key', async () => {
    await open({}, owner());
    const rows = await table();
    await fireEvent.keyDown(rows, { key: 'Enter' });
    await fireEvent.click(await within(rows).findByRole('button', { name: /^Beanstanden/ }));
    const field = await within(rows).findByRole<HTMLTextAreaElement>('textbox');
    await expect.poll(() => document.activeElement).toBe(field);
    await fireEvent.input(field, { target: { value: 'Der Satz ist falsch' } });
    await fireEvent.keyDown(field, { key: 'Escape' });
    expect(field.isConnected).toBe(true);
    await fireEvent.input(field, { target: { value: '' } });
    await fireEvent.keyDown(field, { key: 'Escape' });
    await expect.poll(() => within(rows).queryByRole('textbox')).toBeNull();
    expect(await within(rows).findByText('Regelstand')).toBeTruthy();
    expect(document.activeElement).toBe(rows);
  });

  it('tell what waits for an account for payouts, and lead to it', async () => {
    const amounts = [
      { cents: 6_000, currency: 'CHF' },
      { cents: 24_650, currency: 'EUR' },
    ];
    const url = 'https://connect.example/setup/1';
    const setUpPayouts = vi.fn(async () => ({ url, opened: false }));
    await open({ showPayoutNotice: async () => ({ amounts }), setUpPayouts });
    const notice = locale.messages.commissions.payoutNotice;
    expect(await screen.findByText(/60,00.*246,50.*warten auf ein Konto/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: notice.action }));
    expect(setUpPayouts).toHaveBeenCalledOnce();
    expect(await screen.findByText(new RegExp(url))).toBeTruthy();
  });

  it('say nothing of accounts where a payout arrives', async () => {
    await open();
    await table();
    const notice = locale.messages.commissions.payoutNotice;
    expect(screen.queryByRole('button', { name: notice.action })).toBeNull();
  });

  it('keep the chosen row when a sync refreshes the statement', async () => {
    const backend = desk();
    const listeners: ((changed: Change) => void)[] = [];
    const onChange: Backend['onChange'] = (listener) => {
      listeners.push(listener);
      return () => {};
    };
    const showStatement = vi.fn(backend.showStatement);
    await open({ onChange, showStatement }, backend);
    const rows = await table();
    await fireEvent.keyDown(rows, { key: 'ArrowDown' });
    const chosen = rows.getAttribute('aria-activedescendant');
    expect(chosen).toMatch(/-1$/);
    const asked = showStatement.mock.calls.length;
    for (const tell of listeners) tell(new Change(['commissions']));
    await expect.poll(() => showStatement.mock.calls.length).toBeGreaterThan(asked);
    await showStatement.mock.results.at(-1)!.value;
    await tick();
    expect(rows.getAttribute('aria-activedescendant')).toBe(chosen);
  });

  it('are recomputed with R and say how many are equal', async () => {
    const backend = desk();
    const { entries } = await backend.recomputeStatement(null);
    await open({}, backend);
    await fireEvent.keyDown(await table(), { key: 'r' });
    expect(
      await screen.findByText(`${formatCount(entries)} von ${formatCount(entries)} gleich`),
    ).toBeTruthy();
  });

  it('list every difference, and lead to its entry', async () => {
    const backend = desk();
    const { entries } = await backend.showStatement('2026-11', null);
    const differences = entries.slice(0, 5).map((row) => ({
      entryId: row.entryId,
      month: '2026-11',
      currency: 'EUR',
      orderNumber: row.orderNumber,
      field: 'amount',
      stored: '300.00',
      recomputed: '299.99',
      source: 'rules',
    }));
    const recomputed = entries.length - 5;
    const result = { entries: entries.length, recomputed, signedMonths: 0, differences };
    await open({ recomputeStatement: async () => result }, backend);
    await table();
    await fireEvent.click(screen.getByRole('button', { name: /Nachrechnen/ }));
    const dialog = await screen.findByRole('dialog', { name: '5 Abweichungen' });
    expect(within(dialog).getAllByRole('listitem')).toHaveLength(5);
    await fireEvent.click(within(dialog).getAllByRole('button', { name: 'Rechenweg' })[1]!);
    expect(await within(await table()).findByText('Regelstand')).toBeTruthy();
  });

  it('lead to an entry that stands in the statement of another currency', async () => {
    const { entries } = await desk().showStatement('2026-11', null);
    const { entryId, orderNumber } = entries[1]!;
    const values = { field: 'amount', stored: '300.00', recomputed: '299.99', source: 'rules' };
    const one = { entryId, orderNumber, month: '2026-11', currency: 'EUR', ...values };
    const result = { entries: 2, recomputed: 1, signedMonths: 0, differences: [one] };
    await openTwoCurrencies({ recomputeStatement: async () => result });
    await fireEvent.click(screen.getByRole('button', { name: /Nachrechnen/ }));
    const dialog = await screen.findByRole('dialog', { name: '1 Abweichung' });
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Rechenweg' }));
    expect(await within(await table()).findByText('Regelstand')).toBeTruthy();
    expect(location.hash).toBe('#/commissions/2026-11/EUR');
  });

  it('go to the month before with Alt and an arrow', async () => {
    await open();
    await fireEvent.keyDown(await table(), { key: 'ArrowLeft', altKey: true });
    expect(await screen.findByRole('button', { name: 'Oktober 2026' })).toBeTruthy();
    expect(location.hash).toBe('#/commissions/2026-10');
  });

  it('save the statement as PDF and as CSV', async () => {
    const saveDocument = vi.fn<Backend['saveDocument']>(async () => 'Provisionen.pdf');
    await open({ saveDocument });
    await fireEvent.click(await screen.findByRole('button', { name: /PDF/ }));
    await fireEvent.click(screen.getByRole('button', { name: /CSV/ }));
    await expect.poll(() => saveDocument.mock.calls.length).toBe(2);
    const saved = saveDocument.mock.calls.map(([one]) => one.mediaType).sort();
    expect(saved).toEqual(['application/pdf', 'text/csv']);
  });

  it('save the CSV in the language of the window', async () => {
    const backend = desk();
    const statementCsv = vi.fn<Backend['statementCsv']>(backend.statementCsv);
    await open({ statementCsv, saveDocument: async () => 'Provisionen.csv' }, backend);
    const save = async () => fireEvent.click(await screen.findByRole('button', { name: /CSV/ }));
    await save();
    await expect.poll(() => statementCsv.mock.calls.length).toBe(1);
    locale.name = 'en';
    await tick();
    await save();
    await expect.poll(() => statementCsv.mock.calls.length).toBe(2);
    expect(statementCsv.mock.calls.map((call) => call[2])).toEqual(['de', 'en']);
  });

  it('let the way of the balance be added up', async () => {
    const backend = desk();
    const shown = await backend.showStatement('2026-11', null);
    await open({}, backend);
    const line = await screen.findByRole('region', { name: 'Saldo des Monats' });
    const { earned, closing, held, payable, paid } = shown;
    for (const [label, amount] of [
      ['Provisionen', earned],
      ['Ausgezahlt 15.11.', paid],
      ['Übertrag', closing],
      ['davon wartet', held],
      ['davon freigegeben', payable],
    ] as const) {
      expect(within(line).getByText(label).parentElement?.textContent).toBe(
        `${label} ${formatMoney(amount)}`,
      );
    }
  });

  it('say day by day what becomes approved and what each run pays', async () => {
    const backend = desk();
    const { runs } = (await backend.showStatement('2026-11', null)).forecast;
    await open({}, backend);
    await table();
    await fireEvent.click(screen.getByRole('button', { name: 'Tag für Tag' }));
    const dialog = await screen.findByRole('dialog', { name: 'Freigabe und Auszahlung' });
    const tables = within(dialog).getAllByRole('table');
    expect(tables.map((one) => one.querySelector('caption')?.textContent)).toEqual(
      runs.map((run) => `Auszahlung ab ${formatDay(run.runOn)}`),
    );
    const days = runs.flatMap((run) => run.approvals);
    expect(within(dialog).getAllByRole('rowheader', { name: /^Freigabe am/ })).toHaveLength(
      days.length,
    );
  });

  it('of two currencies are chosen by name, and the address keeps which one', async () => {
    await openTwoCurrencies();
    await fireEvent.click(screen.getByRole('button', { name: 'November 2026, CHF' }));
    const euros = await screen.findByRole('button', { name: /^November 2026, EUR/ });
    expect(location.hash).toBe('#/commissions/2026-11/CHF');
    await fireEvent.click(euros);
    await expect.poll(() => location.hash).toBe('#/commissions/2026-11/EUR');
  });

  it('begin at their top in another currency of the same month', async () => {
    const rows = await openTwoCurrencies();
    await fireEvent.keyDown(rows, { key: 'End' });
    expect(rows.getAttribute('aria-activedescendant')).not.toMatch(/-0$/);
    await fireEvent.click(screen.getByRole('button', { name: 'November 2026, CHF' }));
    await fireEvent.click(await screen.findByRole('button', { name: /^November 2026, EUR/ }));
    await expect.poll(() => location.hash).toBe('#/commissions/2026-11/EUR');
    expect((await table()).getAttribute('aria-activedescendant')).toMatch(/-0$/);
  });

  it('say that a month carries a balance alone, and keep its way', async () => {
    const backend = desk();
    const showStatement: Backend['showStatement'] = async (month, currency) => {
      const shown = await backend.showStatement(month, currency);
      const none = { cents: 0, currency: 'EUR' };
      const carried = { total: none, earned: none, reversed: none, paid: none, payouts: [] };
      return { ...shown, ...carried, totals: [], entries: [], closing: shown.opening };
    };
    await open({ showStatement }, backend);
    expect(await screen.findByText(locale.messages.commissions.noEntries)).toBeTruthy();
    const line = await screen.findByRole('region', { name: 'Saldo des Monats' });
    const carried = within(line).getByText('Übertrag').parentElement?.textContent;
    const before = within(line).getByText('Stand vorher').parentElement?.textContent;
    expect(carried?.replace('Übertrag', '')).toBe(before?.replace('Stand vorher', ''));
    expect(screen.getByRole('button', { name: /PDF/ })).toBeTruthy();
  });

  it('open at what was booked last, and lead back to it from a month that began empty', async () => {
    const backend = desk();
    const listStatementMonths: Backend['listStatementMonths'] = async () => {
      const months = await backend.listStatementMonths();
      const total = { cents: 0, currency: 'EUR' };
      return [{ month: '2026-12', total, entries: 0, isBooked: false }, ...months];
    };
    const showStatement: Backend['showStatement'] = async (month, currency) => {
      const shown = await backend.showStatement(month, currency);
      return month === '2026-12' ? { ...shown, entries: [] } : shown;
    };
    await open({ listStatementMonths, showStatement }, backend);
    await table();
    expect(await screen.findByText('Summe November 2026')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Folgemonat' }));
    expect(await screen.findByText('Summe Dezember 2026')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'November 2026 zeigen' }));
    expect(await screen.findByText('Summe November 2026')).toBeTruthy();
  });

  it('say what belongs here when there is nothing yet', async () => {
    await open({}, desk(0));
    expect(await screen.findByText('Noch keine Provision')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Nachrechnen/ })).toBeNull();
  });

  it('read the 24 months aloud as a table', async () => {
    await open();
    const months = await screen.findByRole('table', { name: /^Provisionen je Monat/ });
    expect(within(months).getAllByRole('row')).toHaveLength(25);
  });

  it.each(['de', 'en'] as const)('have nothing that axe finds (%s)', async (name) => {
    locale.name = name;
    const { container } = await open();
    const rows = await table();
    await fireEvent.keyDown(rows, { key: 'Enter' });
    await within(rows).findByText(locale.messages.commissions.rules);
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => [one.id, one.nodes[0]?.html])).toEqual([]);
  });
});
