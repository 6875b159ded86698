import type { CallEdge } from '#shared/model/hypothesis.ts';
import type { SignalTables } from '../signals/index.ts';

const FEWEST_IDS = 5;
/** Share of the ids that two sources share which go the same way. */
const ONE_WAY = 0.75;
/** An id that more records bear names no single request. */
const MOST_RECORDS = 60;
const MOST_SUBJECT_IDS = 5000;

/** Who calls whom: a source hands its ids on to another when they are seen there afterwards. */
export function callGraph({ facts }: SignalTables): CallEdge[] {
  const firstSeen = new Map<string, Map<number, number>>();
  const records = new Map<string, number>();
  for (const { ids, us, sourceId } of facts) {
    for (const id of ids) {
      records.set(id, (records.get(id) ?? 0) + 1);
      const seen = firstSeen.get(id) ?? new Map<number, number>();
      firstSeen.set(id, seen);
      if (!seen.has(sourceId)) seen.set(sourceId, us);
    }
  }
  const pairs = new Map<string, { from: number; to: number; ids: number }>();
  for (const [id, seen] of firstSeen) {
    if (seen.size < 2 || (records.get(id) ?? 0) > MOST_RECORDS) continue;
    const order = [...seen].sort((a, b) => a[1] - b[1]);
    for (let i = 1; i < order.length; i++) {
      const [from] = order[i - 1] ?? [0];
      const [to] = order[i] ?? [0];
      const key = `${from} ${to}`;
      const pair = pairs.get(key) ?? { from, to, ids: 0 };
      pairs.set(key, pair);
      pair.ids++;
    }
  }
  return [...pairs.values()]
    .filter(({ from, to, ids }) => {
      const back = pairs.get(`${to} ${from}`)?.ids ?? 0;
      return ids >= FEWEST_IDS && ids >= ONE_WAY * (ids + back);
    })
    .sort((a, b) => b.ids - a.ids);
}

/** Ids of requests and the like that each of some subjects bears. */
export function idsOfSubjects(
  { facts }: SignalTables,
  subjects: ReadonlySet<number>,
): Map<number, Set<string>> {
  const found = new Map<number, Set<string>>();
  for (const { subject, ids } of facts) {
    if (!subjects.has(subject)) continue;
    const known = found.get(subject) ?? new Set<string>();
    found.set(subject, known);
    if (known.size < MOST_SUBJECT_IDS) for (const id of ids) known.add(id);
  }
  return found;
}
