import { describe, expect, it } from 'vitest';
import { basisPointsText, parseBasisPoints } from './percent';

describe('per cent as people write them', () => {
  it('are read and written alike', () => {
    for (const [text, points] of [
      ['10', 1000],
      ['2,5', 250],
      ['0,75', 75],
      ['100', 10_000],
    ] as const) {
      expect([parseBasisPoints(text), basisPointsText(points)]).toEqual([points, text]);
    }
    expect(parseBasisPoints('2.50')).toBe(250);
  });

  it('are refused beyond the whole, and when they are none', () => {
    for (const text of ['', '100,01', '101', '-1', '2,345', 'zwei']) {
      expect(parseBasisPoints(text)).toBeNull();
    }
  });
});
