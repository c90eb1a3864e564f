import { describe, expect, it } from 'vitest';
import { milliText, parseMilli } from './quantity';

describe('a quantity', () => {
  it.each([
    ['2', 2000, '2'],
    ['0,5', 500, '0,5'],
    ['1.25', 1250, '1,25'],
    ['12,125', 12_125, '12,125'],
    ['10', 10_000, '10'],
  ])('%s is %i thousandths and is shown as %s', (typed, milli, shown) => {
    expect([parseMilli(typed), milliText(milli)]).toEqual([milli, shown]);
  });

  it.each(['', '-1', 'zwei', '1,2345', '1.000,5'])('„%s“ is none', (text) => {
    expect(parseMilli(text)).toBeNull();
  });
});
