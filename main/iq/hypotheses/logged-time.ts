import type { SignalTables } from '../signals/index.ts';

/** Stretches in which no source logged anything count as silence from this share of the range on; shorter ones are pauses. */
const SILENCE = 0.05;

/**
 * Microseconds of the range in which something was logged, long silences left out: a pile of logs may hold one of last year,
 * and how soon an effect follows its cause is not told by the months between. Pure.
 */
export function loggedTimeUs({ slices, rows }: Pick<SignalTables, 'slices' | 'rows'>): number {
  const { buckets, widthUs } = slices;
  const busy = new Uint8Array(buckets);
  for (const { counts } of rows)
    for (let at = 0; at < buckets; at++) if ((counts[at] ?? 0) > 0) busy[at] = 1;
  let silent = 0;
  let run = 0;
  for (let at = 0; at <= buckets; at++) {
    if (at < buckets && busy[at] === 0) run++;
    else {
      if (run >= SILENCE * buckets) silent += run;
      run = 0;
    }
  }
  return (buckets - silent) * widthUs;
}
