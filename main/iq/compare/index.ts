/** What differs between two sets of records. */
export { runComparison } from './run-comparison.ts';
