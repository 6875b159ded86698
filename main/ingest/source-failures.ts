import { keptFailure } from './byte-reading.ts';
import type { KeptFailure } from './case-sink.ts';
import { looksBinary, textOpener } from './intake/index.ts';

/** Why what is new cannot become a source, by its first bytes; null: it can. */
export function refuse(
  job: { readonly path: string; readonly sourceId: number | null },
  sample: Buffer,
  failure: KeptFailure | null,
): KeptFailure | null {
  if (job.sourceId !== null) return null;
  if (sample.length === 0) return failure;
  if (!looksBinary(sample) || textOpener(sample, 'utf-8', job.path).reads === 'bytes') return null;
  return {
    code: 'FILE_BINARY',
    message: `${job.path} is not text, so nothing of it was read. Convert it to text and add it again.`,
    details: { path: job.path },
  };
}

/** What became of a source whose parser threw or died. */
export function parserFailed(path: string, error: unknown): KeptFailure {
  const { code, message } = keptFailure(error);
  return {
    code,
    message: `${path} was not read to its end. ${message} What was read of it before is kept; resume to go on with it.`,
    details: { path },
  };
}
