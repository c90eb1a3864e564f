import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toasts } from './toasts.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  toasts.clear();
  vi.useRealTimers();
});

const titles = () => toasts.list.map((toast) => toast.title);

describe('messages, when another screen is shown', () => {
  it('go with the screen of which they spoke', () => {
    toasts.show({ tone: 'green', title: 'gespeichert' });
    toasts.show({ tone: 'amber', title: 'geht nicht' });
    vi.advanceTimersByTime(2_000);
    toasts.leaveScreen();
    expect(titles()).toEqual([]);
  });

  it('stay while they can be undone, and keep their time', () => {
    toasts.show({ tone: 'green', title: 'eingecheckt', undo: () => {} });
    vi.advanceTimersByTime(2_000);
    toasts.leaveScreen();
    expect(titles()).toEqual(['eingecheckt']);
    vi.advanceTimersByTime(28_000);
    expect(titles()).toEqual([]);
  });

  it('stay when they came with the change of the screen', () => {
    toasts.show({ tone: 'green', title: 'übernommen' });
    toasts.leaveScreen();
    expect(titles()).toEqual(['übernommen']);
    vi.advanceTimersByTime(6_000);
    expect(titles()).toEqual([]);
  });

  it('that are errors have the time to be read, once', () => {
    toasts.show({ tone: 'red', title: 'ging nicht' });
    vi.advanceTimersByTime(60_000);
    expect(titles()).toEqual(['ging nicht']);
    toasts.leaveScreen();
    vi.advanceTimersByTime(4_000);
    expect(titles()).toEqual(['ging nicht']);
    toasts.leaveScreen();
    vi.advanceTimersByTime(2_500);
    expect(titles()).toEqual([]);
  });
});
