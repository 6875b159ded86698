import type { RecordRef } from './record.ts';
import type { Signal } from './signal.ts';

/** Something that was done on purpose, as the logs tell it: a release, a restart, a change of configuration. */
export interface Marker {
  readonly kind: 'release' | 'restart' | 'config';
  readonly us: number;
  /** Its clearest line. */
  readonly text: string;
  readonly version: string | null;
  readonly unit: string | null;
  readonly refs: readonly RecordRef[];
  readonly sources: readonly number[];
  readonly query: string;
}

/** What a chain of events is made of. */
export type Event =
  | { readonly kind: 'signal'; readonly signal: Signal }
  | { readonly kind: 'marker'; readonly marker: Marker };

/** One event of a hypothesis, and the earlier one that it follows from. */
export interface Step {
  readonly event: Event;
  readonly us: number;
  readonly untilUs: number | null;
  /** Position of the step that it follows from; null: it is the first. */
  readonly after: number | null;
  /** How well the two are linked, 0 to 1, and by what. */
  readonly link: number;
  readonly because: readonly string[];
  /** Some of its records. */
  readonly refs: readonly RecordRef[];
}

/** A sentence with the records behind it. */
export interface Evidence {
  readonly text: string;
  readonly query: string | null;
  readonly fromUs: number | null;
  readonly toUs: number | null;
  readonly refs: readonly RecordRef[];
}

/** Something to look at next: records, or a comparison of the time before with the time after. */
export interface Check {
  readonly text: string;
  readonly query: string;
  readonly fromUs: number | null;
  readonly toUs: number | null;
  /** Set for a comparison: the moment that parts before from after. */
  readonly splitUs: number | null;
}

/** What may have happened first, and what followed from it. */
export interface Hypothesis {
  readonly id: string;
  readonly title: string;
  /** Probability among what was considered, 0 to 1. */
  readonly score: number;
  /** In order of time; the first is the cause. */
  readonly steps: readonly Step[];
  readonly evidence: readonly Evidence[];
  readonly against: readonly Evidence[];
  readonly next: readonly Check[];
}

/** Sources that hand ids to each other: who calls whom. */
export interface CallEdge {
  readonly from: number;
  readonly to: number;
  /** Ids that were first seen at `from`, then at `to`. */
  readonly ids: number;
}

/** What the analysis has to say about the cause. */
export interface Diagnosis {
  /** The best first; empty: there is no cause to see. */
  readonly hypotheses: readonly Hypothesis[];
  readonly signals: readonly Signal[];
  readonly markers: readonly Marker[];
  readonly calls: readonly CallEdge[];
  /** One sentence, also when there is no hypothesis. */
  readonly verdict: string;
  readonly fromUs: number | null;
  readonly widthUs: number;
  readonly buckets: number;
  /** Templates and issues that were looked at, and whether every record was read for it. */
  readonly subjects: number;
  readonly complete: boolean;
}
