export { attackOf } from './attack.ts';
export type { Placeholders } from './compile-rule.ts';
export { readRules } from './read-rules.ts';
export { RuleRun, type RuleFinding } from './rule-run.ts';
export { makeRuleSet, type RuleSet } from './rule-set.ts';
export type { Rule, RuleProblem } from './rule.ts';
