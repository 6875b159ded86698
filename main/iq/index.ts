export { foldIssues } from './fold-issues.ts';
export { matchSlots } from './match-slots.ts';
export { type MinedTemplates, mineTemplates } from './mine-templates.ts';
export { type SlotValues, slotValues } from './slot-values.ts';
