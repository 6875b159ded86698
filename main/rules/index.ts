/** Detection rules: a folder of files, and a thread that knows and runs them. */
export { createRuleWorker, type RuleWorker } from './rule-worker.ts';
export type { FindingFacts, LoadedRules, RuleFacts } from './rule-operations.ts';
export { rulesFolderOf } from './rule-library.ts';
