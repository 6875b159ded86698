/** Detection rules: a folder of files, a thread that knows and runs them, and the desk where an analyst works with them. */
export { createRuleDesk, detectedQuery, type RuleDesk } from './rule-desk.ts';
export { formatsOf, type RuleResults } from './rule-results.ts';
export { createStandingRuns } from './standing-runs.ts';
export { createRuleWatch, freshHits } from './rule-watch.ts';
export { createRuleWorker } from './rule-worker.ts';
export type { FindingFacts, LoadedRules, RuleFacts } from './rule-operations.ts';
export {
  createRuleLibrary,
  OWN_PACK,
  profileRules,
  rulesFolderOf,
  TEAM_PACK,
  type RuleLibrary,
} from './rule-library.ts';
