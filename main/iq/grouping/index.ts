export { fingerprintOf } from './fingerprint-rules.ts';
export {
  NO_GROUPING,
  readGroupingRules,
  type GroupingProblem,
  type GroupingRules,
  type GroupingText,
} from './grouping-rules.ts';
export { ruleFrames, type RuleFrame, type RuleSubject } from './matchers.ts';
export { applyStackTraceRules, NO_LIMITS } from './stack-trace-rules.ts';
