import type { FieldValue } from './record.ts';
import type { Level } from './level.ts';

/**
 * How something changed: `new` and `gone` for good, `rise` and `fall` to another rate that stays, `burst` and `dip` for
 * a while; a `heartbeat` that was missed, a `source` that fell silent, a `drift` of a number, a `sequence` that broke.
 */
export const SIGNAL_KINDS = [
  'new',
  'gone',
  'rise',
  'fall',
  'burst',
  'dip',
  'heartbeat',
  'silence',
  'drift',
  'sequence',
] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

/** What changed: a template, an issue, or a whole source. */
export interface SignalSubject {
  readonly kind: 'template' | 'issue' | 'source';
  /** Template id, issue key or source id. */
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  /** Finds its records. */
  readonly query: string;
}

/** One change that chance does not explain. */
export interface Signal {
  /** Stable while the records are: kind, subject and unit. */
  readonly id: string;
  readonly kind: SignalKind;
  readonly subject: SignalSubject;
  /** The one host, pod or source that it is confined to, of `units` that log the same; null: not confined. */
  readonly unit: string | null;
  readonly units: number;
  /** The one value of a field that it is confined to, which the subject's title and query name; null: not confined. */
  readonly within: { readonly field: string; readonly value: FieldValue } | null;
  readonly sources: readonly number[];
  /** When it began, known to `toleranceUs`; `untilUs` null: it lasts to the end of what the case has seen. */
  readonly sinceUs: number;
  readonly untilUs: number | null;
  readonly toleranceUs: number;
  /** Records in the changed stretch, and outside it. */
  readonly count: number;
  readonly countBefore: number;
  /** What is compared (records an hour, a number's median, a share) before and after, and its name. */
  readonly before: number;
  readonly after: number;
  readonly measure: string;
  /** Probability of a change as large by chance, corrected for all that was looked at in this subject. */
  readonly pValue: number;
  /** The same corrected for all subjects (Benjamini and Hochberg 1995). */
  readonly qValue: number;
  /** Probability that it is a change and no chance. */
  readonly score: number;
  /** Says it to a person. */
  readonly sentence: string;
  /** Counts over the range of the analysis, in equal slices; empty where it is no count. */
  readonly counts: readonly number[];
}
