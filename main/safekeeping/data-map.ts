import { cancelled, Failure } from '#shared/model/failure.ts';
import type { DataMapRow } from '#shared/model/personal-data.ts';
import type { OpenCase } from '../open-case.ts';

/** Where personal data stands in a case, as it was when it was looked for. */
interface DataMap {
  readonly rows: readonly DataMapRow[];
  /** RFC 3339 UTC. */
  readonly at: string;
  /** Records that the case had then. */
  readonly records: number;
}

/** Looks for personal data in all records. Throws CASE_IS_READING, CANCELLED, VIEW_GONE. */
export async function takeDataMap(
  open: OpenCase,
  signal: AbortSignal,
  tell: (done: number, total: number) => void,
): Promise<DataMap> {
  if (open.isReading()) {
    throw new Failure(
      'CASE_IS_READING',
      'Sources are being read. Wait until they are done, or stop them, then look for personal data.',
    );
  }
  const { records } = open.store.timeRange();
  const rows = await open.store.dataMap(signal, tell);
  if (signal.aborted) throw cancelled();
  return { rows, at: new Date().toISOString(), records };
}
