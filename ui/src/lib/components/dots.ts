/** Up to this many entries are drawn as dots, above it a bar tells the share. */
export const MAX_DOTS = 12;

export type Dot = 'used' | 'now' | 'free' | 'over';

/** The row of dots: used ones from the left, then the free ones, then what was taken too much. */
export function dotsOf(total: number, left: number, justUsed: boolean): Dot[] {
  const used = total - Math.max(0, Math.min(left, total));
  const row: Dot[] = Array.from({ length: total }, (_, at) => (at < used ? 'used' : 'free'));
  if (justUsed && left >= 0 && used > 0) row[used - 1] = 'now';
  for (let over = left; over < 0; over++) row.push('over');
  return row;
}
