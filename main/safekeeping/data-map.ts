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

/** Under this name the last map is kept in the case. */
const KEPT_AS = 'data-map';

/** The map that was last taken, also before the case was closed; null: none was, or something was erased since. */
export async function keptDataMap(open: OpenCase): Promise<DataMap | null> {
  const kept = await open.viewGet(KEPT_AS);
  const map: DataMap | null = kept === null ? null : JSON.parse(kept);
  if (map === null) return null;
  const there = new Set(open.sources().map(({ id }) => id));
  return { ...map, rows: map.rows.filter(({ sourceId }) => there.has(sourceId)) };
}

/** Forgets the last map. */
export const forgetDataMap = (open: OpenCase): Promise<void> => open.viewSet(KEPT_AS, 'null');

/** Looks for personal data in all records, and keeps in the case how often what stands where. Throws CASE_IS_READING, CANCELLED, VIEW_GONE. */
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
  const map: DataMap = { rows, at: new Date().toISOString(), records };
  await open.viewSet(KEPT_AS, JSON.stringify(map));
  return map;
}
