const SHORTEST_THUMB = 24;

/**
 * The scroll bar's thumb for a position, in pixels. The bar stands for rows, not for pixels of a page:
 * a hundred million rows of 20 px would be longer than any browser's element may be.
 */
export function thumbOf(top: number, total: number, visible: number, track: number) {
  const size = total <= visible ? track : Math.max(SHORTEST_THUMB, (visible / total) * track);
  const room = Math.max(1, total - visible);
  return { start: ((track - size) * Math.min(top, room)) / room, size };
}

/** The position for a place of the thumb, in pixels from the track's start. */
export function topOfThumb(start: number, total: number, visible: number, track: number): number {
  const { size } = thumbOf(0, total, visible, track);
  const free = track - size;
  return free <= 0 ? 0 : Math.max(0, Math.min(1, start / free)) * (total - visible);
}
