export { createCaseSink } from './create-case-sink.ts';
export type { CaseSink } from './case-sink.ts';
export { createIngest } from './ingest.ts';
export type { IngestProgress } from './ingest-progress.ts';
export type { IngestRequest, KnownSource } from './ingest-request.ts';
