import type { MonthBar } from '$lib/backend/types';

/** How high the parts of a bar are, from 0 to 1 of the chart. */
export interface Bar {
  month: string;
  parts: { step: 1 | 2 | 3; from: number; height: number }[];
  top: number;
  /** Below the bar; empty where there is no room. */
  label: 'none' | 'month' | 'year';
}

/** The heights of the bars. Only a picture: every amount that is read comes from the core. */
export function barsOf(history: MonthBar[]): { bars: Bar[]; ceiling: number } {
  const parts = history.map((one) =>
    [one.regional, one.affiliateFirst, one.affiliateRecurring].map((part) =>
      Math.max(0, part.cents),
    ),
  );
  const highest = Math.max(0, ...parts.map((of) => of.reduce((sum, one) => sum + one, 0)));
  const ceiling = ceilingOf(highest / 100);
  const bars = history.map((one, at) => {
    let top = 0;
    const steps = parts[at]!.map((cents, index) => {
      const height = cents / 100 / ceiling;
      const part = { step: (index + 1) as 1 | 2 | 3, from: top, height };
      top += height;
      return part;
    });
    return { month: one.month, parts: steps, top, label: labelOf(history, at) };
  });
  return { bars, ceiling };
}

/** The next round number above; its half is round too. */
export function ceilingOf(highest: number): number {
  const power = 10 ** Math.max(1, Math.floor(Math.log10(Math.max(1, highest))));
  const step = [1, 2, 4, 6, 8].find((one) => one * power >= highest) ?? 10;
  return step * power;
}

/** Quarters, the first and the last month; where two would touch, the quarter gives way at the end. */
function labelOf(history: MonthBar[], at: number): Bar['label'] {
  const isQuarter = (index: number) =>
    ['01', '04', '07', '10'].includes(history[index]?.month.slice(5) ?? '');
  const last = history.length - 1;
  if (at === last) return 'month';
  if (at === 0) return isQuarter(1) ? 'none' : 'year';
  if (!isQuarter(at) || at === last - 1) return 'none';
  return history[at]!.month.endsWith('-01') ? 'year' : 'month';
}
