import type { MonthBar, MoneyView } from '$lib/backend/types';

/** A part of a bar: one type of commission, from the top of the chart. */
export interface Segment {
  step: 1 | 2 | 3;
  y: number;
  height: number;
}

export interface Chart {
  /** What the upper line stands for, in whole units of the currency; its half is round too. */
  top: number;
  bars: { month: string; segments: Segment[]; label: BarLabel }[];
}

/** What stands below a bar. */
export type BarLabel = 'none' | 'month' | 'year';

/** The bars of the chart. Only a picture: every amount that is read comes from the core. */
export function chartOf(history: MonthBar[], height: number): Chart {
  const sizes = history.map((one) =>
    [one.regional, one.affiliateFirst, one.affiliateRecurring].map(sizeOf),
  );
  const stacks = sizes.map((parts) => parts.reduce((tall, one) => tall + one, 0));
  const top = ceilingOf(Math.max(0, ...stacks));
  const bars = history.map(({ month }, at) => {
    let y = height;
    const segments = sizes[at]!.map((size, index) => {
      const tall = (size / top) * height;
      y -= tall;
      return { step: (index + 1) as Segment['step'], y, height: tall };
    });
    return { month, segments, label: labelOf(history, at) };
  });
  return { top, bars };
}

/** The next round number that is not below. */
export function ceilingOf(highest: number): number {
  const power = 10 ** Math.max(1, Math.floor(Math.log10(Math.max(1, highest))));
  const step = [1, 2, 4, 6, 8].find((one) => one * power >= highest) ?? 10;
  return step * power;
}

/** How tall a part is, in whole units; nothing that anybody reads as an amount. */
function sizeOf(part: MoneyView): number {
  return Math.max(0, Number(`${part.cents}e-2`));
}

/** The first and the last month and every quarter, as far as no two labels touch. */
function labelOf(history: MonthBar[], at: number): BarLabel {
  const isQuarter = (index: number) => /-(01|04|07|10)$/.test(history[index]?.month ?? '');
  const last = history.length - 1;
  if (at === last) return 'month';
  if (at === 0) return isQuarter(1) ? 'none' : 'year';
  if (!isQuarter(at) || at === last - 1) return 'none';
  return history[at]!.month.endsWith('-01') ? 'year' : 'month';
}
