import { describe, expect, it } from 'vitest';
import { dayText, isMonth, parseDay, today } from './day';

const NOW = new Date('2026-11-20T11:00:00Z');

describe('a day as it is typed', () => {
  it.each([
    ['3.11.2026', '2026-11-03'],
    ['03.11.26', '2026-11-03'],
    ['03112026', '2026-11-03'],
    ['031126', '2026-11-03'],
    ['3.11.', '2026-11-03'],
    ['3.11', '2026-11-03'],
    ['3/11/2026', '2026-11-03'],
    ['2026-11-03', '2026-11-03'],
    ['17.3.79', '1979-03-17'],
    ['29.2.2024', '2024-02-29'],
  ])('%s is %s', (text, day) => expect(parseDay(text, NOW)).toBe(day));

  it.each(['', '31.2.1980', '0.1.2026', '1.13.2026', 'morgen', '3', '1.1.202'])(
    '„%s“ is no day',
    (text) => expect(parseDay(text, NOW)).toBeNull(),
  );

  it('stands in the field with two digits and dots', () => {
    expect([dayText('2026-11-03'), dayText(null)]).toEqual(['03.11.2026', '']);
  });

  it('is the day in Berlin, not in Greenwich', () => {
    expect(today(new Date('2026-11-20T23:30:00Z'))).toBe('2026-11-21');
  });
});

describe('a month as it is typed', () => {
  it('is a year and one of twelve', () => {
    expect([isMonth('2026-11'), isMonth('2026-13'), isMonth('11/2026')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
