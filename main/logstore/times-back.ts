/** How the times of a block's records go, in the order in which they stand: logged, not sorted. Microseconds UTC. */
export interface TimesBack {
  /** Records whose time is before that of the record before them. */
  readonly count: number;
  /** The longest such step back; 0: there is none. */
  readonly mostUs: number;
  /** The first and the last time of its own; null: no record has one. */
  readonly firstUs: number | null;
  readonly lastUs: number | null;
}

/**
 * Counts the steps back in the times of records, microseconds UTC, in the order in which they stand. One without a time has that of
 * the record before it, or NaN, where none before it has one.
 */
export function timesBack(times: Float64Array): TimesBack {
  const firstUs = times.find((us) => !Number.isNaN(us)) ?? null;
  const count = stepsBackIn(times);
  const mostUs = count === 0 ? 0 : longestStepBack(times);
  return { count, mostUs, firstUs, lastUs: firstUs === null ? null : (times.at(-1) ?? null) };
}

// Loops of their own: V8 compiles a long loop while it runs, and what comes after it in a function not, block by block.

function stepsBackIn(times: Float64Array): number {
  let count = 0;
  for (let at = 1; at < times.length; at++) {
    if ((times[at] as number) < (times[at - 1] as number)) count++;
  }
  return count;
}

function longestStepBack(times: Float64Array): number {
  let mostUs = 0;
  for (let at = 1; at < times.length; at++) {
    const stepUs = (times[at - 1] as number) - (times[at] as number);
    if (stepUs > mostUs) mostUs = stepUs;
  }
  return mostUs;
}
