import { familyOf, type SignalTables } from './signal-tables.ts';
import { addTo } from './subject-series.ts';

/** One host, pod or source of several that log the same. */
export interface UnitSeries {
  readonly unit: string;
  readonly sources: Set<number>;
  readonly total: Float64Array;
  readonly bySubject: Map<number, Float64Array>;
}

/** Units that log the same, told apart in one way: by their source, or by the host that records name. */
export type UnitFamily = readonly UnitSeries[];

/** Counts of each unit, by family. Hosts that records name are known only where all records were read. */
export function unitFamilies(tables: SignalTables): UnitFamily[] {
  return [...bySource(tables), ...byField(tables)];
}

class Units {
  private readonly buckets: number;
  private readonly families = new Map<string, Map<string, UnitSeries>>();

  constructor(buckets: number) {
    this.buckets = buckets;
  }

  unit(family: string, unit: string): UnitSeries {
    const units = this.families.get(family) ?? new Map<string, UnitSeries>();
    this.families.set(family, units);
    let series = units.get(unit);
    if (series === undefined) {
      const total = new Float64Array(this.buckets);
      series = { unit, sources: new Set(), total, bySubject: new Map() };
      units.set(unit, series);
    }
    return series;
  }

  counts({ bySubject }: UnitSeries, subject: number): Float64Array {
    const counts = bySubject.get(subject) ?? new Float64Array(this.buckets);
    bySubject.set(subject, counts);
    return counts;
  }

  all(): UnitFamily[] {
    return [...this.families.values()].map((units) => [...units.values()]);
  }
}

function bySource({ rows, sources, slices }: SignalTables): UnitFamily[] {
  const units = new Units(slices.buckets);
  const paths = new Map(sources.map(({ id, path }) => [id, path]));
  for (const { subject, sourceId, counts } of rows) {
    const path = paths.get(sourceId) ?? '';
    const unit = units.unit(familyOf(path), unitName(path));
    unit.sources.add(sourceId);
    addTo(unit.total, counts);
    addTo(units.counts(unit, subject), counts);
  }
  return units.all();
}

function byField({ complete, facts, sources, slices }: SignalTables): UnitFamily[] {
  if (!complete) return [];
  const units = new Units(slices.buckets);
  const families = new Map(sources.map(({ id, path }) => [id, familyOf(path)]));
  for (const { us, subject, sourceId, unit } of facts) {
    const at = Math.floor((us - slices.fromUs) / slices.widthUs);
    if (unit === null || at < 0 || at >= slices.buckets) continue;
    const series = units.unit(families.get(sourceId) ?? '', unit);
    series.sources.add(sourceId);
    series.total[at] = (series.total[at] ?? 0) + 1;
    const counts = units.counts(series, subject);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return units.all();
}

/** The part of a path that tells sources of a family apart: with the folder, if the file's name has no number. */
export function unitName(path: string): string {
  const parts = path.split(/[/\\!]/).filter((part) => part !== '');
  const file = parts.at(-1) ?? path;
  return /\d/.test(file) || parts.length < 2 ? file : parts.slice(-2).join('/');
}
