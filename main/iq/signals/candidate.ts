import type { Signal } from '#shared/model/signal.ts';
import type { Season } from './season.ts';

/** A change that was looked at, whether or not it is one: what becomes a signal when it is. */
export interface Candidate extends Pick<
  Signal,
  | 'kind'
  | 'unit'
  | 'units'
  | 'sources'
  | 'sinceUs'
  | 'untilUs'
  | 'toleranceUs'
  | 'count'
  | 'countBefore'
  | 'before'
  | 'after'
  | 'measure'
  | 'counts'
> {
  /** Number of the subject. */
  readonly subject: number;
  /** Natural logarithm, corrected for all places in this subject. */
  readonly lnP: number;
  /** Counted against what is usual at this time of the day or the week. */
  readonly season?: Season['period'];
  /** It changed within this value of a field alone. */
  readonly within?: NonNullable<Signal['within']>;
  /** Of a broken sequence: the subject that no longer follows. */
  readonly follower?: number;
}
