import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import { DraftController } from './draft.svelte';
import { InvoicesController } from './invoices.svelte';

const NOW = new Date('2026-11-20T11:00:00Z');
const desk = () => memoryBackend({ now: () => NOW, contacts: 60 });

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

function fill(draft: DraftController): void {
  draft.choose({ contactId: 'contact-3', name: 'Hedda Sommerkorn', city: 'Lindtal' });
  draft.serviceFrom = '2026-11-03';
  Object.assign(draft.lines[0]!, { text: 'Kurs', quantity: '2,5', unitNet: 8000 });
  draft.change();
}

describe('an invoice while it is written', () => {
  it('says at once what is missing, and leaves a blank line out', async () => {
    const draft = new DraftController(desk());
    await draft.start();
    expect([draft.touched, draft.canIssue, draft.input.lines]).toEqual([false, false, []]);
    expect(draft.breaches.map((one) => one.field)).toContain('recipient.name');
  });

  it('asks for sums and page once, a moment after the last key', async () => {
    const backend = desk();
    const asked = vi.spyOn(backend, 'previewInvoice');
    const draft = new DraftController(backend);
    await draft.start();
    asked.mockClear();
    fill(draft);
    await vi.advanceTimersByTimeAsync(200);
    draft.change();
    expect(asked).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(300);
    expect(asked).toHaveBeenCalledTimes(1);
    expect([draft.preview?.net.cents, draft.preview?.gross.cents]).toEqual([20_000, 23_800]);
    expect(draft.shownLine(draft.lines[0]!)?.net.cents).toBe(20_000);
    expect(atob(draft.preview!.pdfBase64).startsWith('%PDF')).toBe(true);
  });

  it('asks nothing while a quantity cannot be read', async () => {
    const backend = desk();
    const draft = new DraftController(backend);
    await draft.start();
    fill(draft);
    draft.lines[0]!.quantity = 'zwei';
    const asked = vi.spyOn(backend, 'previewInvoice');
    await draft.count();
    expect([asked.mock.calls.length, draft.isUnreadable, draft.canIssue]).toEqual([0, true, false]);
  });

  it('is issued with a number when nothing is missing (D3)', async () => {
    const backend = desk();
    const draft = new DraftController(backend);
    await draft.start();
    expect(await draft.issue()).toBeNull();
    fill(draft);
    const issued = await draft.issue();
    expect(issued?.number).toMatch(/^RE-2026-A-\d{6}$/);
    const view = await backend.showInvoice(issued!.number);
    expect([view.row.status, view.row.dueOn]).toEqual(['open', '2026-12-04']);
  });

  it('can be saved, taken up again and thrown away', async () => {
    const backend = desk();
    const draft = new DraftController(backend);
    await draft.start();
    fill(draft);
    const row = await draft.save();
    await draft.save();
    const again = new DraftController(backend);
    await again.load(row.id);
    expect([again.recipient?.text, again.lines[0]?.quantity]).toEqual(['Hedda Sommerkorn', '2,5']);
    await again.discard();
    await expect(again.load(row.id)).rejects.toMatchObject({ code: 'unknown_draft' });
  });

  it('keeps the last page when the core cannot count', async () => {
    const backend = desk();
    const draft = new DraftController(backend);
    await draft.start();
    const { preview } = draft;
    vi.spyOn(backend, 'previewInvoice').mockRejectedValue({ code: 'invoice_line_refused' });
    await draft.count();
    expect([draft.isStuck, draft.preview, draft.canIssue]).toEqual([true, preview, false]);
  });
});

describe('the list of invoices', () => {
  it('filters, searches and tells what is open', async () => {
    const list = new InvoicesController(desk());
    await list.reload();
    expect([list.rows.at(0)?.status, list.page!.openCount]).toEqual(['draft', 4]);
    await list.setFilter('overdue');
    expect([list.rows.total, list.rows.at(0)?.status]).toEqual([1, 'overdue']);
    await list.setFilter('all');
    await list.search('000412');
    expect(list.rows.total).toBe(1);
  });

  it('shows a paid part and the rest, and a Storno with both numbers', async () => {
    const backend = desk();
    const list = new InvoicesController(backend);
    await list.reload();
    await list.open('RE-2026-A-000412');
    const owed = list.view!.row.open.cents;
    await backend.payInvoice({ number: 'RE-2026-A-000412', amountCents: 5000, on: '2026-11-20' });
    await list.refresh();
    expect([list.view?.row.open.cents, list.view?.payments.length]).toEqual([owed - 5000, 1]);
    const storno = await backend.cancelInvoice({ number: 'RE-2026-A-000412', reason: 'Irrtum' });
    await list.open(storno.number);
    expect(list.view?.cancels).toBe('RE-2026-A-000412');
    await list.open('RE-2026-A-000412');
    expect([list.view?.cancelledBy, list.view?.row.status]).toEqual([storno.number, 'cancelled']);
  });
});
