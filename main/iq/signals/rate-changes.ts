import type { SignalKind } from '#shared/model/signal.ts';
import type { Slices } from '../../logstore/index.ts';
import type { Candidate } from './candidate.ts';
import { findChange, type Change } from './change-scan.ts';
import { exposures, type SignalTables } from './signal-tables.ts';

const HOUR_US = 3_600_000_000;
/** A rate that changed by less is not worth a word, however certain. */
const LEAST_RATIO = 1.5;
const LEAST_BOUND = 1.15;

/** Subjects that began, ceased, or came more or less often than before, over all their sources. */
export function rateChanges(tables: SignalTables): Candidate[] {
  const bySource = exposures(tables);
  const families = new Map<string, Float64Array>();
  for (const { family, active } of bySource.values()) {
    families.set(family, added(families.get(family), active));
  }
  const subjects = new Map<number, { counts: Float64Array; sources: Set<number> }>();
  for (const { subject, sourceId, counts } of tables.rows) {
    const known = subjects.get(subject) ?? {
      counts: new Float64Array(tables.slices.buckets),
      sources: new Set<number>(),
    };
    subjects.set(subject, known);
    known.sources.add(sourceId);
    for (let i = 0; i < counts.length; i++) known.counts[i] = (known.counts[i] ?? 0) + (counts[i] ?? 0);
  }
  const found: Candidate[] = [];
  for (const [subject, { counts, sources }] of subjects) {
    const names = new Set([...sources].map((id) => bySource.get(id)?.family ?? ''));
    let exposure = new Float64Array(tables.slices.buckets);
    for (const name of names) exposure = added(exposure, families.get(name));
    const change = findChange(counts, exposure);
    if (change === null) continue;
    const told = candidateOf(change, tables.slices, subject, counts);
    if (told !== null) found.push({ ...told, sources: [...sources] });
  }
  return found;
}

function added(to: Float64Array | undefined, more: Float64Array | undefined): Float64Array<ArrayBuffer> {
  const sum = Float64Array.from(to ?? more ?? []);
  if (to !== undefined && more !== undefined) {
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (more[i] ?? 0);
  }
  return sum;
}

/** A change put in times and rates; null: it is too small to be told. */
export function candidateOf(
  change: Change,
  slices: Slices,
  subject: number,
  counts: ArrayLike<number>,
): Omit<Candidate, 'sources'> | null {
  const { ratio, bound } = change;
  const large =
    ratio > 1 ? ratio >= LEAST_RATIO && bound >= LEAST_BOUND : ratio <= 1 / LEAST_RATIO && bound <= 1 / LEAST_BOUND;
  if (!large) return null;
  const [from, to] = trimmed(change, counts);
  const lasts = change.shape === 'step';
  return {
    kind: kindOf(change),
    subject,
    unit: null,
    units: 0,
    sinceUs: slices.fromUs + from * slices.widthUs,
    untilUs: lasts ? null : slices.fromUs + to * slices.widthUs,
    toleranceUs: slices.widthUs * (change.dispersion > 2 ? 2 : 1),
    count: change.inside,
    countBefore: change.outside,
    before: change.outside / hours(change.outsideExposure, slices),
    after: change.inside / hours(change.insideExposure, slices),
    measure: 'rate',
    lnP: change.lnP,
    counts: Array.from(counts),
  };
}

const hours = (exposure: number, { widthUs }: Slices): number => (exposure * widthUs) / HOUR_US;

/** What begins anew begins with its first event, not with the bucket that fits best. */
function trimmed(change: Change, counts: ArrayLike<number>): [number, number] {
  let { from, to } = change;
  if (change.ratio < 1) return [from, to];
  while (from < to - 1 && (counts[from] ?? 0) === 0) from++;
  while (to > from + 1 && (counts[to - 1] ?? 0) === 0) to--;
  return [from, to];
}

function kindOf(change: Change): SignalKind {
  if (change.shape === 'window') return change.ratio > 1 ? 'burst' : 'dip';
  if (change.ratio > 1) return change.outside === 0 ? 'new' : 'rise';
  return change.inside === 0 ? 'gone' : 'fall';
}
