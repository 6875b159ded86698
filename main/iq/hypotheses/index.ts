/** What may have happened first, and what followed from it. */
export { asFinding } from './as-finding.ts';
export { diagnose } from './diagnose.ts';
