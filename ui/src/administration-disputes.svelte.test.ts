import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
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

const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });
const press = (element: HTMLElement) => fireEvent.click(element);

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

describe('a dispute', () => {
  it('upholds a dispute with its correction, in one of two ways and with a reason', async () => {
    const settleDispute = vi.fn<Backend['settleDispute']>(async () => undefined);
    await open('disputes', {}, { settleDispute });
    await choose(await screen.findByRole('grid'), 'B-2026-10-1042');
    await press(await screen.findByRole('button', { name: /^Stattgeben/ }));
    const dialog = await screen.findByRole('dialog');
    const act = within(dialog).getByRole('button', { name: /^Stattgeben/ });
    const field = (name: RegExp) => within(dialog).getByRole('textbox', { name });
    await press(act);
    expect(within(dialog).getByText(/^Eines von beiden/)).toBeTruthy();
    await type(field(/^Korrektur/), '-12,34');
    await press(act);
    expect(settleDispute).not.toHaveBeenCalled();
    await type(field(/^Grund/), 'Satz war falsch');
    await type(field(/^Anders korrigiert/), 'b-1');
    await press(act);
    expect(settleDispute).not.toHaveBeenCalled();
    await type(field(/^Anders korrigiert/), '');
    await press(act);
    await waitFor(() => expect(settleDispute).toHaveBeenCalledOnce());
    expect(settleDispute.mock.calls[0]![0]).toMatchObject({
      outcome: 'upheld',
      reason: 'Satz war falsch',
      correction: '-12.34',
      correctedBy: null,
    });
  });

  it('answers a dispute that is settled, and does not settle it again (Y5)', async () => {
    const { listPlatformDisputes } = memoryBackend({ now: NOW, role: 'platform_admin' });
    const settled = { outcome: 'rejected', settledBecause: 'Der Link war abgelaufen.' };
    const list: Backend['listPlatformDisputes'] = async () =>
      (await listPlatformDisputes(true)).map((row) => ({ ...row, ...settled }));
    const answerDispute = vi.fn<Backend['answerDispute']>(async () => undefined);
    await open('disputes', {}, { listPlatformDisputes: list, answerDispute });
    await choose(await screen.findByRole('grid'), 'B-2026-10-1042');
    await press(await screen.findByRole('button', { name: /^Antworten/ }));
    expect(screen.queryByRole('button', { name: /^(Stattgeben|Ablehnen)/ })).toBeNull();
    const dialog = await screen.findByRole('dialog');
    await type(within(dialog).getByRole('textbox'), 'Er lief am 1. Oktober ab.');
    await press(within(dialog).getByRole('button', { name: /^Antworten/ }));
    await waitFor(() => expect(answerDispute).toHaveBeenCalledOnce());
    expect(answerDispute.mock.calls[0]![2]).toBe('Er lief am 1. Oktober ab.');
  });

  it('says an answer whose own answer was lost again with the same id, and a new one with another (Y5)', async () => {
    const answerDispute = vi.fn<Backend['answerDispute']>(async () => undefined);
    answerDispute.mockRejectedValueOnce(refuse('administration_unanswered'));
    await open('disputes', {}, { answerDispute });
    await choose(await screen.findByRole('grid'), 'B-2026-10-1042');
    const say = async (text: string, leave: string | null) => {
      await press(await screen.findByRole('button', { name: /^Antworten/ }));
      const dialog = await screen.findByRole('dialog');
      await type(within(dialog).getByRole('textbox'), text);
      await press(within(dialog).getByRole('button', { name: /^Antworten/ }));
      if (leave) await press(await within(dialog).findByRole('button', { name: leave }));
      await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    };
    for (const leave of ['Zur Liste', null, null]) await say('Geprüft.', leave);
    const [lost, again, anew] = answerDispute.mock.calls.map((call) => call[3]);
    expect([again, anew === lost]).toEqual([lost, false]);
  });
});
