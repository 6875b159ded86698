export { attackOf } from './attack.ts';
export { compileRule, queryTextOf, type Placeholders } from './compile-rule.ts';
export { readRules } from './read-rules.ts';
export { dialectOf } from './record-dialect.ts';
export { runsOn } from './rule-formats.ts';
export { RuleRun, type RuleFinding, type RuleHit } from './rule-run.ts';
export { makeRuleSet, type RuleSet } from './rule-set.ts';
export { RULE_LEVELS, type Rule, type RuleLevel, type RuleProblem } from './rule.ts';
