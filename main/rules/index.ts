/** Detection rules: a folder of files, and a thread that knows and runs them. */
export { createRuleWorker } from './rule-worker.ts';
export type { FindingFacts, LoadedRules } from './rule-operations.ts';
export { rulesFolderOf } from './rule-library.ts';
