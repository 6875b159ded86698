export { createAnalyst, type Analysis } from './analysis.ts';
export { NO_GROUPING, type GroupingText } from './grouping/index.ts';
export { keyOf } from './issue-problems.ts';
export { groupingFolderOf, readProfileGrouping, writeProfileGrouping } from './profile-grouping.ts';
export { foldIssues } from './fold-issues.ts';
export { matchSlots } from './match-slots.ts';
export { mineTemplates } from './mine-templates.ts';
export { slotValues } from './slot-values.ts';
