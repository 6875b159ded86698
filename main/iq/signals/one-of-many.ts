import type { Slices } from '../../logstore/index.ts';
import type { Candidate } from './candidate.ts';
import { findChange } from './change-scan.ts';
import { candidateOf } from './rate-changes.ts';
import type { SignalTables } from './signal-tables.ts';
import { lnBinomialTail } from './tail-probability.ts';
import { unitSeries, type UnitSeries } from './unit-series.ts';

/** Fewer units than this are not "one of many". */
const FEWEST_UNITS = 3;
const FEWEST_EVENTS = 8;
/** Series of single units that are looked at, commonest first: each takes a millisecond. */
const MOST_SCANS = 1500;
/** Share of a change that is on one unit for it to be that unit's. */
const CONFINED = 0.8;
/** A unit with more of everything than this is the place where it happens, not one of many. */
const MOST_EXPECTED = 0.6;
const CERTAIN = Math.log(1e-4);

/**
 * Names the one host, pod or source of several that a change is confined to, and adds changes that only one of them
 * shows, which drown in the sum of all.
 */
export function withUnits(tables: SignalTables, changes: readonly Candidate[]): Candidate[] {
  const units = unitSeries(tables);
  const families = Map.groupBy(units, ({ family }) => family);
  const many = [...families.values()].filter((family) => family.length >= FEWEST_UNITS);
  const confined = changes.map((change) => confine(change, many, tables.slices));
  const known = new Set(changes.map(({ subject }) => subject));
  const alone = many
    .flatMap((family) => aloneIn(family, tables.slices))
    .filter(({ subject, lnP }) => {
      if (!known.has(subject)) return true;
      // What all units do together is told once; the one that is far ahead of the rest is told instead.
      const whole = confined.find((change) => change.subject === subject);
      return whole !== undefined && whole.unit === null && lnP < whole.lnP;
    });
  return [...confined, ...alone, ...many.flatMap((family) => silentIn(family, tables.slices))];
}

function confine(
  change: Candidate,
  families: readonly (readonly UnitSeries[])[],
  slices: Slices,
): Candidate {
  const family = families.find((one) =>
    one.some(({ sources }) => change.sources.some((id) => sources.has(id))),
  );
  if (family === undefined || change.count < 4) return change;
  const [from, to] = stretchOf(change, slices);
  const inside = family.map((unit) => sum(unit.bySubject.get(change.subject), from, to));
  const all = inside.reduce((a, b) => a + b, 0);
  const at = inside.indexOf(Math.max(...inside));
  const unit = family[at];
  const most = inside[at] ?? 0;
  if (unit === undefined || all === 0 || most < CONFINED * all) return change;
  const expected = shareOf(unit, family);
  const chance = lnBinomialTail(most, all, expected) + Math.log(family.length);
  if (expected > MOST_EXPECTED || chance > CERTAIN) return change;
  return { ...change, unit: unit.unit, units: family.length, sources: [...unit.sources] };
}

function stretchOf({ sinceUs, untilUs }: Candidate, { fromUs, widthUs, buckets }: Slices): [number, number] {
  const from = Math.max(0, Math.floor((sinceUs - fromUs) / widthUs));
  const to = untilUs === null ? buckets : Math.ceil((untilUs - fromUs) / widthUs);
  return [from, Math.min(buckets, Math.max(from + 1, to))];
}

function sum(counts: Float64Array | undefined, from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total += counts?.[i] ?? 0;
  return total;
}

function shareOf(unit: UnitSeries, family: readonly UnitSeries[]): number {
  const all = family.reduce((total, one) => total + sum(one.total, 0, one.total.length), 0);
  return sum(unit.total, 0, unit.total.length) / Math.max(1, all);
}

/** Changes of single units; none where three or more changed alike, which is nothing of one. */
function aloneIn(family: readonly UnitSeries[], slices: Slices): Candidate[] {
  const series = family.flatMap((unit) =>
    [...unit.bySubject].map(([subject, counts]) => ({
      unit,
      subject,
      counts,
      count: sum(counts, 0, counts.length),
    })),
  );
  const looked = series
    .filter(({ count }) => count >= FEWEST_EVENTS)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_SCANS);
  const found = looked.flatMap(({ unit, subject, counts }) => {
    const change = findChange(counts, activeOf(unit));
    const told = change === null ? null : candidateOf(change, slices, subject, counts);
    if (told === null) return [];
    const lnP = Math.min(0, told.lnP + Math.log(family.length));
    return [{ ...told, lnP, unit: unit.unit, units: family.length, sources: [...unit.sources] }];
  });
  const bySubject = Map.groupBy(
    found.filter(({ lnP }) => lnP < CERTAIN),
    ({ subject }) => subject,
  );
  return [...bySubject.values()].flatMap((ones) => (ones.length === 1 ? ones : []));
}

function activeOf({ total }: UnitSeries): Float64Array {
  const active = new Float64Array(total.length);
  const first = total.findIndex((count) => count > 0);
  const last = total.findLastIndex((count) => count > 0);
  return first < 0 ? active : active.fill(1, first, last + 1);
}

/** Units that log nothing any more while most of their like go on, and no file of the family takes over. */
function silentIn(family: readonly UnitSeries[], slices: Slices): Candidate[] {
  const ends = family.map(({ total }) => total.findLastIndex((count) => count > 0));
  const starts = family.map(({ total }) => total.findIndex((count) => count > 0));
  const end = ends.toSorted((a, b) => a - b)[Math.floor(ends.length / 2)] ?? 0;
  return family.flatMap((unit, at) => {
    const last = ends[at] ?? 0;
    const early = ends.filter((one) => one < end - 4).length;
    if (last >= end - 4 || early > family.length / 4) return [];
    if (starts.some((start) => start > last - 2 && start < last + 4)) return [];
    const exposure = new Float64Array(slices.buckets).fill(1, starts[at] ?? 0, end + 1);
    const change = findChange(unit.total, exposure);
    if (change === null || change.shape !== 'step' || change.inside > 0) return [];
    const told = candidateOf(change, slices, 0, unit.total);
    if (told === null) return [];
    const lnP = Math.min(0, told.lnP + Math.log(family.length));
    const units = family.length;
    const silent = { unit: unit.unit, units, sources: [...unit.sources], lnP };
    return [{ ...told, ...silent, kind: 'silence' as const }];
  });
}
