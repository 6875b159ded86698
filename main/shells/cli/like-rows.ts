import type { RecordRow, RecordTime } from '#shared/model/record.ts';
import type { OpenCase } from '../../open-case.ts';

const PAGE = 500;

/** A record, and how many like it follow directly on it among what was found. */
export interface LikeRows {
  readonly row: RecordRow;
  /** 1: it stands alone. */
  readonly count: number;
  /** Of the last of them. */
  readonly lastTime: RecordTime | null;
}

/** What is shown of a view. */
export interface Shown {
  readonly total: number;
  /** Most that is given: records, or runs of them. */
  readonly limit: number;
  /** Records of one source, skeleton and level that follow each other are given once. */
  readonly collapse: boolean;
}

/** The rows of a view, oldest first. */
export async function* likeRows(
  open: OpenCase,
  viewId: string,
  { total, limit, collapse }: Shown,
): AsyncGenerator<LikeRows> {
  if (collapse) {
    yield* foldedRows(open, viewId, limit);
    return;
  }
  const most = Math.min(limit, total);
  for (let start = 0; start < most; start += PAGE) {
    const { rows } = await open.store.rows(viewId, 'asc', start, Math.min(PAGE, most - start));
    for (const row of rows) yield { row, count: 1, lastTime: row.time };
  }
}

async function* foldedRows(
  open: OpenCase,
  viewId: string,
  limit: number,
): AsyncGenerator<LikeRows> {
  let next = 0;
  for (let given = 0; given < limit;) {
    const after = Math.min(PAGE, limit - given) - 1;
    const runs = await open.store.runs(viewId, 'asc', next, 0, after);
    if (runs.length === 0) return;
    for (const { row, count, head, tail } of runs) {
      yield { row: head, count, lastTime: (tail ?? head).time };
      next = row + count;
    }
    given += runs.length;
  }
}
