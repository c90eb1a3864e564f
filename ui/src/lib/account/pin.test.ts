import { describe, expect, it, vi } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import { watchIdle } from './idle';
import { PinController } from './pin.svelte';

describe('a PIN being typed', () => {
  it('says how many tries are left, then how long to wait, and lets the right one in', async () => {
    let now = new Date('2026-11-20T09:00:00Z');
    const backend = memoryBackend({ contacts: 5, pin: '2580', locked: true, now: () => now });
    const typed = new PinController(() => now.getTime());
    const enter = (pin: string) => {
      typed.pin = pin;
      return typed.submit((given) => backend.unlockDesk(given));
    };
    for (const left of ['4', '3', '2']) {
      expect(await enter('0000')).toBe(false);
      expect(typed.error).toContain(left);
    }
    await enter('0000');
    expect(typed.error).toContain('Noch ein Versuch');
    await enter('0000');
    expect(typed.error).toBe('Zu viele falsche PINs. Nächster Versuch in 30 Sekunden.');
    expect(await enter('2580')).toBe(false);
    expect((await backend.session()).locked).toBe(true);
    now = new Date(now.getTime() + 30_000);
    typed.clear();
    expect(await enter('2580')).toBe(true);
    expect([(await backend.session()).locked, typed.pin]).toEqual([false, '']);
  });
});

describe('a desk without a hand', () => {
  it('locks after the minutes, not while somebody works, and when a laptop wakes', () => {
    vi.useFakeTimers();
    let now = 0;
    const onidle = vi.fn();
    const end = watchIdle(
      () => 10,
      onidle,
      () => now,
    );
    const pass = (minutes: number) => {
      now += minutes * 60_000;
      vi.advanceTimersByTime(5_000);
    };
    pass(9);
    window.dispatchEvent(new Event('keydown'));
    pass(9);
    expect(onidle).not.toHaveBeenCalled();
    pass(1);
    expect(onidle).toHaveBeenCalledTimes(1);
    // Asleep for the night: the first touch comes too late.
    now += 8 * 3_600_000;
    window.dispatchEvent(new Event('pointermove'));
    vi.advanceTimersByTime(5_000);
    expect(onidle).toHaveBeenCalledTimes(2);
    end();
    pass(60);
    expect(onidle).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
  });

  it('never locks when nobody wants it', () => {
    vi.useFakeTimers();
    let now = 0;
    const onidle = vi.fn();
    const end = watchIdle(
      () => 0,
      onidle,
      () => now,
    );
    now = 1e9;
    vi.advanceTimersByTime(60_000);
    expect(onidle).not.toHaveBeenCalled();
    end();
    vi.useRealTimers();
  });
});
