/** Sigma's levels, rising. */
export const RULE_LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type RuleLevel = (typeof RULE_LEVELS)[number];

/** A detection searches records; a correlation counts and orders what other rules found. */
export const RULE_KINDS = ['detection', 'correlation'] as const;
