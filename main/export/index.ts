export { createDownloadDesk, type DownloadDesk } from './download-desk.ts';
export { exportCase, type ExportProgress, type ExportRequest } from './export-case.ts';
export { createFileSink } from './file-sink.ts';
export { createStreamSink } from './stream-sink.ts';
export type { ExportSink } from './export-sink.ts';
