import type { Season } from './season.ts';

/** A series to look for a change in. */
export interface Series {
  readonly subject: number;
  readonly unit: string | null;
  readonly units: number;
  readonly sources: readonly number[];
  readonly counts: Float64Array;
  /** How many of its sources had something to say in each bucket. */
  readonly exposure: Float64Array;
  /** All that these sources logged. */
  readonly total: Float64Array;
  /** The other series of these sources. */
  readonly others: readonly Float64Array[];
  /** What repeats in it; then `exposure` is what is to be expected, and `clock` what it was before. */
  readonly season?: Omit<Season, 'exposure'> & { readonly clock: Float64Array };
}
