import type { SignalKind } from '#shared/model/signal.ts';
import type { Slices } from '../../logstore/index.ts';
import type { Candidate } from './candidate.ts';
import { findChange, weightOf, type Change, type Weight } from './change-scan.ts';
import { loadsOf } from './load.ts';
import { Episodes } from './episodes.ts';
import type { Series } from './series.ts';
import { isOutOfSeason } from './out-of-season.ts';
import { seasonOf } from './season.ts';
import { findSizeChange } from './size-change.ts';

const HOUR_US = 3_600_000_000;
/** A rate that changed by less is not worth a word, however certain. */
const LEAST_RATIO = 1.5;
const LEAST_BOUND = 1.15;
/** Against everything else it must have changed by so much at least, too. */
const LEAST_AGREED = 1.4;
/** A change against what moves like it is less certain by this factor, and one in the size of clumps by this: logarithms. */
const DOUBT_LOAD = Math.log(200);
const DOUBT_SIZE = Math.log(20);
/** Series of which each is looked at for how events scatter in this case. */
const FEWEST_USUAL = 8;
const FEWEST_ACTIVE = 8;
/** Fewer other records say nothing of how a source was busy. */
const FEWEST_ELSE = 20;

interface Found {
  readonly series: Series;
  /** What moves like it: all else, and the one other series that does so most. */
  readonly loads: readonly Float64Array[];
  /** One by the clock, others against loads. */
  readonly changes: readonly { readonly change: Change; readonly exposure: Float64Array }[];
}

/** Series that began, ceased, or came more or less often than before, by the clock as well as against everything else. */
export function rateChanges(given: readonly Series[], slices: Slices): Candidate[] {
  const all = given.map((series) => inSeason(series, slices));
  const found = asScattered(
    all.map((series): Found => {
      const loads = loadsOf(series.counts, series.total, series.others);
      const { season } = series;
      const usually = season === undefined ? [] : [season.within];
      const changes = [series.exposure, ...usually, ...loads].flatMap((exposure) => {
        const uneven = season === undefined || loads.includes(exposure) ? null : season.doubt;
        const change = findChange(series.counts, exposure, uneven);
        if (change === null || (season !== undefined && !isOutOfSeason(change, season))) return [];
        return [{ change, exposure }];
      });
      const sizes = findSizeChange(series.counts);
      if (sizes !== null) changes.push({ change: sizes, exposure: series.exposure });
      return { series, loads, changes };
    }),
  );
  const usual = {
    buckets: usualDispersion(found, 'buckets'),
    events: usualDispersion(found, 'events'),
  };
  const episodes = new Episodes(all);
  const ordinary = siblings(found, usual);
  return found.flatMap((one) => {
    const told = clearest(one, usual, episodes.longestBut(one.series), slices);
    if (told === null) return [];
    return [{ ...told, lnP: told.lnP / ordinary(one) }];
  });
}

/** A series against what is usual at each time of the day or the week, where there is history enough to know it. */
function inSeason(series: Series, slices: Slices): Series {
  const season = seasonOf(series.counts, series.exposure, slices);
  if (season === null) return series;
  const { exposure, ...rest } = season;
  return { ...series, exposure, season: { ...rest, clock: series.exposure } };
}

const FEWEST_SIBLINGS = 3;

/**
 * How surprising the other units' series of a subject are, by which a unit's own surprise is divided: where every host's
 * line comes and goes, one more host that does so is no news. 1 for series of no unit.
 */
function siblings(
  found: readonly Found[],
  usual: Readonly<Record<Change['counted'], number>>,
): (one: Found) => number {
  const surprises = found.map(({ changes }) =>
    Math.max(0, ...changes.map(({ change }) => -weightOf(change, usual[change.counted]).lnP)),
  );
  const bySubject = Map.groupBy(found.keys(), (at) => found[at]?.series.subject ?? 0);
  return (one) => {
    if (one.series.unit === null) return 1;
    const others = (bySubject.get(one.series.subject) ?? []).filter((at) => found[at] !== one);
    if (others.length < FEWEST_SIBLINGS) return 1;
    const sum = others.reduce((total, at) => total + (surprises[at] ?? 0), 0);
    return Math.max(1, sum / others.length);
  };
}

/**
 * The changes of single units, scattered at least as the same line does on the other units: that all of it fell into one
 * stretch on one of them says nothing of how it scatters, for there is no other stretch to see it by.
 */
function asScattered(found: readonly Found[]): Found[] {
  const bySubject = Map.groupBy(found, ({ series }) => series.subject);
  return found.map((one) => {
    const others = (bySubject.get(one.series.subject) ?? []).flatMap((other) => {
      const [first] = other.changes;
      const tells = other !== one && first !== undefined && first.change.active >= FEWEST_ACTIVE;
      return tells ? [first.change] : [];
    });
    if (one.series.unit === null || others.length < FEWEST_SIBLINGS) return one;
    const usual = median(others.map((change) => change.dispersion));
    const known = median(others.map((change) => change.degrees));
    const changes = one.changes.map(({ change, exposure }) => ({
      change: {
        ...change,
        dispersion: Math.max(change.dispersion, usual),
        degrees: Math.min(change.degrees, known),
      },
      exposure,
    }));
    return { ...one, changes };
  });
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 1;

/** Lines that come in episodes here come for so long: one more of that length is nothing new. */
function isEpisode(change: Change, { ratio }: Weight, longest: number): boolean {
  return change.counted === 'buckets' && ratio > 1 && change.to - change.from <= longest;
}

/** Median index of dispersion of the series that say something about it. */
function usualDispersion(found: readonly Found[], counted: Change['counted']): number {
  const known = found.flatMap(({ changes: [first] }) =>
    first !== undefined && first.change.counted === counted && first.change.active >= FEWEST_ACTIVE
      ? [first.change.dispersion]
      : [],
  );
  if (known.length < FEWEST_USUAL) return counted === 'events' ? 1.5 : 1.2;
  return median(known);
}

function clearest(
  { series, loads, changes }: Found,
  usual: Readonly<Record<Change['counted'], number>>,
  longest: number,
  slices: Slices,
): Candidate | null {
  let best: { change: Change; weight: Weight } | null = null;
  for (const { change, exposure } of changes) {
    const fair = weightOf(change, usual[change.counted]);
    // Of two series that go together, one may at times leave the other for reasons of its own.
    const doubt = loads.includes(exposure) ? DOUBT_LOAD : change.lnKnown === null ? 0 : DOUBT_SIZE;
    const weight = { ...fair, lnP: Math.min(0, fair.lnP + doubt) };
    if (!isLarge(weight) || isEpisode(change, weight, longest)) continue;
    if (!againstOf(series, exposure, loads).every((other) => agrees(change, weight, other))) {
      continue;
    }
    if (best === null || weight.lnP < best.weight.lnP) best = { change, weight };
  }
  if (best === null) return null;
  const lnP = Math.min(0, best.weight.lnP + Math.log(changes.length));
  return candidateOf(best.change, { ...best.weight, lnP }, series, slices);
}

const isLarge = ({ ratio, bound }: Weight): boolean =>
  ratio > 1
    ? ratio >= LEAST_RATIO && bound >= LEAST_BOUND
    : ratio <= 1 / LEAST_RATIO && bound <= 1 / LEAST_BOUND;

/**
 * What else a change must show against: the clock and all else that its sources logged, and, of one unit among many, what
 * moves like it there, for a quiet hour of one host is nothing of one template.
 */
function againstOf(
  { counts, exposure: clock, total, unit }: Series,
  exposure: Float64Array,
  loads: readonly Float64Array[],
): Float64Array[] {
  const rest = total.map((all, i) => all - (counts[i] ?? 0));
  const quiet = sum(rest, 0, rest.length) < FEWEST_ELSE;
  const alike = unit === null ? [] : loads;
  return [clock, ...(quiet ? [] : [rest]), ...alike].filter((other) => other !== exposure);
}

/** Whether the stretch differs the same way, and enough, against another exposure. */
function agrees(change: Change, { ratio }: Weight, other: Float64Array): boolean {
  const inside = sum(other, change.from, change.to);
  const outside = sum(other, 0, other.length) - inside;
  // Where the whole source is silent nothing is missed.
  if (inside <= 0 || outside <= 0) return ratio > 1;
  const against = (((change.inside + 0.5) / inside) * outside) / (change.outside + 0.5);
  return ratio > 1 ? against >= LEAST_AGREED : against <= 1 / LEAST_AGREED;
}

function sum(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total += values[i] ?? 0;
  return total;
}

/** A change put in times and rates. */
function candidateOf(change: Change, weight: Weight, series: Series, slices: Slices): Candidate {
  const { counts, exposure } = series;
  const [from, to] = trimmed(change, weight, counts);
  const lasts = change.shape === 'step';
  const clock = series.season?.clock ?? exposure;
  const hoursOf = (from: number, to: number): number =>
    (sum(clock, from, to) * slices.widthUs) / HOUR_US;
  const insideHours = hoursOf(change.from, change.to);
  const inside = sum(exposure, change.from, change.to);
  const outside = sum(exposure, 0, exposure.length) - inside;
  // What was to be expected there: the rate elsewhere, times how busy this time of the day is usually.
  const usual = (change.outside / outside) * inside;
  return {
    kind: kindOf(change, weight),
    subject: series.subject,
    unit: series.unit,
    units: series.units,
    sources: series.sources,
    sinceUs: slices.fromUs + from * slices.widthUs,
    untilUs: lasts ? null : slices.fromUs + to * slices.widthUs,
    toleranceUs: slices.widthUs * (change.dispersion > 2 ? 2 : 1),
    count: change.inside,
    countBefore: change.outside,
    before: usual / insideHours,
    after: change.inside / insideHours,
    measure: 'rate',
    lnP: weight.lnP,
    counts: Array.from(counts),
    ...(series.season === undefined ? {} : { season: series.season.period }),
  };
}

/** What begins anew begins with its first event, not with the bucket that fits best. */
function trimmed(change: Change, { ratio }: Weight, counts: ArrayLike<number>): [number, number] {
  let { from, to } = change;
  if (ratio < 1) return [from, to];
  while (from < to - 1 && (counts[from] ?? 0) === 0) from++;
  while (to > from + 1 && (counts[to - 1] ?? 0) === 0) to--;
  return [from, to];
}

function kindOf(change: Change, { ratio }: Weight): SignalKind {
  if (change.shape === 'window') return ratio > 1 ? 'burst' : 'dip';
  if (ratio > 1) return change.outside === 0 ? 'new' : 'rise';
  return change.inside === 0 ? 'gone' : 'fall';
}
