import type { RecordRef } from '#shared/model/record.ts';
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

/** RFC 3339 in UTC to the microsecond; null: no time. */
export function utcOf(us: number | null): string | null {
  if (us === null) return null;
  const millis = Math.floor(us / 1000);
  const rest = String(Math.round(us - millis * 1000)).padStart(3, '0');
  return new Date(millis).toISOString().replace('Z', `${rest}Z`);
}
