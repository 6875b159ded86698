export { isSignedNote, openCheckpoint, sha256 } from './signed-note.ts';
export { verifyAuditExport, verifyAuditLines } from './verify-export.ts';
export {
  headsToProve,
  sentenceOf,
  witness,
  witnessed,
  witnessHolds,
  type Witnessed,
} from './witness.ts';
