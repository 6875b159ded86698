import type { Fact } from '../../logstore/index.ts';
import type { Candidate } from './candidate.ts';
import { dayShapeOf, type DayShape } from './day-shape.ts';
import type { SignalTables } from './signal-tables.ts';
import { lnStudentTail } from './tail-probability.ts';

const FEWEST_VALUES = 60;
/** Pieces of equal count whose means are compared; so many values a piece at least. */
const PIECES = 64;
const LEAST_A_PIECE = 6;
/** Medians of the ends differ by so much at least, as a ratio; or by so many spreads. */
const LEAST_RATIO = 1.3;
const LEAST_SPREADS = 0.5;
/** Numbers that only ever grow, or nearly, count something; they do not drift. */
const COUNTER = 0.97;

interface Values {
  readonly subject: number;
  readonly name: string;
  readonly us: number[];
  readonly values: number[];
  readonly sources: Set<number>;
}

/**
 * Numbers of a subject (a duration, a size, a share) that are other at the end than at the beginning: by a trend, or by
 * a step; where they repeat by the day and there are days enough, against what is usual at the time of the day. Judged on the ranks of the values (so that a few wild ones do not matter), in pieces of equal count, with
 * the degrees of freedom reduced by how much neighbours resemble each other.
 */
export function drifts(tables: SignalTables): Candidate[] {
  const series = new Map<string, Values>();
  for (const fact of tables.facts) collect(series, fact);
  const long = [...series.values()].filter(({ values }) => values.length >= FEWEST_VALUES);
  const looks = Math.log(
    Math.max(1, long.length / Math.max(1, new Set(long.map((s) => s.subject)).size)),
  );
  return long.flatMap((one) => {
    if (isCounter(one.values)) return [];
    const found = driftOf(one);
    return found === null ? [] : [{ ...found, lnP: Math.min(0, found.lnP + looks) }];
  });
}

function collect(series: Map<string, Values>, { subject, sourceId, us, numbers }: Fact): void {
  for (const [name, value] of numbers) {
    const key = `${subject} ${name}`;
    const known = series.get(key) ?? { subject, name, us: [], values: [], sources: new Set() };
    series.set(key, known);
    known.us.push(us);
    known.values.push(value);
    known.sources.add(sourceId);
  }
}

function isCounter(values: readonly number[]): boolean {
  let up = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) >= (values[i - 1] ?? 0)) up++;
  return up >= COUNTER * (values.length - 1) || up <= (1 - COUNTER) * (values.length - 1);
}

function driftOf({ subject, name, us, values, sources }: Values): Candidate | null {
  const plain = ranksOf(values);
  const day = dayShapeOf(us, plain);
  const ranks = day?.levelled ?? plain;
  const pieces = Math.min(PIECES, Math.floor(values.length / LEAST_A_PIECE));
  const means = Array.from({ length: pieces }, (_, piece) => {
    const [from, to] = bounds(piece, pieces, values.length);
    let sum = 0;
    for (let i = from; i < to; i++) sum += ranks[i] ?? 0;
    return sum / (to - from);
  });
  const best = bestShape(means);
  const cut = bounds(best.at, pieces, values.length)[0];
  const earlyEnd = best.at > 0 ? cut : Math.floor(values.length / 4);
  const lateStart = best.step ? cut : Math.floor((values.length * 3) / 4);
  const late = values.slice(lateStart);
  const early = alikeByTime(values.slice(0, earlyEnd), day, lateStart);
  if (early.length === 0) return null;
  const before = quantile(early, 0.5);
  const after = quantile(late, 0.5);
  if (!isLarge(before, after, early)) return null;
  if (day !== null && !day.isLasting(us[best.at > 0 ? cut : lateStart] ?? 0)) return null;
  const sinceUs = best.step ? (us[cut] ?? 0) : onsetOf(us, values, early, after > before);
  return {
    kind: 'drift',
    subject,
    unit: null,
    units: 0,
    sources: [...sources],
    sinceUs,
    untilUs: null,
    toleranceUs: ((us.at(-1) ?? 0) - (us[0] ?? 0)) / pieces,
    count: values.length,
    countBefore: early.length,
    before,
    after,
    measure: name,
    lnP: best.lnP,
    counts: [],
  };
}

/** Of early values those from the times of the day that the late ones are from; all where days have no shape. */
function alikeByTime(early: readonly number[], day: DayShape | null, lateStart: number): number[] {
  if (day === null) return [...early];
  const wanted = new Set(day.phases.subarray(lateStart));
  return early.filter((_, at) => wanted.has(day.phases[at] ?? 0));
}

interface Shape {
  readonly lnP: number;
  /** Piece at which it begins; 0: there is no beginning. */
  readonly at: number;
  readonly step: boolean;
}

/** The likeliest of a trend throughout, a step at some piece, and a trend that begins at some piece. */
function bestShape(means: readonly number[]): Shape {
  let best: Shape = { ...fit(means, (piece) => piece), at: 0, step: false };
  const places = Math.log(2 * means.length);
  for (let at = 3; at <= means.length - 3; at++) {
    for (const step of [true, false]) {
      const { lnP } = fit(means, (piece) => (piece < at ? 0 : step ? 1 : piece - at + 1));
      if (lnP + places < best.lnP) best = { lnP: lnP + places, at, step };
    }
  }
  return best;
}

/** A trend is told from when its values leave, for good, the middle half of those it began with. */
function onsetOf(
  us: readonly number[],
  values: readonly number[],
  early: readonly number[],
  rises: boolean,
): number {
  const limit = quantile(early, rises ? 0.75 : 0.25);
  const width = Math.max(5, Math.floor(values.length / PIECES));
  for (let from = 0; from + width <= values.length; from += width) {
    const median = quantile(values.slice(from, from + width), 0.5);
    if (rises ? median > limit : median < limit) return us[from] ?? 0;
  }
  return us[0] ?? 0;
}

function isLarge(before: number, after: number, early: readonly number[]): boolean {
  const spread = quantile(early, 0.75) - quantile(early, 0.25);
  const far = Math.abs(after - before) >= LEAST_SPREADS * spread;
  const low = Math.min(Math.abs(before), Math.abs(after));
  const high = Math.max(Math.abs(before), Math.abs(after));
  if (before * after > 0) return high / low >= LEAST_RATIO && (far || high / low >= 2);
  return far && after !== before;
}

const bounds = (piece: number, pieces: number, length: number): [number, number] => [
  Math.floor((piece * length) / pieces),
  Math.floor(((piece + 1) * length) / pieces),
];

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Ranks from 0 to 1, equal values sharing theirs. */
function ranksOf(values: readonly number[]): Float64Array {
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && order[to]?.value === order[from]?.value) to++;
    for (let i = from; i < to; i++) ranks[order[i]?.at ?? 0] = (from + to - 1) / 2 / order.length;
    from = to;
  }
  return ranks;
}

/** Probability, as a logarithm, that means without any order fit a shape as well as these do. */
function fit(means: readonly number[], shape: (piece: number) => number): { lnP: number } {
  const n = means.length;
  const xs = means.map((_, at) => shape(at));
  const meanX = xs.reduce((sum, x) => sum + x, 0) / n;
  const meanY = means.reduce((sum, y) => sum + y, 0) / n;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  means.forEach((y, at) => {
    const dx = (xs[at] ?? 0) - meanX;
    xx += dx * dx;
    xy += dx * (y - meanY);
    yy += (y - meanY) ** 2;
  });
  if (yy < 1e-12 || xx === 0) return { lnP: 0 };
  const slope = xy / xx;
  const rest = means.map((y, at) => y - meanY - slope * ((xs[at] ?? 0) - meanX));
  const square = rest.reduce((sum, r) => sum + r * r, 0);
  let neighbours = 0;
  for (let i = 1; i < n; i++) neighbours += (rest[i] ?? 0) * (rest[i - 1] ?? 0);
  const alike = square > 0 ? Math.max(0, Math.min(0.9, neighbours / square)) : 0;
  const degrees = Math.max(3, ((n - 2) * (1 - alike)) / (1 + alike));
  const t = Math.abs(xy) / Math.sqrt((Math.max(square, 1e-9) / degrees) * xx);
  return { lnP: Math.max(-700, lnStudentTail(t, degrees) + Math.LN2) };
}
