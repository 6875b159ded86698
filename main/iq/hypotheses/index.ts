/** What may have happened first, and what followed from it. */
export { diagnose } from './diagnose.ts';
