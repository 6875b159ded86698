import { compareGenerations, generationOf, isLogItself, type Generation } from './rotation.ts';

/** What is known of a source when its place among others is looked for. Times are microseconds UTC. */
export interface StreamPart {
  readonly id: number;
  readonly path: string;
  readonly fromUs: number | null;
  readonly toUs: number | null;
  /** Its dates do not say their year, so its times say less of its place than its name. */
  readonly yearless: boolean;
}

/** Sources that are one log, cut into files by rotation. */
export interface RotatedSet {
  /** Path of the log itself: `/var/log/app.log`. */
  readonly stem: string;
  /** Oldest first. */
  readonly ids: readonly number[];
}

interface Member extends StreamPart {
  readonly generation: Generation;
}

/** Files that end and begin in the same minute may overlap by clocks and buffers. */
const MOST_OVERLAP_US = 60_000_000;

/**
 * Finds the sources that are files of one rotated log. Names propose; times decide the order where they do not
 * overlap (log4j counts upwards, logrotate downwards), and whether files that are only numbered (`app-1.log`,
 * `app-2.log`) belong together at all: workers that run side by side are not one log.
 */
export function rotatedSets(parts: readonly StreamPart[]): RotatedSet[] {
  const byStem = new Map<string, Member[]>();
  for (const part of parts) {
    const generation = generationOf(part.path);
    const members = byStem.get(generation.stem);
    if (members === undefined) byStem.set(generation.stem, [{ ...part, generation }]);
    else members.push({ ...part, generation });
  }
  return [...byStem].flatMap(([stem, members]) => setOf(stem, members));
}

/** Ids of sources in the order in which they are shown: rotated sets together, oldest first. */
export function inStreamOrder(ids: readonly number[], sets: readonly RotatedSet[]): number[] {
  const setOfId = new Map(sets.flatMap((set) => set.ids.map((id) => [id, set] as const)));
  const placed = new Set<number>();
  for (const id of ids) {
    if (placed.has(id)) continue;
    for (const member of setOfId.get(id)?.ids ?? [id]) placed.add(member);
  }
  return [...placed];
}

/** Sources as they are shown: in stream order, each with the log that it is a file of, the oldest file being 1. */
export function placedInLogs<T extends { readonly id: number }>(
  sources: readonly T[],
  sets: readonly RotatedSet[],
): { source: T; log: { path: string; position: number; of: number } | null }[] {
  const byId = new Map(sources.map((source) => [source.id, source]));
  const logs = new Map(
    sets.flatMap(({ stem, ids }) =>
      ids.map((id, at) => [id, { path: stem, position: at + 1, of: ids.length }] as const),
    ),
  );
  return inStreamOrder([...byId.keys()], sets).flatMap((id) => {
    const source = byId.get(id);
    return source === undefined ? [] : [{ source, log: logs.get(id) ?? null }];
  });
}

/** For each source of a set the one before it and the one after it; null: it is the first or the last. */
export function neighboursIn(
  sets: readonly RotatedSet[],
): ReadonlyMap<number, { previous: number | null; next: number | null }> {
  return new Map(
    sets.flatMap(({ ids }) =>
      ids.map(
        (id, at) => [id, { previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null }] as const,
      ),
    ),
  );
}

/** For the files of logs the latest time of those before them, microseconds UTC; a log's first file has none. */
export function startsIn(
  sets: readonly RotatedSet[],
  sources: readonly { readonly id: number; readonly toUs: number | null }[],
): ReadonlyMap<number, number> {
  const ends = new Map(sources.map(({ id, toUs }) => [id, toUs]));
  const starts = new Map<number, number>();
  for (const { ids } of sets) {
    let latest: number | null = null;
    for (const id of ids) {
      if (latest !== null) starts.set(id, latest);
      const end = ends.get(id) ?? null;
      if (end !== null) latest = Math.max(latest ?? end, end);
    }
  }
  return starts;
}

function setOf(stem: string, members: readonly Member[]): RotatedSet[] {
  if (members.length < 2) return [];
  const hasLog = members.some(({ generation }) => isLogItself(generation));
  const sure = members.filter(
    ({ generation: { trust } }) => trust === 'name' || (trust === 'beside' && hasLog),
  );
  const named = sure.toSorted((a, b) => compareGenerations(a.generation, b.generation));
  if (sure.length > 1 && sure.some(({ yearless }) => yearless)) {
    return [{ stem, ids: named.map(({ id }) => id) }];
  }
  const inTime = members.some(({ generation }) => generation.trust !== 'times')
    ? byTime(members)
    : null;
  if (inTime !== null) return [{ stem, ids: inTime }];
  if (sure.length < 2) return [];
  return [{ stem, ids: byTime(sure) ?? named.map(({ id }) => id) }];
}

/** The ids in order of time, those without times where their names put them; null: times overlap, or say nothing. */
function byTime(members: readonly Member[]): number[] | null {
  const timed = members.filter(({ fromUs, toUs }) => fromUs !== null && toUs !== null);
  if (timed.length < 2) return null;
  const ordered = timed.toSorted(
    (a, b) => (a.fromUs ?? 0) - (b.fromUs ?? 0) || compareGenerations(a.generation, b.generation),
  );
  for (let i = 1; i < ordered.length; i++) {
    if ((ordered[i]?.fromUs ?? 0) < (ordered[i - 1]?.toUs ?? 0) - MOST_OVERLAP_US) return null;
  }
  const untimed = members.filter((member) => !timed.includes(member));
  if (untimed.some(({ generation }) => generation.trust === 'times')) return null;
  const counts = ordered.map(({ generation }) => generation);
  const downwards = counts.every((generation, i) => {
    const before = counts[i - 1];
    return before === undefined || compareGenerations(before, generation) <= 0;
  });
  for (const member of untimed) {
    const at = downwards
      ? ordered.findIndex(({ generation }) => compareGenerations(member.generation, generation) < 0)
      : -1;
    ordered.splice(at < 0 ? ordered.length : at, 0, member);
  }
  return ordered.map(({ id }) => id);
}
