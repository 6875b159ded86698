/** One row of a table as it is drawn: what stands at a row of the view, and at how many after it. */
export interface Item {
  /** Its first row in the view. */
  readonly row: number;
  /** Rows of the view that it stands for: more than 1 where like records are folded. */
  readonly count: number;
  /** Lines that it is high. */
  readonly lines: number;
}

/** The rows of a view in the order in which they are drawn. */
export interface Flow {
  readonly total: number;
  /** The item that a row stands in; rows that are not known yet stand alone. */
  item(row: number): Item;
}

/**
 * Where a table stands: a row of the view, and how many lines of the item it stands in are scrolled away. By rows of the
 * view and not by items: those that arrive or are folded elsewhere do not move it, and no walk need count them.
 */
export interface Top {
  readonly row: number;
  readonly part: number;
}

/** The beginning of a table. */
export const BEGINNING: Top = { row: 0, part: 0 };

/** The position so many lines further down, or up when negative; at the ends of the table it stops. */
export function moveTop(flow: Flow, top: Top, lines: number): Top {
  if (flow.total === 0) return BEGINNING;
  let item = flow.item(within(flow, top.row));
  let part = Math.min(top.part, item.lines) + lines;
  while (part < 0 && item.row > 0) {
    item = flow.item(item.row - 1);
    part += item.lines;
  }
  while (part >= item.lines && item.row + item.count < flow.total) {
    part -= item.lines;
    item = flow.item(item.row + item.count);
  }
  return { row: item.row, part: Math.max(0, Math.min(part, item.lines)) };
}

/** The position that shows as many lines as fit and is nearest to one. */
export function clampTop(flow: Flow, top: Top, visible: number): Top {
  const last = lastTop(flow, visible);
  const item = flow.item(within(flow, top.row));
  const at = { row: item.row, part: top.part };
  return at.row > last.row || (at.row === last.row && at.part > last.part) ? last : at;
}

/** The position at which the end of the table is in sight. */
function lastTop(flow: Flow, visible: number): Top {
  if (flow.total === 0) return BEGINNING;
  const last = flow.item(flow.total - 1);
  return moveTop(flow, { row: last.row, part: last.lines }, -visible);
}

/** The position that shows a row, moving no further than needed; in the middle when it was far away. */
export function topToShow(flow: Flow, row: number, top: Top, visible: number): Top {
  const item = flow.item(row);
  const above = linesTo(flow, top, item.row, visible);
  if (above === null) {
    const middle = Math.max(0, (visible - item.lines) / 2);
    return clampTop(flow, moveTop(flow, { row: item.row, part: 0 }, -middle), visible);
  }
  if (above >= 0 && above + item.lines <= visible) return top;
  const shown =
    above < 0 || item.lines > visible
      ? { row: item.row, part: 0 }
      : moveTop(flow, { row: item.row, part: item.lines }, -visible);
  return clampTop(flow, shown, visible);
}

/** Lines from a position to an item's row; null: more than what fits into sight twice, or above it once. */
function linesTo(flow: Flow, top: Top, row: number, visible: number): number | null {
  let item = flow.item(within(flow, top.row));
  let lines = -top.part;
  while (item.row < row && lines <= 2 * visible) {
    lines += item.lines;
    item = flow.item(item.row + item.count);
  }
  while (item.row > row && lines >= -visible) {
    item = flow.item(item.row - 1);
    lines -= item.lines;
  }
  return item.row === row && lines <= 2 * visible && lines >= -visible ? lines : null;
}

/** What is drawn from a position on to fill so many lines. */
export function itemsInSight(flow: Flow, top: Top, visible: number): Item[] {
  const items: Item[] = [];
  let lines = -top.part;
  for (let row = top.row; row < flow.total && lines < visible;) {
    const item = flow.item(row);
    items.push(item);
    lines += item.lines;
    row = item.row + item.count;
  }
  return items;
}

/** A position in rows of the view, for the scroll bar: it stands for records, folded or not. */
export function scrolledRows(flow: Flow, top: Top): number {
  if (flow.total === 0) return 0;
  const item = flow.item(within(flow, top.row));
  return item.row + (Math.min(top.part, item.lines) / item.lines) * item.count;
}

/** The position at so many rows of the view, as the scroll bar tells them. */
export function topAt(flow: Flow, rows: number): Top {
  if (flow.total === 0) return BEGINNING;
  const item = flow.item(within(flow, Math.floor(rows)));
  return { row: item.row, part: Math.max(0, ((rows - item.row) / item.count) * item.lines) };
}

/** Rows of the view that are in sight at its end. */
export function rowsAtEnd(flow: Flow, visible: number): number {
  return flow.total - scrolledRows(flow, lastTop(flow, visible));
}

function within(flow: Flow, row: number): number {
  return Math.max(0, Math.min(flow.total - 1, row));
}
