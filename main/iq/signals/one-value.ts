import { familyChanges } from './one-of-many.ts';
import type { Candidate } from './candidate.ts';
import type { Series } from './series.ts';
import type { SignalTables } from './signal-tables.ts';
import type { ValueRow } from '../../logstore/index.ts';

/** A rate that rose by less within a value is told of the whole, or not at all. */
const LEAST_RATIO = 2;
/** Fewer records with a value before it rose say nothing of how often it came. */
const FEWEST_BEFORE = 8;
/** Records of a template whose value no column tells, at most: then one value may hide among those. */
const MOST_UNTOLD = 0.1;
/** Fields whose values name a run of a program or a place, which come and go. */
const NO_QUALITY =
  /(?:^|[._-])(?:pid|tid|ppid|thread|thread_?(?:id|name)|port|line|lineno|seq|sequence|time|timestamp|date|offset|version|v|id|[a-z]*id)$|[a-z]Id$/i;

/**
 * Rises within one value of a field of a frequent template (a host, a service, a status), where the sum of all its values
 * hides them: the value came much more often while the others of the same template did not. What the template shows by
 * itself is not told again.
 */
export function valueChanges(tables: SignalTables, told: readonly Candidate[]): Candidate[] {
  const known = new Set(told.map(({ subject }) => subject));
  const bySubject = Map.groupBy(
    tables.values.filter(({ subject, field }) => !known.has(subject) && !NO_QUALITY.test(field)),
    ({ subject }) => subject,
  );
  return [...bySubject].flatMap(([subject, rows]) => {
    const count = tables.subjects.get(subject)?.count ?? 0;
    const fields = [...Map.groupBy(rows, ({ field }) => field)].filter(
      ([, values]) => values.length > 1 && sumOf(values) >= (1 - MOST_UNTOLD) * count,
    );
    const found = fields.flatMap(([field, values]) =>
      risesOf(field, values, tables).map((rise) => ({
        ...rise,
        lnP: Math.min(0, rise.lnP + Math.log(fields.length)),
      })),
    );
    // Fields that go together (a host and its address) tell one rise once.
    const best = found.toSorted((a, b) => a.lnP - b.lnP)[0];
    return best === undefined ? [] : [best];
  });
}

const sumOf = (rows: readonly ValueRow[]): number =>
  rows.reduce((sum, { counts }) => sum + counts.reduce((a, b) => a + b, 0), 0);

function risesOf(
  field: string,
  values: readonly ValueRow[],
  { slices }: SignalTables,
): Candidate[] {
  const total = new Float64Array(slices.buckets);
  for (const { counts } of values)
    counts.forEach((count, i) => (total[i] = (total[i] ?? 0) + count));
  const first = total.findIndex((count) => count > 0);
  const last = total.findLastIndex((count) => count > 0);
  const exposure = new Float64Array(slices.buckets).fill(1, Math.max(0, first), last + 1);
  const counted = values.map(({ counts }) => Float64Array.from(counts));
  const series: Series[] = values.map(({ subject, value, sources }, at) => ({
    subject,
    unit: String(value),
    units: values.length,
    sources: [...sources],
    counts: counted[at] ?? exposure,
    exposure,
    total,
    others: counted,
  }));
  return familyChanges(series, slices)
    .filter(
      ({ kind, before, after, countBefore }) =>
        (kind === 'rise' || kind === 'burst') &&
        countBefore >= FEWEST_BEFORE &&
        after >= LEAST_RATIO * before,
    )
    .map((change) => {
      const value = values.find((row) => String(row.value) === change.unit)?.value ?? null;
      return { ...change, unit: null, units: 0, within: { field, value } };
    });
}
