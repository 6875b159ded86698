import type { Slices } from '../../logstore/index.ts';
import type { Season } from './season.ts';

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
const FEWEST_DAYS = 3;
/** Slices that are longer show no shape of a day. */
const LONGEST_SLICE_US = 3 * HOUR_US;
/** Events must be so much likelier with the shape than with one share, on all days but the one that fits least. */
const EXPLAINS = 0.8;
/** What is expected at least, as a share of what is usual: where nothing ever was, one event is not yet a wonder. */
const FLOOR = 0.05;
/** See `Season.doubt`: a share of n days is off by so much over n - 1 of the scatter of one. */
const SHAPE_DOUBT = 1.5;

/**
 * How many events are to be expected in each slice if the share of `of` that has one is that of the same hour on the other
 * days; null: there are too few days, or the hours are all alike. The day with the most is left out of what is usual, so
 * that a break does not hide the shape that it breaks.
 */
export function usualShare(
  events: Float64Array,
  of: Float64Array,
  { fromUs, widthUs }: Pick<Slices, 'fromUs' | 'widthUs'>,
): Pick<Season, 'period' | 'exposure' | 'doubt' | 'levels'> | null {
  const first = Math.floor(fromUs / DAY_US);
  const dayOf = (at: number): number => Math.floor((fromUs + at * widthUs) / DAY_US) - first;
  const hourOf = (at: number): number => Math.floor(((fromUs + at * widthUs) % DAY_US) / HOUR_US);
  const days = dayOf(events.length - 1) + 1;
  if (widthUs > LONGEST_SLICE_US || events.length * widthUs < FEWEST_DAYS * DAY_US) return null;
  const cell = (at: number): number => dayOf(at) * 24 + hourOf(at);
  const found = new Float64Array(days * 24);
  const asked = new Float64Array(days * 24);
  events.forEach((count, at) => (found[cell(at)] = (found[cell(at)] ?? 0) + count));
  of.forEach((count, at) => (asked[cell(at)] = (asked[cell(at)] ?? 0) + count));
  const flat = sumOf(found) / Math.max(1, sumOf(asked));
  if (flat === 0) return null;
  const shares = found.map((_, at) => shareOfOthers(at, { found, asked, days, flat }));
  const exposure = of.map((count, at) => count * (shares[cell(at)] ?? flat));
  if (!explains(found, asked, shares, flat)) return null;
  return { period: 'day', exposure, doubt: SHAPE_DOUBT / (days - 1), levels: levelsOf() };

  function levelsOf(): Season['levels'] {
    const levels = Array.from({ length: days }, () => ({ from: -1, to: 0, had: 0, usual: 0 }));
    events.forEach((count, at) => {
      const level = levels[dayOf(at)];
      if (level === undefined) return;
      if (level.from < 0) level.from = at;
      level.to = at + 1;
      level.had += count;
      level.usual += exposure[at] ?? 0;
    });
    return levels.map(({ from, to, had, usual }) => ({
      from,
      to,
      level: usual > 0 ? had / usual : 0,
    }));
  }
}

interface Cells {
  readonly found: Float64Array;
  readonly asked: Float64Array;
  readonly days: number;
  readonly flat: number;
}

/** The share in the same hour of the other days without the highest, drawn to the usual one where little is known. */
function shareOfOthers(at: number, { found, asked, days, flat }: Cells): number {
  const hour = at % 24;
  const others = Array.from({ length: days }, (_, day) => day * 24 + hour)
    .filter((other) => other !== at && (asked[other] ?? 0) > 0)
    .map((other) => ({ had: found[other] ?? 0, of: asked[other] ?? 0 }))
    .sort((a, b) => a.had / a.of - b.had / b.of);
  const kept = others.length > 2 ? others.slice(0, -1) : others;
  const had = kept.reduce((sum, one) => sum + one.had, 0);
  const of = kept.reduce((sum, one) => sum + one.of, 0);
  return Math.max(FLOOR * flat, (had + flat) / (of + 1));
}

function explains(
  found: Float64Array,
  asked: Float64Array,
  shares: Float64Array,
  flat: number,
): boolean {
  const daily: { plain: number; shaped: number }[] = [];
  found.forEach((had, at) => {
    const day = Math.floor(at / 24);
    const sum = daily[day] ?? { plain: 0, shaped: 0 };
    daily[day] = sum;
    sum.plain += deviance(had, (asked[at] ?? 0) * flat);
    sum.shaped += deviance(had, (asked[at] ?? 0) * (shares[at] ?? flat));
  });
  const kept = daily.sort((a, b) => a.shaped - b.shaped).slice(0, -1);
  const plain = kept.reduce((sum, day) => sum + day.plain, 0);
  return kept.reduce((sum, day) => sum + day.shaped, 0) < EXPLAINS * plain;
}

/** How far a count is from what is expected, as a Poisson deviance. */
function deviance(had: number, expected: number): number {
  if (expected <= 0) return 0;
  return 2 * ((had > 0 ? had * Math.log(had / expected) : 0) - (had - expected));
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
