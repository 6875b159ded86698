import { citationKey, type RecordCitation } from '#shared/model/record-citation.ts';
import type { CitedRecord } from '#shared/model/timeline.ts';
import type { OpenCase } from '../open-case.ts';

const LONGEST_MESSAGE = 500;

/** Citations with where their records are now, in their order. */
export async function citedRecords(
  open: OpenCase,
  citations: readonly RecordCitation[],
): Promise<CitedRecord[]> {
  const resolved = await open.resolve(citations);
  return citations.map((citation, at): CitedRecord => {
    const { standing, row } = resolved[at] ?? { standing: 'missing', row: null };
    return {
      citation,
      key: citationKey(citation),
      standing,
      source: open.citedSource(citation)?.path ?? null,
      ref: row?.ref ?? null,
      us: row?.time?.us ?? null,
      message:
        row === null ? null : (row.message.split('\n', 1)[0] ?? '').slice(0, LONGEST_MESSAGE),
    };
  });
}

/** Citations of many things at once: as many lists as were given. */
export async function citedOfEach(
  open: OpenCase,
  lists: readonly (readonly RecordCitation[])[],
): Promise<CitedRecord[][]> {
  const all = await citedRecords(open, lists.flat());
  let next = 0;
  return lists.map((list) => {
    const own = all.slice(next, next + list.length);
    next += list.length;
    return own;
  });
}
