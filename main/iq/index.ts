export { createAnalyst, type Analysis } from './analysis.ts';
export { asFinding } from './hypotheses/index.ts';
export { keptDiagnosis } from './kept-diagnosis.ts';
export { runComparison } from './compare/index.ts';
export { foldIssues } from './fold-issues.ts';
export { matchSlots } from './match-slots.ts';
export { mineTemplates } from './mine-templates.ts';
export { slotValues } from './slot-values.ts';
