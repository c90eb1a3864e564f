/** Rows of one height, of which one may be opened and then has a panel below it. */
export interface Rows {
  count: number;
  rowHeight: number;
  /** The row that is open; −1 for none. */
  open: number;
  /** How tall its panel is. */
  panelHeight: number;
}

/** Where a row begins. */
export function topOf(rows: Rows, index: number): number {
  const above = rows.open >= 0 && index > rows.open ? rows.panelHeight : 0;
  return index * rows.rowHeight + above;
}

export function totalHeight(rows: Rows): number {
  return topOf(rows, rows.count) + (rows.open === rows.count ? rows.panelHeight : 0);
}

/** The rows `from` up to, not including, `to` that are to be drawn for this part of the list. */
export function visibleRows(
  rows: Rows,
  top: number,
  height: number,
  ahead = 6,
): { from: number; to: number } {
  const from = Math.max(0, indexAt(rows, top) - ahead);
  const to = Math.min(rows.count, indexAt(rows, top + height) + 1 + ahead);
  return { from, to: Math.max(from, to) };
}

/** The row at a height; the panel belongs to its row. */
function indexAt(rows: Rows, y: number): number {
  const panelStart = topOf(rows, rows.open) + rows.rowHeight;
  if (rows.open < 0 || y < panelStart) return Math.floor(y / rows.rowHeight);
  if (y < panelStart + rows.panelHeight) return rows.open;
  return Math.floor((y - rows.panelHeight) / rows.rowHeight);
}
