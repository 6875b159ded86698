export { SkeletonNumbers } from './skeleton-numbers.ts';
export { takeSource } from './take-source.ts';
export { createCaseSink } from './create-case-sink.ts';
export { PLAIN_ACQUISITION, type Acquisition } from './acquisition.ts';
export type { CaseSink, Rereading } from './case-sink.ts';
export { fileId } from './follow/rotated-file.ts';
export type { FollowRequest } from './follow/following.ts';
export { createIngest, type Ingest } from './ingest.ts';
export { sendPieces } from './piece-port.ts';
export type { IngestProgress } from './ingest-progress.ts';
export type { AskedRun, IngestRequest, KnownSource } from './ingest-request.ts';
export type { HeldSlot } from './skeleton/index.ts';
export type { FormatOperations } from './format-operations.ts';
export { yearsToSetRight } from './set-years.ts';
export { createSourceTexts } from './source-text.ts';
export {
  loadDefinitions,
  looksLikeFormatFile,
  withoutFormat,
  type FileFormat,
  type FileProblem,
} from './formats/index.ts';
export { holdSeals, sealTaken } from './seal/source-seals.ts';
export { createRecordCheck, type RecordCheckOperations } from './seal/record-check.ts';
export { compareSeals, type FoundSource } from './seal/compare-seals.ts';
