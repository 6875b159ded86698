/** What differs between two sets of records. */
export { compareSides } from './compare-sides.ts';
