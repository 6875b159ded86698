import type { RecordRef } from '#shared/model/record.ts';
import { utcOf } from '#shared/model/utc-time.ts';
import type { OpenCase } from '../../open-case.ts';

/** Where a record stands, for who has the file and not the case. */
export interface RecordPlace {
  readonly source: string;
  readonly line: number;
  readonly time: string | null;
  readonly message: string;
}

/** The places of some records, in their order. */
export async function placesOf(open: OpenCase, refs: readonly RecordRef[]): Promise<RecordPlace[]> {
  const paths = new Map(open.sources().map(({ id, path }) => [id, path]));
  return Promise.all(
    refs.map(async (ref) => {
      const { row } = await open.store.record(ref);
      return {
        source: paths.get(ref.sourceId) ?? '',
        line: row.line,
        time: utcOf(row.time?.us ?? null),
        message: row.message.split('\n', 1)[0] ?? '',
      };
    }),
  );
}
