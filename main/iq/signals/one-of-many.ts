import type { Slices } from '../../logstore/index.ts';
import type { Candidate } from './candidate.ts';
import { findChange, weightOf } from './change-scan.ts';
import { rateChanges } from './rate-changes.ts';
import type { Series } from './series.ts';
import type { SignalTables } from './signal-tables.ts';
import { lnBinomialTail } from './tail-probability.ts';
import { unitFamilies, type UnitFamily, type UnitSeries } from './unit-series.ts';

/** Fewer units than this are not "one of many". */
const FEWEST_UNITS = 3;
const FEWEST_EVENTS = 8;
/** Series of single units that are looked at, commonest first: each takes a millisecond or two. */
const MOST_SCANS = 1000;
/** Share of a change that is on one unit for it to be that unit's. */
const CONFINED = 0.8;
/** A unit with more of everything than this is the place where it happens, not one of many. */
const MOST_EXPECTED = 0.6;
const CERTAIN = Math.log(1e-4);
/** A change that only one unit shows is looked for in many series, so it must be the more certain. */
const CERTAIN_ALONE = Math.log(1e-6);

/**
 * Names the one host, pod or source of several that a change is confined to, and adds changes that only one of them
 * shows, which drown in the sum of all.
 */
export function withUnits(tables: SignalTables, changes: readonly Candidate[]): Candidate[] {
  const many = unitFamilies(tables).filter((family) => family.length >= FEWEST_UNITS);
  const confined = changes.map((change) => confine(change, many, tables.slices));
  const alone = many
    .flatMap((family) => aloneIn(family, tables.slices))
    .filter(({ subject, lnP }) => {
      // What all units do together is told once; the one that shows it better by itself is told instead.
      const whole = confined.find((change) => change.subject === subject);
      return whole === undefined || lnP < whole.lnP;
    });
  const instead = new Set(alone.map(({ subject }) => subject));
  return [
    ...confined.filter(({ subject }) => !instead.has(subject)),
    ...alone,
    ...many.flatMap((family) => silentIn(family, tables.slices)),
  ];
}

function confine(change: Candidate, families: readonly UnitFamily[], slices: Slices): Candidate {
  const [from, to] = stretchOf(change, slices);
  if (change.count < 4) return change;
  for (const family of families) {
    const inside = family.map((unit) => sum(unit.bySubject.get(change.subject), from, to));
    const all = inside.reduce((a, b) => a + b, 0);
    const at = inside.indexOf(Math.max(...inside));
    const unit = family[at];
    const most = inside[at] ?? 0;
    if (unit === undefined || most < CONFINED * change.count) continue;
    const expected = shareOf(unit, family);
    const chance = lnBinomialTail(most, all, expected) + Math.log(family.length);
    if (expected > MOST_EXPECTED || chance > CERTAIN) continue;
    return { ...change, unit: unit.unit, units: family.length, sources: [...unit.sources] };
  }
  return change;
}

function stretchOf(
  { sinceUs, untilUs }: Candidate,
  { fromUs, widthUs, buckets }: Slices,
): [number, number] {
  const from = Math.max(0, Math.floor((sinceUs - fromUs) / widthUs));
  const to = untilUs === null ? buckets : Math.ceil((untilUs - fromUs) / widthUs);
  return [from, Math.min(buckets, Math.max(from + 1, to))];
}

function sum(counts: Float64Array | undefined, from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total += counts?.[i] ?? 0;
  return total;
}

const all = (counts: Float64Array): number => sum(counts, 0, counts.length);

function shareOf(unit: UnitSeries, family: UnitFamily): number {
  return (
    all(unit.total) /
    Math.max(
      1,
      family.reduce((total, one) => total + all(one.total), 0),
    )
  );
}

/** Changes of single units; none where more than one changed alike, which is nothing of one. */
function aloneIn(family: UnitFamily, slices: Slices): Candidate[] {
  const series: Series[] = family.flatMap((unit) => {
    const exposure = activeOf(unit);
    const others = [...unit.bySubject.values()];
    return [...unit.bySubject].map(([subject, counts]) => ({
      subject,
      unit: unit.unit,
      units: family.length,
      sources: [...unit.sources],
      counts,
      exposure,
      total: unit.total,
      others,
    }));
  });
  return familyChanges(series, slices);
}

/**
 * Changes that one series of a family shows and the others of the same subject do not: none where more than one changed
 * alike. The family has as many members as each series says (`units`).
 */
export function familyChanges(family: readonly Series[], slices: Slices): Candidate[] {
  const series = family
    .filter(({ counts }) => all(counts) >= FEWEST_EVENTS)
    .sort((a, b) => all(b.counts) - all(a.counts))
    .slice(0, MOST_SCANS);
  const found = rateChanges(series, slices)
    .map((change) => ({ ...change, lnP: Math.min(0, change.lnP + Math.log(change.units)) }))
    .filter((change) => change.lnP < CERTAIN_ALONE && !othersToo(change, family, slices));
  const bySubject = Map.groupBy(found, ({ subject }) => subject);
  return [...bySubject.values()].flatMap((ones) => (ones.length === 1 ? ones : []));
}

/** The others changed the same way at the same time, if by less than can be told of each. */
const ALIKE = 1.4;

function othersToo(change: Candidate, family: readonly Series[], slices: Slices): boolean {
  const [from, to] = stretchOf(change, slices);
  let inside = 0;
  let whole = 0;
  for (const { unit, subject, counts } of family) {
    if (unit === change.unit || subject !== change.subject) continue;
    inside += sum(counts, from, to);
    whole += sum(counts, 0, slices.buckets);
  }
  if (whole < FEWEST_EVENTS) return false;
  const share = (to - from) / slices.buckets;
  const ratio = ((inside + 0.5) * (1 - share)) / ((whole - inside + 0.5) * share);
  return change.after > change.before ? ratio >= ALIKE : ratio <= 1 / ALIKE;
}

function activeOf({ total }: UnitSeries): Float64Array {
  const active = new Float64Array(total.length);
  const first = total.findIndex((count) => count > 0);
  const last = total.findLastIndex((count) => count > 0);
  return first < 0 ? active : active.fill(1, first, last + 1);
}

const HOUR_US = 3_600_000_000;

/** Units that log nothing any more while most of their like go on, and no file of the family takes over. */
function silentIn(family: UnitFamily, slices: Slices): Candidate[] {
  const ends = family.map(({ total }) => total.findLastIndex((count) => count > 0));
  const starts = family.map(({ total }) => total.findIndex((count) => count > 0));
  const end = ends.toSorted((a, b) => a - b)[Math.floor(ends.length / 2)] ?? 0;
  return family.flatMap((unit, at): Candidate[] => {
    const last = ends[at] ?? 0;
    const early = ends.filter((one) => one < end - 4).length;
    if (last >= end - 4 || early > family.length / 4) return [];
    if (starts.some((start) => start > last - 2 && start < last + 4)) return [];
    const exposure = new Float64Array(slices.buckets).fill(1, starts[at] ?? 0, end + 1);
    const change = findChange(unit.total, exposure);
    if (change === null || change.shape !== 'step' || change.inside > 0) return [];
    return [
      {
        kind: 'silence',
        subject: 0,
        unit: unit.unit,
        units: family.length,
        sources: [...unit.sources],
        sinceUs: slices.fromUs + (last + 1) * slices.widthUs,
        untilUs: null,
        toleranceUs: slices.widthUs,
        count: 0,
        countBefore: change.outside,
        before: (change.outside / (change.outsideExposure * slices.widthUs)) * HOUR_US,
        after: 0,
        measure: 'rate',
        lnP: Math.min(0, weightOf(change, 2).lnP + Math.log(family.length)),
        counts: Array.from(unit.total),
      },
    ];
  });
}
