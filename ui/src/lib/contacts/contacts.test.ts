import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContactPage, TimelineEntry } from '$lib/backend/types';
import { memoryBackend } from '$lib/backend/memory';
import { ContactForm } from './contact-form.svelte';
import { ContactsController } from './contacts.svelte';
import { groupTimeline, tabHolds } from './timeline';

const NOW = new Date('2026-11-20T11:00:00Z');
const desk = (contacts = 400) => memoryBackend({ now: () => NOW, contacts });

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

async function searched(list: ContactsController, text: string): Promise<void> {
  const done = list.search(text);
  await vi.advanceTimersByTimeAsync(50);
  await done;
}

describe('the list of contacts', () => {
  it('fetches the pages in sight and nothing else', async () => {
    const backend = desk(12_000);
    const asked = vi.spyOn(backend, 'listContacts');
    const list = new ContactsController(backend);
    await list.reload();
    list.need(11_900, 11_930);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked.mock.calls.map(([query]) => query.offset)).toEqual([0, 11_900]);
    expect([list.total, list.rows.at(11_905) !== undefined]).toEqual([12_000, true]);
    expect(list.rows.at(5000)).toBeUndefined();
  });

  it('asks once per frame while somebody types', async () => {
    const backend = desk();
    const asked = vi.spyOn(backend, 'listContacts');
    const list = new ContactsController(backend);
    const done = list.search('l');
    void list.search('li');
    void list.search('lind');
    await vi.advanceTimersByTimeAsync(50);
    await done;
    expect(asked.mock.calls.map(([query]) => query.text)).toEqual(['lind']);
    expect([list.answered, list.rows.at(0)?.name]).toEqual(['lind', 'Annegret Lindqvist']);
  });

  it('drops the answer to an older search', async () => {
    const backend = desk();
    const answers: ((page: ContactPage) => void)[] = [];
    vi.spyOn(backend, 'listContacts').mockImplementation(
      () => new Promise((resolve) => answers.push(resolve)),
    );
    const list = new ContactsController(backend);
    const first = list.search('a');
    await vi.advanceTimersByTimeAsync(50);
    const second = list.search('ab');
    await vi.advanceTimersByTimeAsync(50);
    answers[1]!({ total: 2, rows: [] });
    answers[0]!({ total: 99, rows: [] });
    await Promise.all([first, second]);
    expect(list.rows.total).toBe(2);
  });

  it('keeps the rows in sight when something changes elsewhere', async () => {
    const backend = desk(1200);
    const list = new ContactsController(backend);
    await list.reload();
    list.need(500, 520);
    await vi.advanceTimersByTimeAsync(0);
    await list.refresh();
    await vi.advanceTimersByTimeAsync(0);
    expect(list.rows.at(510)).toBeDefined();
  });

  it('filters by role and still knows how many there are in all', async () => {
    const list = new ContactsController(desk());
    await list.reload();
    await list.setRole('partner');
    expect(list.rows.total).toBeLessThan(400);
    expect([list.total, list.rows.at(0)?.roles.includes('partner')]).toEqual([400, true]);
    await searched(list, 'niemand heißt so');
    expect([list.rows.total, list.isEmpty]).toEqual([0, false]);
  });
});

describe('the timeline of a contact', () => {
  const entry = (at: string, kind = 'check_in'): TimelineEntry => ({
    at,
    kind,
    title: '',
    detail: '',
    amount: kind === 'sale' ? { cents: 100, currency: 'EUR' } : null,
    entriesLeft: null,
    link: null,
    priceNotes: [],
  });

  it('has heads for today, this week and the months before', () => {
    const groups = groupTimeline(
      [
        entry('2026-11-20T09:00:00Z'),
        entry('2026-11-16T09:00:00Z'),
        entry('2026-11-15T09:00:00Z'),
        entry('2026-10-05T09:00:00Z'),
        entry('2025-10-05T09:00:00Z'),
      ],
      NOW,
    );
    expect(groups.map((one) => one.title)).toEqual([
      'Heute',
      'Diese Woche',
      'November',
      'Oktober',
      'Oktober 2025',
    ]);
  });

  it('shows visits and money apart', () => {
    const [visit, sale] = [entry('2026-11-20T09:00:00Z'), entry('2026-11-20T09:00:00Z', 'sale')];
    expect([tabHolds('visits', visit), tabHolds('visits', sale)]).toEqual([true, false]);
    expect([tabHolds('money', visit), tabHolds('money', sale)]).toEqual([false, true]);
    expect(tabHolds('all', sale)).toBe(true);
  });
});

describe('the form of a contact', () => {
  it('takes over what was typed in the search', () => {
    const form = new ContactForm(desk());
    form.startNew('Anna Maria Probe');
    expect([form.firstName, form.lastName]).toEqual(['Anna Maria', 'Probe']);
    form.startNew('anna@example.org');
    expect([form.firstName, form.emails[0]?.address]).toEqual(['', 'anna@example.org']);
  });

  it('names who may be the same person, a moment after the last key', async () => {
    const form = new ContactForm(desk());
    form.startNew('Annegret Lindqvist');
    expect(form.duplicates).toEqual([]);
    await vi.advanceTimersByTimeAsync(300);
    expect(form.duplicates[0]).toMatchObject({
      contactId: 'contact-1',
      reason: 'name_and_city',
    });
  });

  it('does not call a contact its own duplicate', async () => {
    const backend = desk(5);
    const form = new ContactForm(backend);
    form.startEdit(await backend.showContact('contact-1'));
    form.check();
    await vi.advanceTimersByTimeAsync(300);
    expect(form.duplicates).toEqual([]);
  });

  it('saves nothing without a name, or with half an address', async () => {
    const form = new ContactForm(desk());
    form.startNew();
    expect([await form.save(), form.tried]).toEqual([null, true]);
    form.lastName = 'Probe';
    form.emails[0]!.address = 'probe@';
    expect(await form.save()).toBeNull();
    form.emails[0]!.address = 'probe@example.org';
    expect((await form.save())?.name).toBe('Probe');
  });

  it('sends every field and leaves out rows that stayed empty', async () => {
    const backend = desk();
    const form = new ContactForm(backend);
    form.startNew('Ada Probe');
    form.birthday = '1980-02-29';
    form.tags = 'Mittwoch,  Rückenschule ,';
    form.addPhone();
    form.phones[1]!.number = '0151 1';
    form.addAddress();
    form.setConsent('newsletter', true, '2026-11-20');
    const saved = await form.save();
    const view = await backend.showContact(saved!.contactId);
    expect(view).toMatchObject({ birthday: '1980-02-29', tags: ['Mittwoch', 'Rückenschule'] });
    expect([view.phones.length, view.addresses.length]).toEqual([1, 0]);
    expect(view.consents).toEqual([{ kind: 'newsletter', given: true, on: '2026-11-20' }]);
  });
});
