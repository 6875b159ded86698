export { openCheckpoint, sha256 } from './signed-note.ts';
export { verifyAuditExport } from './verify-export.ts';
export { sentenceOf, witness, witnessed, type Witnessed } from './witness.ts';
