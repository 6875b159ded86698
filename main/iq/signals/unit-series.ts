import { familyOf, type SignalTables } from './signal-tables.ts';

/** One host, pod or source of several that log the same. */
export interface UnitSeries {
  readonly unit: string;
  readonly family: string;
  readonly sources: Set<number>;
  readonly total: Float64Array;
  readonly bySubject: Map<number, Float64Array>;
}

/** Counts of each unit: the host that records name where all of them were read, else the source. */
export function unitSeries(tables: SignalTables): UnitSeries[] {
  const { slices } = tables;
  const units = new Map<string, UnitSeries>();
  const paths = new Map(tables.sources.map(({ id, path }) => [id, path]));
  const add = (unit: string, family: string, sourceId: number, subject: number, at: number, n: number): void => {
    const key = `${family}\n${unit}`;
    let series = units.get(key);
    if (series === undefined) {
      series = {
        unit,
        family,
        sources: new Set(),
        total: new Float64Array(slices.buckets),
        bySubject: new Map(),
      };
      units.set(key, series);
    }
    series.sources.add(sourceId);
    const counts = series.bySubject.get(subject) ?? new Float64Array(slices.buckets);
    series.bySubject.set(subject, counts);
    counts[at] = (counts[at] ?? 0) + n;
    series.total[at] = (series.total[at] ?? 0) + n;
  };
  if (tables.complete && tables.facts.some(({ unit }) => unit !== null)) {
    for (const { us, subject, sourceId, unit } of tables.facts) {
      const at = Math.floor((us - slices.fromUs) / slices.widthUs);
      const path = paths.get(sourceId) ?? '';
      if (at >= 0 && at < slices.buckets) {
        add(unit ?? nameOf(path), familyOf(path), sourceId, subject, at, 1);
      }
    }
    return [...units.values()];
  }
  for (const { subject, sourceId, counts } of tables.rows) {
    const path = paths.get(sourceId) ?? '';
    counts.forEach((n, at) => {
      if (n > 0) add(nameOf(path), familyOf(path), sourceId, subject, at, n);
    });
  }
  return [...units.values()];
}

/** The part of a path that tells sources of a family apart: with the folder, if the file's name has no number. */
function nameOf(path: string): string {
  const parts = path.split(/[/\\!]/).filter((part) => part !== '');
  const file = parts.at(-1) ?? path;
  return /\d/.test(file) || parts.length < 2 ? file : parts.slice(-2).join('/');
}
