import type { Slices } from '../../logstore/index.ts';
import { dispersion } from './dispersion.ts';

/** What repeats by the day or by the week in a series. */
export interface Season {
  readonly period: 'day' | 'week';
  /** How much is to be expected in each slice, as a multiple of what is usual; 0 where its source logged nothing. */
  readonly exposure: Float64Array;
  /** The same where each day or week is as busy as it was itself: what is unusual within it. */
  readonly within: Float64Array;
  /** What the index of dispersion has for the shape being known of few periods only. */
  readonly doubt: number;
  /** How busy each period was, as a multiple of what is expected of it, with its first slice and one after its last. */
  readonly levels: readonly {
    readonly from: number;
    readonly to: number;
    readonly level: number;
  }[];
}

const HOUR_US = 3_600_000_000;
const PERIODS = [
  ['week', 168 * HOUR_US],
  ['day', 24 * HOUR_US],
] as const;

/** So often a shape must have been seen before it is one. */
const FEWEST_PERIODS = 3;
/** Fewer slices a period show no shape of it. */
const FEWEST_PHASES = 8;
/** Events a slice of a period, over all periods. */
const FEWEST_EVENTS = 4;
/** What is expected at least, as a share of what is usual: where nothing ever was, one record is not yet a wonder. */
const FLOOR = 0.05;
/** Counts must scatter so much less around the shape than around one rate, and that must be worth explaining. */
const EXPLAINS = 0.6;
const WORTH_EXPLAINING = 1.5;
/** A mean of n periods, smoothed and trimmed, is off by so much over n - 1 of the scatter of one. */
const SHAPE_DOUBT = 1.5;
/** A period in which nearly nothing came expects something all the same. */
const LEAST_LEVEL = 0.02;

/**
 * The shape of a day or a week that a series has, where there is history enough to know it; null: it has none. What is
 * expected of a period is the shape of the others, so that nothing that happened once explains itself; the level of
 * each period is left out of it, so that a change that lasts is none of the season.
 *
 * @param clock how many of its sources had something to say in each slice
 */
export function seasonOf(
  counts: Float64Array,
  clock: Float64Array,
  { fromUs, widthUs }: Pick<Slices, 'fromUs' | 'widthUs'>,
): Season | null {
  const first = clock.findIndex((seen) => seen > 0);
  const last = clock.findLastIndex((seen) => seen > 0) + 1;
  const whole = { first, last, from: last, to: last };
  let plain: number | null = null;
  for (const [period, periodUs] of PERIODS) {
    const phases = Math.round(periodUs / widthUs);
    if (phases < FEWEST_PHASES || Math.floor((last - first) / phases) < FEWEST_PERIODS) continue;
    if (counts.reduce((sum, count) => sum + count, 0) < FEWEST_EVENTS * phases) continue;
    plain ??= dispersion(counts, clock, whole).index;
    if (plain < WORTH_EXPLAINING) return null;
    // Slices are whole parts of a day, or a whole number of days: the phase of a slice is its place in the period.
    const offset = Math.round((fromUs % periodUs) / widthUs);
    const exposure = expected(counts, clock, phases, offset);
    if (dispersion(counts, exposure, whole).index >= EXPLAINS * plain) continue;
    const levels = levelsOf(counts, exposure, phases, offset);
    return {
      period,
      exposure,
      within: levelled(exposure, levels),
      doubt: SHAPE_DOUBT / (Math.floor((last - first) / phases) - 1),
      levels,
    };
  }
  return null;
}

function expected(
  counts: Float64Array,
  clock: Float64Array,
  phases: number,
  offset: number,
): Float64Array {
  const shapes = shapesOf(counts, clock, phases, offset);
  const exposure = new Float64Array(counts.length);
  let sum = 0;
  let seen = 0;
  for (let at = 0; at < counts.length; at++) {
    if (!((clock[at] ?? 0) > 0)) continue;
    const place = at + offset;
    const own = Math.floor(place / phases);
    const others = shapes.flatMap(({ period, shape }) => {
      const value = shape[place % phases] ?? Number.NaN;
      return period === own || Number.isNaN(value) ? [] : [value];
    });
    exposure[at] = Math.max(FLOOR, others.length === 0 ? 1 : typical(others));
    sum += exposure[at] ?? 0;
    seen++;
  }
  return exposure.map((value, at) => (clock[at] ?? 0) * (sum > 0 ? (value * seen) / sum : value));
}

function levelsOf(
  counts: Float64Array,
  exposure: Float64Array,
  phases: number,
  offset: number,
): Season['levels'] {
  const levels: { from: number; to: number; level: number }[] = [];
  for (let from = -offset; from < counts.length; from += phases) {
    const [begin, end] = [Math.max(0, from), Math.min(counts.length, from + phases)];
    let found = 0;
    let usual = 0;
    for (let at = begin; at < end; at++) {
      found += counts[at] ?? 0;
      usual += exposure[at] ?? 0;
    }
    if (end > begin) levels.push({ from: begin, to: end, level: usual > 0 ? found / usual : 0 });
  }
  return levels;
}

/** What is expected, at the level of each period. */
function levelled(exposure: Float64Array, levels: Season['levels']): Float64Array {
  const within = exposure.slice();
  const mean = levels.reduce((sum, { level }) => sum + level, 0) / Math.max(1, levels.length);
  for (const { from, to, level } of levels) {
    for (let at = from; at < to; at++) {
      within[at] = (within[at] ?? 0) * Math.max(LEAST_LEVEL, level / mean);
    }
  }
  return within;
}

/** The mean without the highest and the lowest, where there are enough. */
function typical(values: readonly number[]): number {
  const rising = values.toSorted((a, b) => a - b);
  const kept = rising.length >= 4 ? rising.slice(1, -1) : rising;
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

/** Each period's counts as multiples of its own mean, smoothed over three slices; NaN: nothing was to be seen. */
function shapesOf(
  counts: Float64Array,
  clock: Float64Array,
  phases: number,
  offset: number,
): { period: number; shape: Float64Array }[] {
  const shapes: { period: number; shape: Float64Array }[] = [];
  const ofPeriod = (period: number): number[] =>
    Array.from({ length: phases }, (_, phase) => period * phases + phase - offset);
  const lastPeriod = Math.floor((counts.length - 1 + offset) / phases);
  for (let period = 0; period <= lastPeriod; period++) {
    const slices = ofPeriod(period).filter((at) => (clock[at] ?? 0) > 0);
    const total = slices.reduce((sum, at) => sum + (counts[at] ?? 0), 0);
    // A part of a period has another mean than the whole.
    if (slices.length < 0.9 * phases || total < FEWEST_EVENTS * FEWEST_PHASES) continue;
    const mean = total / slices.length;
    const shape = new Float64Array(phases).fill(Number.NaN);
    for (const at of slices) {
      let found = 0;
      let near = 0;
      for (let other = at - 1; other <= at + 1; other++) {
        if (!((clock[other] ?? 0) > 0)) continue;
        found += counts[other] ?? 0;
        near++;
      }
      shape[(at + offset) % phases] = found / near / mean;
    }
    shapes.push({ period, shape });
  }
  return shapes.length < FEWEST_PERIODS ? [] : shapes;
}
