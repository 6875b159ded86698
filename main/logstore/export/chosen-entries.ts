import type { RecordPlace } from '../search-operations.ts';
import type { SearchPool } from '../search-pool.ts';
import type { ViewEntry } from '../view.ts';

/** A line of a source; any line of a record names it. */
export interface LineOfSource {
  readonly sourceId: number;
  readonly line: number;
}

/** Places that are asked for at a time. */
const PAGE = 8192;

/** Some rows of a view, counted oldest first, as entries of their own. Throws VIEW_GONE. */
export async function entriesOfRows(
  pool: SearchPool,
  view: string,
  { start, count }: { start: number; count: number },
): Promise<ViewEntry[]> {
  const chosen = new ChosenRecords();
  for (let at = start; at < start + count; at += PAGE) {
    const page = { view, start: at, count: Math.min(PAGE, start + count - at) };
    for (const place of await pool.any('places', page)) chosen.add(place);
  }
  return chosen.entries();
}

/** The records at some lines as entries. Lines whose source is gone are left out. */
export async function entriesOfLines(
  pool: SearchPool,
  lines: readonly LineOfSource[],
): Promise<ViewEntry[]> {
  const chosen = new ChosenRecords();
  for (const { sourceId, line } of lines) {
    const place = await pool.any('placeOfLine', { sourceId, line });
    if (place !== null) chosen.add(place);
  }
  return chosen.entries();
}

class ChosenRecords {
  private readonly blocks = new Map<number, Map<number, number>>();

  add({ blockId, index, us }: RecordPlace): void {
    let block = this.blocks.get(blockId);
    if (block === undefined) this.blocks.set(blockId, (block = new Map()));
    block.set(index, us);
  }

  entries(): ViewEntry[] {
    return [...this.blocks].map(([blockId, timeOf]) => {
      const inTime = [...timeOf].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
      const indices = Uint32Array.from(inTime, ([index]) => index);
      return { blockId, count: indices.length, selection: { by: 'list', indices, times: null } };
    });
  }
}
