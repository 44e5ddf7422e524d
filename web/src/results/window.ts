/** Which rows of a long table stand in the page. */
export interface Window {
  first: number;
  last: number; // behind the last one
}

/** The rows that a view of `height` pixels shows at `top`, and some around them; all rows are of one height. */
export function windowOf(rows: number, rowHeight: number, top: number, height: number, around = 10): Window {
  const first = Math.max(0, Math.min(rows, Math.floor(top / rowHeight)) - around);
  const last = Math.min(rows, Math.ceil((top + height) / rowHeight) + around);
  return { first, last: Math.max(first, last) };
}

/**
 * How wide a column is, in characters, from its name and the first cells: 6 to 48, and all of one
 * table's columns stay put while it is scrolled.
 */
export function columnWidth(name: string, cells: readonly string[]): number {
  const longest = cells.reduce((most, cell) => Math.max(most, cell.length), name.length);
  return Math.max(6, Math.min(48, longest)) + 2;
}
