import type { Signal, SignalKind } from '#shared/model/signal.ts';
import type { Season } from './season.ts';

/** A change that was looked at, whether or not it is one: what becomes a signal when it is. */
export interface Candidate {
  readonly kind: SignalKind;
  readonly subject: number;
  readonly unit: string | null;
  readonly units: number;
  readonly sources: readonly number[];
  readonly sinceUs: number;
  readonly untilUs: number | null;
  readonly toleranceUs: number;
  readonly count: number;
  readonly countBefore: number;
  readonly before: number;
  readonly after: number;
  readonly measure: string;
  /** Natural logarithm, corrected for all places in this subject. */
  readonly lnP: number;
  readonly counts: readonly number[];
  /** Counted against what is usual at this time of the day or the week. */
  readonly season?: Season['period'];
  /** It changed within this value of a field alone. */
  readonly within?: NonNullable<Signal['within']>;
  /** Of a broken sequence: the subject that no longer follows. */
  readonly follower?: number;
}
