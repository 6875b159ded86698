/** Where a table stands: its first visible row, with the part of it that is scrolled away. */
export type Top = number;

/** The position nearest to one that shows as many rows as fit. */
export function clampTop(top: Top, total: number, visible: number): Top {
  return Math.max(0, Math.min(top, Math.max(0, total - visible)));
}

/** The position that shows a row, moving no further than needed; in the middle when it was far away. */
export function topToShow(row: number, top: Top, total: number, visible: number): Top {
  const first = Math.ceil(top);
  const last = Math.floor(top + visible) - 1;
  if (row >= first && row <= last) return top;
  const near = row >= first - visible && row <= last + visible;
  if (!near) return clampTop(row - visible / 2, total, visible);
  return clampTop(row < first ? row : row - visible + 1, total, visible);
}

const SHORTEST_THUMB = 24;

/**
 * The scroll bar's thumb for a position, in pixels. The bar stands for rows, not for pixels of a page:
 * a hundred million rows of 20 px would be longer than any browser's element may be.
 */
export function thumbOf(top: Top, total: number, visible: number, track: number) {
  const size = total <= visible ? track : Math.max(SHORTEST_THUMB, (visible / total) * track);
  const room = Math.max(1, total - visible);
  return { start: ((track - size) * Math.min(top, room)) / room, size };
}

/** The position for a place of the thumb, in pixels from the track's start. */
export function topOfThumb(start: number, total: number, visible: number, track: number): Top {
  const { size } = thumbOf(0, total, visible, track);
  const free = track - size;
  return free <= 0 ? 0 : clampTop((start / free) * (total - visible), total, visible);
}
