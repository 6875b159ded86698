/** Issues as an analyst works with them: their state, their surroundings, and what is decided about them. */
export { sourceAround } from './checkout-source.ts';
export {
  createIssueDesk,
  issueNamed,
  issueQuery,
  type IssueDesk,
  type IssueNow,
} from './issue-desk.ts';
export { createIssueMemory, type IssueMemory, type Recollection } from './issue-memory.ts';
export { countTold, surroundingsOf, toldFields, type Told, type ToldBy } from './told-fields.ts';
