/** Detection rules: a folder of files, a thread that knows and runs them, and the desk where an analyst works with them. */
export { createRuleDesk, detectedQuery, type RuleDesk, type RuleResults } from './rule-desk.ts';
export { createRuleWorker } from './rule-worker.ts';
export type { FindingFacts, LoadedRules, RuleFacts } from './rule-operations.ts';
export { createRuleLibrary, OWN_PACK, rulesFolderOf, type RuleLibrary } from './rule-library.ts';
