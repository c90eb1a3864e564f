import { describe, expect, it } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import { CloseDayController } from './close-day.svelte';
import { TillController } from './till.svelte';

const desk = () => memoryBackend({ contacts: 30 });

describe('closing the day', () => {
  it('books a till that is right without a reason', async () => {
    const backend = desk();
    const day = new CloseDayController(backend);
    await day.load();
    expect([day.hasCounted, day.canClose, await day.close()]).toEqual([false, false, null]);
    day.type(1, String(day.till!.expected.cents));
    await day.count();
    expect([day.isEqual, day.needsReason]).toEqual([true, false]);
    const done = await day.close();
    expect([done?.difference.cents, done?.zNumber]).toEqual([0, 318]);
    expect((await backend.till()).receipts).toBe(0);
  });

  it('asks why when it differs, and books nothing until somebody says so', async () => {
    const backend = desk();
    const day = new CloseDayController(backend);
    await day.load();
    const { z, receipts } = { z: day.till!.nextZ, receipts: day.till!.receipts };
    day.type(5000, '1');
    await day.count();
    expect(day.preview?.counted.cents).toBe(5000);
    expect([await day.close(), day.needsReason, day.tried]).toEqual([null, true, true]);
    expect((await backend.till()).receipts).toBe(receipts);
    day.reason = 'Wechselfehler';
    expect((await day.close())?.zNumber).toBe(z);
  });

  it('closes without a count only when somebody says why, and then says so', async () => {
    const day = new CloseDayController(desk());
    await day.load();
    day.uncounted = true;
    expect([await day.close(), day.needsReason]).toEqual([null, true]);
    day.reason = 'Lade klemmt';
    const done = await day.close();
    expect([done?.uncounted, done?.difference.cents]).toEqual([true, 0]);
  });

  it('takes a count for a count, whatever was ticked before', async () => {
    const day = new CloseDayController(desk());
    await day.load();
    day.uncounted = true;
    day.type(1, String(day.till!.expected.cents));
    expect((await day.close())?.uncounted).toBe(false);
  });

  it('counts an empty drawer when somebody enters zero', async () => {
    const day = new CloseDayController(desk());
    await day.load();
    day.type(100, '0');
    day.reason = 'Lade leer';
    expect((await day.close())?.counted.cents).toBe(0);
  });

  it('marks what is no number of pieces', async () => {
    const day = new CloseDayController(desk());
    day.type(100, '2x');
    day.type(200, '3');
    expect([day.isUnreadable(100), day.isUnreadable(200), day.isUnreadable(500)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('the cash book', () => {
  it('moves the expected cash by what is put in and taken out', async () => {
    const till = new TillController(desk());
    await till.load();
    const before = till.view!.expected.cents;
    await till.move(true, 2000, 'float', 'Wechselgeld');
    await till.move(false, 500, 'expense', 'Briefmarken');
    expect(till.view!.expected.cents).toBe(before + 1500);
    await expect(till.move(false, 500, 'expense', ' ')).rejects.toMatchObject({
      code: 'reason_required',
    });
  });

  it('reverses a receipt by another one, once', async () => {
    const backend = desk();
    const till = new TillController(backend);
    await till.load();
    const { receiptNumber, gross } = till.view!.sales[0]!;
    await till.open(receiptNumber);
    const done = await till.cancel(receiptNumber, 'falscher Artikel');
    expect([done.gross.cents < 0, Math.abs(done.gross.cents)]).toEqual([true, gross.cents]);
    await till.load();
    expect([till.sale?.cancelled, till.view!.sales[0]?.isStorno]).toEqual([true, true]);
    await expect(till.cancel(receiptNumber, 'noch einmal')).rejects.toMatchObject({
      code: 'already_cancelled',
    });
  });
});
