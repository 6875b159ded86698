import type { RuleLevel } from '#shared/model/rule.ts';
import type { Yaml } from './rule-yaml.ts';

/** Where a rule's records come from, in Sigma's words; null: not said. */
export interface LogSource {
  readonly category: string | null;
  readonly product: string | null;
  readonly service: string | null;
}

/** Something about a rule that a person should know. */
export interface RuleNote {
  /** Line of the file, from 1; null: it is about the whole. */
  readonly line: number | null;
  readonly message: string;
}

/** What rules of both kinds have (Sigma rules specification 2.0). */
export interface RuleHead {
  /** The rule's id, its name, or the hash of its text. Unique in a rule set. */
  readonly key: string;
  readonly id: string | null;
  readonly name: string | null;
  readonly title: string;
  readonly description: string;
  readonly status: string | null;
  readonly level: RuleLevel | null;
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
  /** Fields that the author wants shown. */
  readonly fields: readonly string[];
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** SHA-256 of the text, hex. */
  readonly hash: string;
  readonly notes: readonly RuleNote[];
}

/** A search for records. */
export interface DetectionRule extends RuleHead {
  readonly kind: 'detection';
  readonly logSource: LogSource;
  readonly detection: Yaml;
  /** Its query for a format that it runs on. */
  readonly query: string;
}

export const CORRELATION_TYPES = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_median',
  'value_percentile',
] as const;
export type CorrelationType = (typeof CORRELATION_TYPES)[number];

export type Comparison = 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq';

/** A statement about what other rules found (Sigma correlation rules specification 2.0). */
export interface CorrelationRule extends RuleHead {
  readonly kind: 'correlation';
  readonly type: CorrelationType;
  /** Ids or names of rules, in their order. */
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  /** Microseconds. */
  readonly timespanUs: number;
  readonly conditions: readonly { readonly compare: Comparison; readonly value: number }[];
  /** Which of the rules must have hit, as a condition on their names; null: as many as `conditions` says, or all. */
  readonly expression: string | null;
  /** Fields whose values are counted or reckoned with. */
  readonly valueFields: readonly string[];
  readonly percentile: number;
  /** Field of an alias by the rule (id or name) that it is for. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The rules it refers to are also reported by themselves. */
  readonly generate: boolean;
}

export type Rule = DetectionRule | CorrelationRule;

/** A rule that cannot be used, and why. */
export interface RuleProblem extends RuleNote {
  readonly file: string;
  readonly title: string | null;
  readonly id: string | null;
}

/** Ends the reading of one rule. */
export class RuleRefusal extends Error {
  readonly line: number | null;
  constructor(message: string, line: number | null) {
    super(message);
    this.line = line;
  }
}
