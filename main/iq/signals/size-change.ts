import type { Change } from './change-scan.ts';
import { lnStudentTail } from './tail-probability.ts';

/** Fewer buckets with events say little of how large clumps are. */
const FEWEST = 24;
/** Of what is mostly absent, presence is told, not size. */
const FREQUENT = 0.4;
const SHORTEST = 6;
const STEP_PLACES = 30;
const WINDOW_PLACES_A_BUCKET = 4;

/**
 * Finds where counts became larger or smaller by a factor: the step or window in their logarithms (of one more, so that
 * none counts), by Student's t, with the degrees of freedom reduced by how much neighbours resemble each other. A line
 * that comes in bursts shows here that all its bursts are three times as large; in its sum, one burst more or less
 * hides it. Null: too little to say anything.
 */
export function findSizeChange(counts: ArrayLike<number>): Change | null {
  const logs = Array.from({ length: counts.length }, (_, i) => Math.log1p(counts[i] ?? 0));
  const active = logs.filter((log) => log > 0).length;
  if (active < FEWEST || active < FREQUENT * counts.length) return null;
  const best = bestPart(logs);
  if (best === null) return null;
  const lnP = lnOf(logs, best);
  const step = best.to === logs.length;
  const places = step ? STEP_PLACES : WINDOW_PLACES_A_BUCKET * logs.length;
  const { from, to } = best;
  let inside = 0;
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    total += counts[i] ?? 0;
    if (i >= from && i < to) inside += counts[i] ?? 0;
  }
  return {
    shape: step ? 'step' : 'window',
    from,
    to,
    inside,
    outside: total - inside,
    insideExposure: to - from,
    outsideExposure: counts.length - (to - from),
    counted: 'events',
    countedInside: inside,
    countedOutside: total - inside,
    active,
    dispersion: Math.max(1, total / active),
    degrees: logs.length,
    places,
    lnKnown: Math.min(0, lnP + Math.log(places)),
  };
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/** The part whose mean differs most from the rest, by the sum of squares that it explains. */
function bestPart(logs: readonly number[]): Part | null {
  const sums = new Float64Array(logs.length + 1);
  logs.forEach((log, i) => {
    sums[i + 1] = (sums[i] ?? 0) + log;
  });
  const mean = (sums[logs.length] ?? 0) / logs.length;
  const gain = (from: number, to: number): number => {
    const length = to - from;
    const over = (sums[to] ?? 0) - (sums[from] ?? 0) - mean * length;
    return (over * over) / (length * (1 - length / logs.length));
  };
  let best: (Part & { gain: number }) | null = null;
  const take = (from: number, to: number, worth: number): void => {
    if (best === null || worth > best.gain) best = { from, to, gain: worth };
  };
  for (let from = SHORTEST; from <= logs.length - SHORTEST; from++) {
    take(from, logs.length, gain(from, logs.length));
  }
  // A window has one end more to fit, so it must explain more than that is worth.
  const spread = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length;
  const penalty = spread * (Math.log(logs.length) + 2);
  for (let from = 1; from <= logs.length - SHORTEST; from++) {
    const end = Math.min(logs.length - 1, from + Math.floor(logs.length * 0.6));
    for (let to = from + SHORTEST; to <= end; to++) take(from, to, gain(from, to) - penalty);
  }
  return best;
}

function lnOf(logs: readonly number[], { from, to }: Part): number {
  const meanOf = (part: readonly number[]): number =>
    part.reduce((sum, log) => sum + log, 0) / Math.max(1, part.length);
  const within = logs.slice(from, to);
  const without = [...logs.slice(0, from), ...logs.slice(to)];
  const [inside, outside] = [meanOf(within), meanOf(without)];
  const rest = logs.map((log, i) => log - (i >= from && i < to ? inside : outside));
  const square = rest.reduce((sum, r) => sum + r * r, 0);
  const degrees = Math.max(3, (logs.length - 2) / resemblance(rest, square));
  const variance = Math.max(LEAST_VARIANCE, square / (logs.length - 2));
  // Neighbours that resemble each other count as fewer.
  const count = degrees / (logs.length - 2);
  const error = Math.sqrt((variance * (1 / within.length + 1 / without.length)) / count);
  return Math.max(-700, lnStudentTail(Math.abs(inside - outside) / error, degrees) + Math.LN2);
}

const FARTHEST = 8;

/** How many neighbours say what one says: 1 + 2 times the sum of the autocorrelations, as far as they are positive. */
function resemblance(rest: readonly number[], square: number): number {
  let sum = 1;
  for (let lag = 1; lag <= FARTHEST && square > 0; lag++) {
    let product = 0;
    for (let i = lag; i < rest.length; i++) product += (rest[i] ?? 0) * (rest[i - lag] ?? 0);
    const alike = product / square;
    if (alike <= 0) break;
    sum += 2 * alike;
  }
  return sum;
}

/** Counts that are always the same still are counts: ones and twos scatter by so much in their logarithms. */
const LEAST_VARIANCE = 0.05;
