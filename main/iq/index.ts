export { createAnalyst, type Analysis } from './analysis.ts';
export { compareSides } from './compare/index.ts';
export { foldIssues } from './fold-issues.ts';
export { matchSlots } from './match-slots.ts';
export { mineTemplates } from './mine-templates.ts';
export { slotValues } from './slot-values.ts';
