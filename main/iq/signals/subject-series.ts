import type { Series } from './series.ts';
import { exposures, type SignalTables } from './signal-tables.ts';

/** Series that are looked at for likeness, commonest first. */
const MOST_OTHERS = 30;

/** Every subject over all its sources, with what these logged besides. */
export function subjectSeries(tables: SignalTables): Series[] {
  const { buckets } = tables.slices;
  const bySource = exposures(tables);
  const families = new Map<string, { active: Float64Array; total: Float64Array }>();
  for (const { family, active, total } of bySource.values()) {
    const known = families.get(family) ?? {
      active: new Float64Array(buckets),
      total: new Float64Array(buckets),
    };
    families.set(family, known);
    addTo(known.active, active);
    addTo(known.total, total);
  }
  const subjects = new Map<number, { counts: Float64Array; sources: Set<number> }>();
  for (const { subject, sourceId, counts } of tables.rows) {
    const known = subjects.get(subject) ?? {
      counts: new Float64Array(buckets),
      sources: new Set<number>(),
    };
    subjects.set(subject, known);
    known.sources.add(sourceId);
    addTo(known.counts, counts);
  }
  const namesOf = (sources: Iterable<number>): Set<string> =>
    new Set([...sources].map((id) => bySource.get(id)?.family ?? ''));
  const commonest = [...subjects.values()]
    .map(({ counts, sources }) => ({
      counts,
      names: namesOf(sources),
      sum: counts.reduce((a, b) => a + b, 0),
    }))
    .sort((a, b) => b.sum - a.sum);
  return [...subjects].map(([subject, { counts, sources }]) => {
    const names = namesOf(sources);
    const exposure = new Float64Array(buckets);
    const total = new Float64Array(buckets);
    for (const name of names) {
      addTo(exposure, families.get(name)?.active ?? exposure);
      addTo(total, families.get(name)?.total ?? total);
    }
    const others = commonest
      .filter((other) => [...other.names].some((name) => names.has(name)))
      .slice(0, MOST_OTHERS)
      .map((other) => other.counts);
    return {
      subject,
      unit: null,
      units: 0,
      sources: [...sources],
      counts,
      exposure,
      total,
      others,
    };
  });
}

/** Adds one array to another, place by place. */
export function addTo(sum: Float64Array, more: ArrayLike<number>): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (more[i] ?? 0);
}
