import { keyIn, type RecordKey, type Stretch, type ViewOrder } from './view-order.ts';

/**
 * Rows of a view, one after the other, whose records are of one source, skeleton and level: what differs between them
 * are numbers, ids, addresses and the like.
 */
export interface RecordRun {
  /** Its first row, oldest first. */
  readonly row: number;
  readonly count: number;
  readonly first: RecordKey;
  readonly last: RecordKey;
}

/**
 * A run ends at each multiple of this many rows, so that its ends are never far to look for, and stretches of rows can
 * be counted one by one.
 */
export const RUN_CUT = 1 << 20;

const NEAR = 64;

/** The runs of a view. Found by walking the rows around a place, for which no text is opened; nothing is kept. */
export class ViewRuns {
  private readonly order: ViewOrder;
  private readonly cut: number;

  /** @param cut see `RUN_CUT` */
  constructor(order: ViewOrder, cut = RUN_CUT) {
    this.order = order;
    this.cut = cut;
  }

  /**
   * The run that a row (oldest first) stands in, with up to `before` and `after` runs on its sides: fewer where more rows
   * than can be walked in a moment are alike, or there are no more.
   */
  around(row: number, before: number, after: number): RecordRun[] {
    if (row >= this.order.total) return [];
    const start = this.startOfRun(row);
    const runs = this.runsBefore(start, before);
    const wanted = runs.length + 1 + after;
    const end = Math.ceil((start + this.walked) / this.cut) * this.cut;
    this.walk(start, end, (...run) => {
      runs.push(runOf(...run));
      return runs.length < wanted;
    });
    return runs;
  }

  /** How many runs there are in rows `from` to `to`, the second not included; multiples of the cut, or the end. */
  count(from: number, to: number): number {
    let count = 0;
    this.walk(from, to, () => ++count > 0);
    return count;
  }

  /** Most rows that are walked for one answer, about. */
  private get walked(): number {
    return 2 * this.cut;
  }

  private startOfRun(row: number): number {
    const floor = row - (row % this.cut);
    for (let back = NEAR; ; back *= 8) {
      const from = Math.max(floor, row - back);
      let start = from;
      this.walk(from, row + 1, (at) => {
        start = at;
        return true;
      });
      // A run that begins where the walk did may begin earlier.
      if (start > from || from === floor) return start;
    }
  }

  /** @param end where a run begins */
  private runsBefore(end: number, wanted: number): RecordRun[] {
    if (wanted === 0 || end === 0) return [];
    for (let back = Math.max(wanted, NEAR); ; back *= 4) {
      const isLast = back >= this.walked || back >= end;
      const begin = Math.max(0, end - back);
      const from = isLast ? begin - (begin % this.cut) : begin;
      const runs: RecordRun[] = [];
      this.walk(from, end, (...run) => {
        // The first one may begin earlier.
        if (isLast || run[0] > from) runs.push(runOf(...run));
        return true;
      });
      if (isLast || runs.length >= wanted) return runs.slice(-wanted);
    }
  }

  /**
   * Walks the runs of rows `from` to `to`, the second not included, as long as `visit` says so. A run that goes on
   * beyond either is clipped.
   */
  private walk(from: number, to: number, visit: (...run: Walked) => boolean): void {
    let row = from;
    let run: Walked | null = null;
    for (const stretch of this.order.stretches(from, to - from)) {
      for (let at = stretch.from; at < stretch.to;) {
        const most = Math.min(stretch.to, at + this.cut - (row % this.cut));
        const end = alikeUntil(stretch, at, most);
        if (run !== null && row % this.cut !== 0 && isLike(run, stretch, at)) {
          run[1] += end - at;
          run[4] = stretch;
          run[5] = end - 1;
        } else {
          if (run !== null && !visit(...run)) return;
          run = [row, end - at, stretch, at, stretch, end - 1];
        }
        row += end - at;
        at = end;
      }
    }
    if (run !== null) visit(...run);
  }
}

/** A run as it is walked: its row, how many, and where in which stretches its first and last record stand. */
type Walked = [row: number, count: number, Stretch, first: number, Stretch, last: number];

function runOf(...[row, count, from, first, to, last]: Walked): RecordRun {
  return { row, count, first: keyIn(from, first), last: keyIn(to, last) };
}

/** Up to which position of a stretch, `most` at most, records are of the same kind as the one at a position. */
function alikeUntil({ indices, columns: { kinds } }: Stretch, at: number, most: number): number {
  let end = at + 1;
  if (indices === null) {
    while (end < most && kinds[end] === kinds[at]) end++;
  } else {
    const kind = kinds[indices[at] ?? 0];
    while (end < most && kinds[indices[end] ?? 0] === kind) end++;
  }
  return end;
}

function isLike([, , , , last, lastAt]: Walked, stretch: Stretch, at: number): boolean {
  // Within a stretch a kind of its own began.
  if (last === stretch || last.block.sourceId !== stretch.block.sourceId) return false;
  const a = last.block.kinds;
  const b = stretch.block.kinds;
  const kindA = kindIn(last, lastAt);
  const kindB = kindIn(stretch, at);
  return a.skeletonIds[kindA] === b.skeletonIds[kindB] && a.levels[kindA] === b.levels[kindB];
}

function kindIn({ indices, columns }: Stretch, position: number): number {
  return columns.kinds[indices === null ? position : (indices[position] ?? 0)] ?? 0;
}
