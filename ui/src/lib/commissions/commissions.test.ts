import { describe, expect, it, vi } from 'vitest';
import { Change, type Backend } from '$lib/backend/backend';
import { memoryBackend } from '$lib/backend/memory';
import { refuse } from '$lib/backend/memory/refuse';
import { chartOf, ceilingOf } from './chart';
import { CommissionsController } from './commissions.svelte';
import { Portion } from './portion.svelte';
import { topOf, totalHeight, visibleRows } from './windowing';

const desk = (role?: string) =>
  memoryBackend({
    now: () => new Date('2026-11-20T11:00:00Z'),
    contacts: 50,
    ...(role && { role }),
  });

async function opened(backend = desk(), month?: string) {
  const here = new CommissionsController(backend);
  await here.load(month);
  return here;
}

describe('the statements', () => {
  it('begin with the latest month, and with the wanted one when it is there', async () => {
    expect((await opened()).month).toBe('2026-11');
    expect((await opened(desk(), '2026-08')).month).toBe('2026-08');
    expect((await opened(desk(), '1999-01')).month).toBe('2026-11');
  });

  it('begin with the latest that was booked, not with a month that only carries a balance', async () => {
    const backend = desk();
    const listStatementMonths: Backend['listStatementMonths'] = async () => {
      const months = await backend.listStatementMonths();
      const total = { cents: 0, currency: 'EUR' };
      return [{ month: '2026-12', total, entries: 0, isBooked: false }, ...months];
    };
    expect((await opened({ ...backend, listStatementMonths })).month).toBe('2026-11');
    expect((await opened({ ...backend, listStatementMonths }, '2026-12')).month).toBe('2026-12');
    const alone = async () => (await listStatementMonths()).slice(0, 1);
    expect((await opened({ ...backend, listStatementMonths: alone })).month).toBe('2026-12');
  });

  it('keep what a credit note says credited when it is disputed, also at a desk that never listed one (Y5)', async () => {
    const backend = desk('owner');
    const listCreditNotes = vi.fn(backend.listCreditNotes);
    const here = await opened({ ...backend, listCreditNotes }, '2026-10');
    const [before, rows] = [here.statement!.credited.cents, here.statement!.entries];
    expect(listCreditNotes, 'nothing is disputed').not.toHaveBeenCalled();
    await here.toggle(rows.findIndex((row) => row.status === 'approved'));
    await here.dispute('Satz falsch');
    await vi.waitFor(() => expect(here.statement!.disputed.cents).toBe(0));
    expect(here.statement!.credited.cents).toBe(before);
    // What stands on none is left out, and asked about once.
    await here.show('2026-11');
    await here.toggle(here.statement!.entries.findIndex((row) => row.status === 'pending'));
    await here.dispute('Satz falsch');
    await vi.waitFor(() => expect(listCreditNotes).toHaveBeenCalledTimes(2));
    for (const month of ['2026-10', '2026-11', '2026-10']) await here.show(month);
    await here.show('2026-11');
    expect(here.statement!.disputed.cents).not.toBe(0);
    expect(listCreditNotes).toHaveBeenCalledTimes(2);
  });

  it('say what was told last where the platform is away, and may not be asked (Y5)', async () => {
    const backend = desk('owner');
    const listCreditNotes = vi.fn<Backend['listCreditNotes']>(async () => {
      throw refuse('forbidden');
    });
    const here = await opened({ ...backend, listCreditNotes }, '2026-10');
    await here.toggle(here.statement!.entries.findIndex((row) => row.status === 'approved'));
    await here.dispute('Satz falsch');
    await vi.waitFor(() => expect(listCreditNotes).toHaveBeenCalledOnce());
    expect(here.statement!.disputed.cents).not.toBe(0);
  });

  it('go month by month and stop at both ends', async () => {
    const here = await opened();
    expect([here.beside(1), here.beside(-1)]).toEqual([null, '2026-10']);
    await here.go(-1);
    expect([here.month, here.beside(1)]).toEqual(['2026-10', '2026-11']);
    await here.show(here.months.at(-1)!.month);
    await here.go(-1);
    expect(here.month).toBe(here.months.at(-1)!.month);
  });

  it('drop a month that was overtaken by a newer wish', async () => {
    const here = await opened();
    await Promise.all([here.show('2026-09'), here.show('2026-10')]);
    expect(here.month).toBe('2026-10');
  });

  it('of two currencies are listed, chosen and walked apart (Y3)', async () => {
    const backend = desk();
    const listStatementMonths = async () => {
      const months = await backend.listStatementMonths();
      const total = { cents: 1, currency: 'CHF' };
      const francs = months.slice(0, 2).map((one) => ({ ...one, total }));
      return [francs[0]!, months[0]!, francs[1]!, ...months.slice(1)];
    };
    const asked: [string, string | null][] = [];
    const showStatement: Backend['showStatement'] = async (month, currency) => {
      asked.push([month, currency]);
      return { ...(await backend.showStatement(month, currency)), currency: currency ?? 'EUR' };
    };
    const here = new CommissionsController({ ...backend, listStatementMonths, showStatement });
    await here.load('2026-11', 'EUR');
    expect([here.hasCurrencies, here.currency, here.beside(-1)]).toEqual([true, 'EUR', '2026-10']);
    await here.show('2026-11', 'CHF');
    expect([here.month, here.currency]).toEqual(['2026-11', 'CHF']);
    await here.go(-1);
    expect(asked.at(-1)).toEqual(['2026-10', 'CHF']);
    expect([here.beside(-1), here.has('2026-09')]).toEqual([null, false]);
    await here.refresh();
    expect(asked.at(-1)).toEqual(['2026-10', 'CHF']);
    await Promise.all([here.show('2026-11', 'CHF'), here.show('2026-11', 'EUR')]);
    expect(here.currency).toBe('EUR');
  });

  it('have sums that add up to the cent', async () => {
    const { statement } = await opened();
    const it = statement!;
    const way = [it.opening, it.earned, it.reversed, it.corrected, it.forfeited, it.paid];
    const sum = (all: { cents: number }[]) => all.map((one) => one.cents).reduce((a, b) => a + b);
    expect(sum(way)).toBe(it.closing.cents);
    expect(sum([it.held, it.payable])).toBe(it.closing.cents);
  });

  it('say that there is none only when that is known', async () => {
    const here = new CommissionsController(memoryBackend({ contacts: 0 }));
    expect(here.isEmpty).toBe(false);
    await here.load();
    expect(here.isEmpty).toBe(true);
  });
});

describe('a calculation', () => {
  it('opens, closes, and closes when the month changes', async () => {
    const here = await opened();
    await here.toggle(2);
    expect(here.explanation?.entryId).toBe(here.statement!.entries[2]!.entryId);
    await here.toggle(2);
    expect([here.open, here.explanation]).toEqual([null, null]);
    await here.toggle(1);
    await here.go(-1);
    expect(here.open).toBeNull();
  });

  it('of a reversal opens at the reversal, though it has the id of its entry', async () => {
    const backend = desk();
    const months = await backend.listStatementMonths();
    const all = await Promise.all(months.map((one) => backend.showStatement(one.month, null)));
    const found = all.find((one) => one.entries.some((row) => row.status === 'reversal'))!;
    const here = await opened(backend, found.month);
    const back = found.entries.findIndex((row) => row.status === 'reversal');
    expect(here.indexOf(found.entries[back]!.entryId)).not.toBe(back);
    await here.toggle(back);
    expect([here.open, here.openRow?.status]).toEqual([back, 'reversal']);
    await here.refresh();
    expect([here.open, here.openRow?.status]).toEqual([back, 'reversal']);
  });
});

describe('a dispute (Y5)', () => {
  it('freezes its entry, stands open with its thread, and is not opened twice', async () => {
    const backend = desk();
    await backend.switchStaff('actor-2', null);
    const here = await opened(backend);
    const at = here.statement!.entries.findIndex((row) => row.status === 'pending');
    await here.toggle(at);
    await here.dispute('Satz falsch');
    expect([here.open, here.openRow?.status, here.openRow?.dispute]).toEqual([
      at,
      'frozen',
      'open',
    ]);
    const [one] = here.explanation!.disputes;
    expect([one!.reason, one!.outcome]).toEqual(['Satz falsch', null]);
    await here.reply(one!.disputeId, 'Vertrag anbei');
    expect(here.explanation!.disputes[0]!.messages.map((said) => said.text)).toEqual([
      'Vertrag anbei',
    ]);
    await expect(here.dispute('noch einmal')).rejects.toMatchObject({ code: 'already_disputed' });
  });

  it('is refused to whom it does not concern', async () => {
    const here = await opened();
    await here.toggle(0);
    await expect(here.dispute('Satz falsch')).rejects.toMatchObject({ code: 'not_allowed' });
    expect(here.explanation!.disputes).toEqual([]);
  });
});

describe('a recomputation (Y4)', () => {
  it('asks for every month, once, and holds for each of them', async () => {
    const backend = desk();
    const ask = vi.fn(backend.recomputeStatement);
    const here = await opened({ ...backend, recomputeStatement: ask });
    await Promise.all([here.recompute(), here.recompute()]);
    expect(ask.mock.calls).toEqual([[null]]);
    expect(here.result?.entries).toBeGreaterThan(here.statement!.entries.length);
    await here.go(-1);
    expect(here.result).not.toBeNull();
  });

  it('outlives a sync that brought nothing, and no other', async () => {
    const backend = desk();
    const here = await opened(backend);
    await here.recompute();
    await here.refresh();
    expect(here.result).not.toBeNull();
    const changed = await backend.showStatement('2026-11', null);
    const less = { ...changed, entries: changed.entries.slice(1) };
    const other = new CommissionsController({ ...backend, showStatement: async () => less });
    await other.load();
    other.statement = changed;
    await other.recompute();
    await other.refresh();
    expect(other.result).toBeNull();
  });

  it('is forgotten when one cent or one word of the month is another', async () => {
    const backend = desk();
    const now = await backend.showStatement('2026-11', null);
    const [first, ...rest] = now.entries;
    const cent = { ...first!, amount: { ...first!.amount, cents: 1 } };
    const word = { ...first!, dispute: first!.dispute === null ? 'open' : null };
    for (const [row, forgets] of [
      [cent, true],
      [word, true],
      [structuredClone(first!), false],
    ] as const) {
      const here = await opened(backend);
      await here.recompute();
      const changed = { ...now, entries: [row, ...rest] };
      const other = new CommissionsController({ ...backend, showStatement: async () => changed });
      await other.load();
      other.statement = now;
      other.result = here.result;
      await other.refresh();
      expect(other.result === null).toBe(forgets);
    }
  });

  it('is forgotten when something of the commissions came, and not for a round of the sync', async () => {
    let tell = (_: Change) => {};
    const onChange = (listener: (change: Change) => void) => {
      tell = listener;
      return () => {};
    };
    const here = await opened({ ...desk(), onChange });
    const end = here.watch();
    await here.recompute();
    tell(new Change(['sync']));
    await here.refresh();
    expect(here.result).not.toBeNull();
    tell(new Change(['commissions']));
    expect(here.result).toBeNull();
    end();
  });

  it('is dropped when a sync brought something meanwhile', async () => {
    const backend = desk();
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    const recomputeStatement = async (month: string | null) => {
      await held;
      return backend.recomputeStatement(month);
    };
    const here = await opened({ ...backend, recomputeStatement });
    const running = here.recompute();
    here.months = here.months.slice(1);
    await here.refresh();
    answer();
    await running;
    expect(here.result).toBeNull();
  });

  it('can be asked for again after it failed', async () => {
    const here = await opened({ ...desk(), recomputeStatement: () => Promise.reject(new Error()) });
    await expect(here.recompute()).rejects.toThrow();
    expect(here.computing).toBe(false);
  });
});

describe('the chart', () => {
  const money = (cents: number) => ({ cents, currency: 'EUR' });
  const bar = (month: string, ...[a, b, c]: [number, number, number]) => ({
    month,
    regional: money(a),
    affiliateFirst: money(b),
    affiliateRecurring: money(c),
  });

  it('stacks the three types from the ground without a gap', () => {
    const chart = chartOf([bar('2026-10', 100_000, 60_000, 40_000)], 100);
    expect(chart.top).toBe(2000);
    expect(chart.bars[0]!.segments.map((one) => [one.y, one.height])).toEqual([
      [50, 50],
      [20, 30],
      [0, 20],
    ]);
  });

  it('ends at a round number whose half is round', () => {
    expect([0, 9, 12, 8057, 10_000, 10_001].map(ceilingOf)).toEqual([
      10, 10, 20, 10_000, 10_000, 20_000,
    ]);
  });

  it('leaves out a label where two would touch', () => {
    const months = ['2024-12', '2025-01', '2025-02', '2025-04', '2025-05'];
    const chart = chartOf(
      months.map((month) => bar(month, 1, 1, 1)),
      100,
    );
    expect(chart.bars.map((one) => one.label)).toEqual(['none', 'year', 'none', 'none', 'month']);
  });
});

describe('a list in portions', () => {
  it('draws every row once, in its order, and counts what is left', () => {
    const rows = Array.from({ length: 1001 }, (_, at) => at);
    const portion = new Portion(() => rows);
    const left: number[] = [];
    while (portion.left > 0) {
      expect(portion.shown).toEqual(rows.slice(0, rows.length - portion.left));
      left.push(portion.left);
      portion.more();
    }
    expect(left).toEqual([801, 601, 401, 201, 1]);
    expect(portion.shown).toEqual(rows);
    portion.restart();
    expect([portion.shown.length, portion.left]).toEqual([200, 801]);
  });

  it('has nothing left of a short one, nor of one that became shorter', () => {
    let rows = [1, 2, 3];
    const portion = new Portion(() => rows);
    expect([portion.shown, portion.left]).toEqual([[1, 2, 3], 0]);
    portion.more();
    rows = [];
    expect([portion.shown, portion.left]).toEqual([[], 0]);
  });
});

describe('the rows in sight', () => {
  const rows = { count: 1000, rowHeight: 40, open: 10, panelHeight: 200 };

  it('move down below an open panel', () => {
    expect([topOf(rows, 10), topOf(rows, 11), totalHeight(rows)]).toEqual([400, 640, 40_200]);
  });

  it('are few of many, and those that are seen', () => {
    const { from, to } = visibleRows(rows, 20_200, 400, 0);
    expect([from, to]).toEqual([500, 511]);
  });

  it('are every row once on the way through a month of 8,400', () => {
    const long = { count: 8400, rowHeight: 40, open: 4000, panelHeight: 333 };
    const seen = new Set<number>();
    for (let top = 0; top < totalHeight(long); top += 400) {
      const { from, to } = visibleRows(long, top, 400);
      expect(to - from).toBeLessThan(30);
      for (let at = from; at < to; at++) seen.add(at);
    }
    expect([...seen]).toEqual(Array.from({ length: 8400 }, (_, at) => at));
  });
});
