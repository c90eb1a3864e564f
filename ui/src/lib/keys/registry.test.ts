import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Keys } from './registry.svelte';

const words = { label: () => 'x', group: () => 'y' };
let keys: Keys;
let at = 0;

function press(key: string, options: KeyboardEventInit = {}, target: EventTarget = document.body) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options });
  Object.defineProperty(event, 'timeStamp', { value: at });
  Object.defineProperty(event, 'target', { value: target });
  keys.watchScanner(event);
  if (!event.defaultPrevented) keys.handle(event);
  return event;
}

beforeEach(() => {
  vi.useFakeTimers();
  keys = new Keys();
  at = 1000;
});
afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

describe('the keys of the window', () => {
  it('run the newest binding of a combination', () => {
    const below = vi.fn();
    const above = vi.fn();
    keys.register({ combo: 'Ctrl+N', ...words, run: below });
    const off = keys.register({ combo: 'Ctrl+N', ...words, run: above });
    press('n', { ctrlKey: true });
    off();
    press('n', { ctrlKey: true });
    expect([above.mock.calls.length, below.mock.calls.length]).toEqual([1, 1]);
  });

  it('tell Ctrl+plus from Ctrl and letters', () => {
    const again = vi.fn();
    keys.register({ combo: 'Ctrl++', ...words, run: again });
    press('+', { ctrlKey: true });
    press('=', { ctrlKey: true });
    expect(again).toHaveBeenCalledTimes(1);
  });

  it('leave a bare letter to the field that has the focus', () => {
    const help = vi.fn();
    keys.register({ combo: '?', ...words, run: help });
    press('?', {}, document.body.appendChild(document.createElement('input')));
    vi.runAllTimers();
    expect(help).not.toHaveBeenCalled();
    at += 500;
    press('?');
    vi.runAllTimers();
    expect(help).toHaveBeenCalledTimes(1);
  });

  it('stay below a screen and a dialog, also when they are registered anew behind them', () => {
    const [contact, invoice, inDialog] = [vi.fn(), vi.fn(), vi.fn()];
    const off = keys.registerWindow({ combo: 'Ctrl+N', ...words, run: contact });
    const leave = keys.register({ combo: 'Ctrl+N', ...words, run: invoice });
    const close = keys.openLayer();
    keys.register({ combo: 'Ctrl+Enter', ...words, run: inDialog });
    off();
    keys.registerWindow({ combo: 'Ctrl+N', ...words, run: contact });
    press('n', { ctrlKey: true });
    expect([contact.mock.calls.length, invoice.mock.calls.length]).toEqual([0, 0]);
    close();
    press('n', { ctrlKey: true });
    expect([contact.mock.calls.length, invoice.mock.calls.length]).toEqual([0, 1]);
    leave();
    press('n', { ctrlKey: true });
    expect(contact).toHaveBeenCalledTimes(1);
  });

  it('hide the keys of the window while a dialog is open', () => {
    const go = vi.fn();
    keys.register({ combo: 'Ctrl+1', ...words, run: go });
    const close = keys.openLayer();
    press('1', { ctrlKey: true });
    close();
    press('1', { ctrlKey: true });
    expect(go).toHaveBeenCalledTimes(1);
  });

  it('leave Enter to a button that has the focus', () => {
    const primary = vi.fn();
    keys.register({ combo: 'Enter', ...words, run: primary });
    press('Enter', {}, document.body.appendChild(document.createElement('button')));
    expect(primary).not.toHaveBeenCalled();
  });

  it('list what is registered now, each screen with its own', () => {
    const off = keys.register({ combo: 'F4', ...words, run: vi.fn() });
    expect(keys.list().map((one) => one.combo)).toEqual(['F4']);
    off();
    expect(keys.list()).toEqual([]);
  });
});

describe('a scan', () => {
  function scan(code: string, target: EventTarget = document.body) {
    for (const key of code) {
      at += 5;
      const event = press(key, {}, target);
      if (target instanceof HTMLInputElement && !event.defaultPrevented) target.value += key;
    }
    at += 5;
    return press('Enter', {}, target);
  }

  it('is routed wherever the focus is, and leaves the field as it was', () => {
    const onscan = vi.fn();
    keys.onscan = onscan;
    const field = document.body.appendChild(document.createElement('input'));
    field.value = 'lind';
    const enter = scan('K-004418', field);
    expect(onscan).toHaveBeenCalledWith({ code: 'K-004418', kind: 'card' });
    expect(field.value).toBe('lind');
    expect(enter.defaultPrevented).toBe(true);
  });

  it('wins over keys of a single letter', () => {
    const tile = vi.fn();
    keys.register({ combo: '4', ...words, run: tile });
    keys.onscan = vi.fn();
    scan('4006381333931');
    vi.runAllTimers();
    expect(tile).not.toHaveBeenCalled();
    expect(keys.onscan).toHaveBeenCalledTimes(1);
  });

  it('is never read from a password', () => {
    keys.onscan = vi.fn();
    const field = document.createElement('input');
    field.type = 'password';
    scan('K-004418', document.body.appendChild(field));
    expect(keys.onscan).not.toHaveBeenCalled();
  });
});
