const DAY_US = 86_400_000_000;
/** Parts of a day that values are compared within. */
const PHASES = 24;
/** So often a shape must have been seen before it is one. */
const FEWEST_DAYS = 3;
/** So many values a part of a day, on average, before their mean says something. */
const LEAST_A_PHASE = 2;
/** What is left of the scatter within days once the shape is known; more: there is no shape. */
const EXPLAINS = 0.85;
/** No weekend is as long, in days; after a week one was seen. */
const LONGER_THAN_A_WEEKEND = 3;
const A_WEEK = 7;

/** Values that repeat by the day. */
export interface DayShape {
  /** The values (in the order given) without what is usual at their time of the day; the level of each day is left in. */
  readonly levelled: Float64Array;
  /** Part of the day of each value. */
  readonly phases: Uint8Array;
  /** Whether the days from a moment on differ from all before as a whole, by more than one weekend explains. */
  isLasting(fromUs: number): boolean;
}

/**
 * The shape of a day that values have, where there are days enough to know it; null: they have none. What is expected of
 * a value is the shape of the other days, so that nothing that happened once explains itself.
 *
 * @param us times, rising
 * @param values ranks from 0 to 1
 */
export function dayShapeOf(us: readonly number[], values: Float64Array): DayShape | null {
  const span = (us.at(-1) ?? 0) - (us[0] ?? 0);
  if (span < FEWEST_DAYS * DAY_US) return null;
  if (values.length < (PHASES * LEAST_A_PHASE * span) / DAY_US) return null;
  const days = us.map((time) => Math.floor(time / DAY_US));
  const phases = Uint8Array.from(us, (time) => Math.floor(((time % DAY_US) / DAY_US) * PHASES));
  const first = days[0] ?? 0;
  const means = meansOf(values, (at) => (days[at] ?? 0) - first);
  const shapes = meansOf(
    values.map((value, at) => value - (means[(days[at] ?? 0) - first] ?? 0)),
    (at) => ((days[at] ?? 0) - first) * PHASES + (phases[at] ?? 0),
  );
  const levelled = values.map((value, at) => {
    const own = (days[at] ?? 0) - first;
    const others: number[] = [];
    for (let day = 0; day < means.length; day++) {
      const other = shapes[day * PHASES + (phases[at] ?? 0)];
      if (day !== own && other !== undefined) others.push(other);
    }
    return value - (others.length < FEWEST_DAYS - 1 ? 0 : median(others));
  });
  const dayOf = (at: number): number => (days[at] ?? 0) - first;
  if (scatter(levelled, dayOf) > EXPLAINS * scatter(values, dayOf)) return null;
  return { levelled, phases, isLasting: (fromUs) => isLasting(us, levelled, fromUs) };
}

function isLasting(us: readonly number[], levelled: Float64Array, fromUs: number): boolean {
  const first = Math.floor((us[0] ?? 0) / DAY_US);
  const [before, since] = [false, true].map((after) => {
    const chosen = levelled.filter((_, at) => (us[at] ?? 0) >= fromUs === after);
    const times = us.filter((time) => time >= fromUs === after);
    const means = meansOf(chosen, (at) => Math.floor((times[at] ?? 0) / DAY_US) - first);
    return means.filter((mean) => mean !== undefined);
  });
  if (before === undefined || since === undefined || before.length * since.length === 0) {
    return false;
  }
  const isApart =
    Math.min(...since) > Math.max(...before) || Math.max(...since) < Math.min(...before);
  return isApart && (since.length >= LONGER_THAN_A_WEEKEND || before.length >= A_WEEK);
}

/** Means of values by group; undefined: the group has none. */
function meansOf(values: Float64Array, groupOf: (at: number) => number): (number | undefined)[] {
  const sums: number[] = [];
  const counts: number[] = [];
  values.forEach((value, at) => {
    const group = groupOf(at);
    sums[group] = (sums[group] ?? 0) + value;
    counts[group] = (counts[group] ?? 0) + 1;
  });
  return Array.from(sums, (sum, group) =>
    counts[group] === undefined ? undefined : (sum ?? 0) / counts[group],
  );
}

/** Mean square distance from the mean of the group. */
function scatter(values: Float64Array, groupOf: (at: number) => number): number {
  const means = meansOf(values, groupOf);
  const squares = values.map((value, at) => (value - (means[groupOf(at)] ?? 0)) ** 2);
  return squares.reduce((sum, square) => sum + square, 0) / Math.max(1, values.length);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
