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

describe.each(['problems'] as const)('the part %s', (part) => {
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
