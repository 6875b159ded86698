import type { Flow, Item, Top } from './table-flow.ts';

/** Where a moment stands among the rows of a table. */
export interface MomentPlace {
  readonly us: number;
  /** The first row that is not before it; the last row when all are. */
  readonly row: number;
}

/** How the line of a moment is drawn at a row, and how long nothing was logged around it. */
export interface MomentMark {
  readonly edge: 'above' | 'below';
  /** Microseconds without a record around the moment; null: a record is at the moment itself, or it is not known. */
  readonly gap: {
    readonly kind: 'between' | 'before all' | 'after all';
    readonly us: number;
  } | null;
}

/**
 * The line of a moment at an item. Times in microseconds; null: the record has none, or is not known.
 *
 * @param before time of the record before the item
 */
export function momentMark(
  { us, row }: MomentPlace,
  item: Item,
  time: number | null,
  before: number | null,
): MomentMark | null {
  if (row < item.row || row >= item.row + item.count) return null;
  if (time === null) return { edge: 'above', gap: null };
  // What is folded stands for records on both sides of the moment.
  if (item.count > 1 && row > item.row) return { edge: 'above', gap: null };
  if (time < us) return { edge: 'below', gap: { kind: 'after all', us: us - time } };
  if (time === us) return { edge: 'above', gap: null };
  if (item.row === 0) return { edge: 'above', gap: { kind: 'before all', us: time - us } };
  return { edge: 'above', gap: before === null ? null : { kind: 'between', us: time - before } };
}

/**
 * The item that tells the moment of a table and the line at which it stands, counted from the top. The further the table is
 * scrolled the lower it is, so that the first record has its turn as well as the last.
 *
 * @param scrolled share of the way that the table is scrolled, 0 to 1
 */
export function itemOfMoment(
  items: readonly Item[],
  top: Top,
  visible: number,
  scrolled: number,
): { item: Item; line: number } | null {
  const wanted = scrolled * Math.max(0, visible - 1);
  let line = 0 - top.part;
  let found: { item: Item; line: number } | null = null;
  for (const item of items) {
    if (found !== null && line > wanted) break;
    found = { item, line };
    line += item.lines;
  }
  return found;
}

/** The line at which a row stands, counted from the top; null: it is out of sight. */
export function lineOf(flow: Flow, items: readonly Item[], top: Top, row: number): number | null {
  const wanted = flow.item(row).row;
  let line = 0 - top.part;
  for (const item of items) {
    if (item.row === wanted) return line;
    line += item.lines;
  }
  return null;
}
