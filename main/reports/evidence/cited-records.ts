import { citationKey, type RecordCitation } from '#shared/model/record-citation.ts';
import { formatTimeUtc } from '#shared/model/record.ts';
import type { OpenCase } from '../../open-case.ts';
import type { CitedRecord } from './report-case.ts';

export type CitedRecords = ReturnType<typeof createCitedRecords>;

/** Numbers records as they are cited, from 1; the same record has the same number. */
export function createCitedRecords(open: OpenCase) {
  const numbers = new Map<string, number>();
  const citations: RecordCitation[] = [];
  return {
    number(citation: RecordCitation): number {
      const key = citationKey(citation);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      citations.push(citation);
      numbers.set(key, citations.length);
      return citations.length;
    },
    /** The records, in the order of their numbers. One that stands there no more, or otherwise, says so. */
    async records(): Promise<CitedRecord[]> {
      const resolved = await open.resolve(citations);
      const records: CitedRecord[] = [];
      for (const [at, citation] of citations.entries()) {
        const { standing, row } = resolved[at] ?? { standing: 'missing', row: null };
        const source = open.citedSource(citation)?.path ?? citation.source;
        if (row === null) {
          const text = 'This record is not in the case any more.';
          records.push({ source, line: citation.line, time: null, level: 'unknown', text });
          continue;
        }
        const { raw } = await open.store.record(row.ref);
        const changed = standing === 'changed' ? 'Not as it was cited: ' : '';
        records.push({
          source,
          line: row.line,
          time: row.time === null ? null : formatTimeUtc(row.time),
          level: row.level,
          text: `${changed}${raw}`,
        });
      }
      return records;
    },
  };
}
