export { openCheckpoint, sha256 } from './signed-note.ts';
export { verifyAuditExport, type ExportVerdict } from './verify-export.ts';
export { sentenceOf, witness, witnessed, type Witnessed } from './witness.ts';
