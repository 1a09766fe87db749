/** Where rows and headings stand in a list of any length. Pure. */
export interface Heading {
  /** The row under the heading. */
  at: number;
}

/** Browsers give up on elements taller than about 17 million pixels: a longer list is scrolled at a scale. */
export const TALLEST = 12_000_000;

export interface Geometry {
  rowHeight: number;
  titleHeight: number;
  count: number;
  headings: readonly Heading[];
}

/** The distance of a row from the top of the list. */
export function rowTop(g: Geometry, row: number): number {
  let titles = 0;
  for (const heading of g.headings) if (heading.at <= row) titles++;
    else break;
  return row * g.rowHeight + titles * g.titleHeight;
}
export const fullHeight = (g: Geometry): number => g.count * g.rowHeight + g.headings.length * g.titleHeight;
/** The first row that reaches below a height. */
export function rowAt(g: Geometry, y: number): number {
  let row = Math.max(0, Math.floor(y / Math.max(1, g.rowHeight)));
  while (row > 0 && rowTop(g, row) > y) row--;
  return Math.min(row, Math.max(0, g.count - 1));
}
/** Rows to draw for a view, with `over` more on both sides. */
export function rowsIn(g: Geometry, top: number, height: number, over: number): { from: number; to: number } {
  if (!g.count) return { from: 0, to: -1 };
  return { from: Math.max(0, rowAt(g, top) - over), to: Math.min(g.count - 1, rowAt(g, top + height) + over) };
}
/** How far the list's own height is squeezed into what a browser can scroll. */
export function scale(g: Geometry, viewHeight: number): number {
  const full = fullHeight(g);
  return full <= TALLEST ? 1 : (full - viewHeight) / (TALLEST - viewHeight);
}
