/** Reads `2`, `0,5` or `1.25` as thousandths; null when it is no quantity. Quantities are not money. */
export function parseMilli(text: string): number | null {
  const match = /^(\d{1,6})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!match) return null;
  return Number.parseInt(match[1]! + (match[2] ?? '').padEnd(3, '0'), 10);
}

/** `2`, `0,5`. */
export function milliText(milli: number): string {
  const digits = String(milli).padStart(4, '0');
  const part = digits.slice(-3).replace(/0+$/, '');
  return part ? `${digits.slice(0, -3)},${part}` : digits.slice(0, -3);
}
