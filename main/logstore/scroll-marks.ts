import { LEVELS } from '#shared/model/level.ts';
import type { Histogram } from './histogram.ts';

/** Highest level and number of hits in each of equal stretches of a view's rows, oldest first. */
export interface ScrollMarks {
  readonly levels: number[];
  readonly hits: number[];
}

/** Nothing to mark. */
export function emptyMarks(slots: number): ScrollMarks {
  return {
    levels: Array.from({ length: slots }, () => 0),
    hits: Array.from({ length: slots }, () => 0),
  };
}

/**
 * Where levels and hits lie along the rows of a view, from its histogram: the records before a slice of
 * time are the rows above it. As exact as the slices are fine, and no row is looked at.
 */
export function marksOf(
  rows: Histogram,
  hits: Histogram | null,
  total: number,
  slots: number,
): ScrollMarks {
  const marks = emptyMarks(slots);
  const buckets = rows.counts.length / LEVELS.length;
  let before = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const counts = ofBucket(rows, bucket);
    const count = sum(counts);
    if (count === 0) continue;
    const first = Math.floor((before / total) * slots);
    before += count;
    const last = Math.min(slots - 1, Math.floor(((before - 1) / total) * slots));
    const highest = counts.findLastIndex((n) => n > 0);
    for (let slot = first; slot <= last; slot++) {
      marks.levels[slot] = Math.max(marks.levels[slot] ?? 0, highest);
    }
    if (hits !== null) marks.hits[first] = (marks.hits[first] ?? 0) + sum(ofBucket(hits, bucket));
  }
  return marks;
}

function ofBucket({ counts }: Histogram, bucket: number): Float64Array {
  return counts.subarray(bucket * LEVELS.length, (bucket + 1) * LEVELS.length);
}

function sum(counts: Float64Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
