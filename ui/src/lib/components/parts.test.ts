import { describe, expect, it } from 'vitest';
import { dotsOf } from './dots';
import { fold, matchRange } from './highlight';
import { PagedRows } from './paged.svelte';

describe('the row of dots', () => {
  it('fills used ones from the left and marks the one used just now', () => {
    expect(dotsOf(10, 6, true).join(' ')).toBe('used used used now free free free free free free');
  });

  it('adds a dot for every entry that was used too much (D1)', () => {
    expect(dotsOf(3, -1, false)).toEqual(['used', 'used', 'used', 'over']);
  });

  it('shows a full card without a mark', () => {
    expect(dotsOf(2, 2, true)).toEqual(['free', 'free']);
  });
});

describe('highlighting', () => {
  it.each([
    ['Annegret Lindqvist', 'lind', 'Lind'],
    ['Cem Yardımcı', 'yardi', 'Yardı'],
    ['Großkreutz', 'gross', 'Groß'],
    ['Łukasz', 'luk', 'Łuk'],
    ['Özdemirli', 'oz', 'Öz'],
  ])('in %s, %s marks %s', (text, query, marked) => {
    const range = matchRange(text, query);
    expect(range && text.slice(...range)).toBe(marked);
  });

  it('marks nothing where nothing answers', () => {
    expect(matchRange('Annegret', 'xyz')).toBeNull();
    expect(fold('MÜLLER')).toBe('muller');
  });
});

describe('a long list', () => {
  const fetcher = (asked: number[]) => (offset: number, limit: number) => {
    asked.push(offset);
    const rows = Array.from({ length: limit }, (_, n) => offset + n);
    return Promise.resolve({ rows, total: 100_000 });
  };

  it('fetches only the pages in sight', async () => {
    const asked: number[] = [];
    const rows = new PagedRows(fetcher(asked));
    rows.need(0, 30);
    await Promise.resolve();
    rows.need(99_950, 99_990);
    await Promise.resolve();
    rows.need(10, 40);
    await Promise.resolve();
    expect(asked).toEqual([0, 99_900]);
    expect([rows.at(5), rows.at(99_960), rows.at(5000)]).toEqual([5, 99_960, undefined]);
  });

  it('drops an answer that was overtaken by another search', async () => {
    const answers: ((value: { rows: string[]; total: number }) => void)[] = [];
    const rows = new PagedRows<string>(() => new Promise((resolve) => answers.push(resolve)));
    const first = rows.reload();
    const second = rows.reload();
    answers[1]!({ rows: ['new'], total: 1 });
    answers[0]!({ rows: ['old'], total: 9 });
    await Promise.all([first, second]);
    expect([rows.total, rows.at(0)]).toEqual([1, 'new']);
  });
});
