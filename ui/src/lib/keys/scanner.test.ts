import { describe, expect, it } from 'vitest';
import { BURST_GAP_MS, ScannerDetector, scanKind } from './scanner';

/** Feeds a text with a given pause between the keys, then Enter; gives the last answer. */
function typed(text: string, gapMs: number) {
  const scanner = new ScannerDetector();
  let at = 1000;
  for (const key of text) scanner.feed(key, (at += gapMs));
  return scanner.feed('Enter', at + gapMs);
}

describe('the scanner is told from a person by its speed', () => {
  it('takes a burst that ends with Enter as a scan', () => {
    expect(typed('K-004418', 4)).toEqual({ kind: 'scan', code: 'K-004418' });
  });

  it('leaves the same text alone when a person types it', () => {
    expect(typed('K-004418', BURST_GAP_MS + 1)).toEqual({ kind: 'ordinary' });
  });

  it('does not take a short burst for a code', () => {
    expect(typed('abc', 4)).toEqual({ kind: 'ordinary' });
  });

  it('forgets what was typed slowly before the burst', () => {
    const scanner = new ScannerDetector();
    scanner.feed('x', 0);
    let at = 500;
    for (const key of '4006381333931') scanner.feed(key, (at += 5));
    expect(scanner.feed('Enter', at + 5)).toEqual({ kind: 'scan', code: '4006381333931' });
  });

  it('says that a burst is under way from the second key on, so that no tile key fires', () => {
    const scanner = new ScannerDetector();
    expect(scanner.feed('4', 0).kind).toBe('ordinary');
    expect(scanner.feed('0', 5).kind).toBe('burst');
  });

  it('lets Shift pass, which scanners press for capital letters', () => {
    const scanner = new ScannerDetector();
    let at = 0;
    for (const key of ['Shift', 'K', '-', '0', '0', '1', '2']) scanner.feed(key, (at += 5));
    expect(scanner.feed('Enter', at + 5)).toEqual({ kind: 'scan', code: 'K-0012' });
  });
});

describe('what a code is', () => {
  it.each([
    ['K-004418', 'card'],
    ['KB-2026-A-000042', 'receipt'],
    ['RE-2026-A-000391', 'invoice'],
    ['4006381333931', 'product'],
    ['4006381333932', null],
    ['annegret', null],
    ['01715551234', null],
  ])('%s is %s', (code, kind) => {
    expect(scanKind(code)).toBe(kind);
  });
});
