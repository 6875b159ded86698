import type { RecordRow } from '#shared/model/record.ts';
import type { OpenCase } from '../../open-case.ts';

const PAGE = 500;

/** A record, and how many like it follow directly on it among what was found. */
export interface LikeRows {
  readonly row: RecordRow;
  /** 1: it stands alone. */
  readonly count: number;
  readonly last: RecordRow;
}

/** What is shown of a view. */
export interface Shown {
  readonly total: number;
  /** Most that is given: records, or runs of them. */
  readonly limit: number;
  /** Records of one source, template and level that follow each other are given once. */
  readonly collapse: boolean;
}

/** The rows of a view, oldest first. */
export async function* likeRows(
  open: OpenCase,
  viewId: string,
  { total, limit, collapse }: Shown,
): AsyncGenerator<LikeRows> {
  let run: LikeRows | null = null;
  let given = 0;
  const most = collapse ? total : Math.min(limit, total);
  for (let start = 0; start < most; start += PAGE) {
    const { rows } = await open.store.rows(viewId, 'asc', start, Math.min(PAGE, most - start));
    for (const row of rows) {
      if (collapse && run !== null && isLike(run.row, row)) {
        run = { row: run.row, count: run.count + 1, last: row };
        continue;
      }
      if (run !== null) {
        yield run;
        if (++given >= limit) return;
      }
      run = { row, count: 1, last: row };
    }
  }
  if (run !== null && given < limit) yield run;
}

function isLike(a: RecordRow, b: RecordRow): boolean {
  return a.ref.sourceId === b.ref.sourceId && a.templateId === b.templateId && a.level === b.level;
}
