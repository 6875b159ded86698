import type { Level } from './level.ts';

/** The smallest thing that can be split off an issue: what one line with one trace logged. */
export interface IssuePart {
  readonly key: string;
  readonly title: string;
  readonly count: number;
}

/** Records that are one problem: one exception raised at one place, or one template of error level. */
export interface Issue {
  /** Stable name: the same problem has the same key in every case. */
  readonly key: string;
  readonly title: string;
  /** The innermost significant frame; null: no trace. */
  readonly culprit: string | null;
  readonly kind: 'exception' | 'template';
  readonly exceptionType: string | null;
  readonly frames: readonly string[];
  /** Highest level among its records. */
  readonly level: Level;
  readonly count: number;
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  readonly trend: readonly number[];
  readonly sources: ReadonlyMap<number, number>;
  readonly templateIds: readonly number[];
  readonly skeletonIds: readonly number[];
  /** Commonest first. */
  readonly parts: readonly IssuePart[];
}
