/** Series with fewer events, or in fewer buckets, are compared with the clock alone. */
const FEWEST_EVENTS = 60;
const LEAST_ACTIVE = 0.3;
const LEAST_ALIKE = 0.4;
/** Added to every bucket, as a share of the mean, so that none has no exposure at all. */
const FLOOR = 0.05;

/**
 * What a series can be counted against besides the clock, where it moves like it: all else that its sources log, and
 * the one other series that moves most like it. What scatters by the clock may be steady against these.
 */
export function loadsOf(
  counts: ArrayLike<number>,
  total: ArrayLike<number>,
  others: readonly ArrayLike<number>[],
): Float64Array[] {
  const rest = Float64Array.from(
    { length: counts.length },
    (_, i) => (total[i] ?? 0) - (counts[i] ?? 0),
  );
  if (!isDense(counts)) return [];
  const moves = movesOf(counts);
  const loads =
    isDense(rest) && correlation(moves, movesOf(rest)) >= LEAST_ALIKE ? [floored(rest)] : [];
  let best: { alike: number; counts: ArrayLike<number> } | null = null;
  for (const other of others) {
    if (other === counts || !isDense(other)) continue;
    const alike = correlation(moves, movesOf(other));
    if (alike >= LEAST_ALIKE && alike > (best?.alike ?? 0)) best = { alike, counts: other };
  }
  if (best !== null) loads.push(floored(best.counts));
  return loads;
}

function isDense(counts: ArrayLike<number>): boolean {
  let active = 0;
  for (let i = 0; i < counts.length; i++) if ((counts[i] ?? 0) > 0) active++;
  return active >= LEAST_ACTIVE * counts.length && sumOf(counts) >= FEWEST_EVENTS;
}

function sumOf(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] ?? 0;
  return sum;
}

function floored(counts: ArrayLike<number>): Float64Array {
  const least = (FLOOR * sumOf(counts)) / counts.length;
  return Float64Array.from({ length: counts.length }, (_, i) => (counts[i] ?? 0) + least);
}

/** From bucket to bucket, in square roots, which makes counts of all sizes scatter alike: a step that lasts is one move. */
function movesOf(counts: ArrayLike<number>): Float64Array {
  return Float64Array.from(
    { length: counts.length - 1 },
    (_, i) => Math.sqrt(counts[i + 1] ?? 0) - Math.sqrt(counts[i] ?? 0),
  );
}

function correlation(a: Float64Array, b: Float64Array): number {
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    aa += (a[i] ?? 0) ** 2;
    bb += (b[i] ?? 0) ** 2;
    ab += (a[i] ?? 0) * (b[i] ?? 0);
  }
  return ab / Math.sqrt(Math.max(1e-9, aa * bb));
}
