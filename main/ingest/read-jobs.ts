import type { MessagePort } from 'node:worker_threads';
import type { Encoding } from '#shared/model/source.ts';
import { Failure } from '#shared/model/failure.ts';
import type { ThreadClient } from '../thread-call.ts';
import type { CaseSink, KeptFailure, SourceOrigin } from './case-sink.ts';
import type { KnownSource } from './ingest-request.ts';
import {
  DEFAULT_LIMITS,
  openOrigin,
  walkPile,
  walkStream,
  type PileItem,
  type SourceItem,
} from './intake/index.ts';
import { receivePieces } from './piece-port.ts';
import type { ReadJob } from './read-job.ts';
import { sampleSources } from './sample/index.ts';
import { storedText } from './stored-text.ts';

/** A job with what the progress meter needs, or something that cannot be read and why. */
export type FoundJob =
  | { readonly kind: 'job'; readonly job: ReadJob; consumed(): number }
  | { readonly kind: 'skipped'; readonly path: string; readonly failure: KeptFailure };

const FRESH = {
  sourceId: null,
  staged: false,
  original: true,
  format: null,
  definition: null,
  zone: null,
  encoding: null,
  yearHint: null,
  skipBytes: 0,
  onlyOnce: true,
  reopens: true,
  overlap: null,
  isTornOff: false,
} as const;

/** Everything under the paths. A job must be read before the next is asked for: archives are streams. */
export async function* jobsOfPaths(
  paths: readonly string[],
  signal: AbortSignal,
  set: { readonly format: string | null; readonly encoding: Encoding | null } | undefined,
): AsyncGenerator<FoundJob> {
  for await (const item of walkPile(paths, DEFAULT_LIMITS, signal)) {
    yield foundJob(item, ({ origin }) => origin, set ?? {});
  }
}

function foundJob(
  item: PileItem,
  originOf: (source: SourceItem) => SourceOrigin,
  set: Partial<Pick<ReadJob, 'format' | 'encoding' | 'reopens'>>,
): FoundJob {
  if (item.kind === 'skipped') {
    const { code, message, details } = item.failure;
    return { kind: 'skipped', path: item.path, failure: { code, message, details } };
  }
  const { path, size, mtimeUs } = item;
  const job: ReadJob = {
    ...FRESH,
    ...set,
    path,
    origin: originOf(item),
    size,
    mtimeUs,
    open: (stop) => item.open(stop),
  };
  return { kind: 'job', job, consumed: () => item.consumed() };
}

/** The sample case's logs, made as they are read. */
export function* jobsOfSample(): Generator<FoundJob> {
  for (const sample of sampleSources()) {
    yield counted({
      ...FRESH,
      path: sample.name,
      origin: { kind: 'sample', name: sample.name },
      size: null,
      mtimeUs: sample.mtimeUs,
      open: () => bytesOf(sample.text()),
    });
  }
}

async function* bytesOf(chunks: Iterable<string>): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk, 'utf8');
}

/**
 * Everything in what the browser sends: messages are byte arrays, `null` the end, and each is acknowledged. A job must
 * be read before the next is asked for.
 */
export async function* jobsOfUpload(
  upload: { name: string; mtimeUs: number; size: number | null; port: MessagePort },
  signal: AbortSignal,
): AsyncGenerator<FoundJob> {
  const { name, size, mtimeUs } = upload;
  const bytes = uploadedBytes(upload.port, signal);
  for await (const item of walkStream({ name, size, mtimeUs, bytes }, DEFAULT_LIMITS, signal)) {
    yield foundJob(item, ({ path }) => ({ kind: 'upload', name: path }), { reopens: false });
  }
}

/** The bytes that come through a port, see `jobsOfUpload`. Throws UPLOAD_BROKEN. */
function uploadedBytes(port: MessagePort, signal: AbortSignal): AsyncGenerator<Buffer> {
  const broken = (): Promise<never> => {
    throw new Failure(
      'UPLOAD_BROKEN',
      'The upload ended early. What had arrived is kept; drop the file again to have all of it.',
    );
  };
  return receivePieces(port, broken, signal);
}

/** A source that the case knows already. Throws a Failure when its original is gone. */
export async function jobOfKnown(
  source: KnownSource,
  sink: ThreadClient<CaseSink>,
  signal: AbortSignal,
): Promise<FoundJob> {
  const { sourceId, path, origin, size, mtimeUs } = source;
  const { format, definition, zone, encoding, yearHint } = source;
  const { onlyOnce, overlap } = source;
  const set = { format, definition, zone, encoding, yearHint, onlyOnce, overlap };
  const facts = {
    sourceId,
    path,
    origin,
    size,
    mtimeUs,
    reopens: origin.kind !== 'upload',
    ...set,
  };
  if (source.from === 'stored') {
    const open = (): AsyncIterable<Buffer> => storedText(sourceId, sink);
    return counted({
      ...facts,
      open,
      staged: true,
      original: false,
      skipBytes: 0,
      isTornOff: false,
    });
  }
  const found = await openOriginal(origin, signal);
  return counted({
    ...facts,
    open: found,
    staged: source.begun && source.skipBytes === 0,
    original: true,
    skipBytes: source.skipBytes,
    isTornOff: source.isTornOff,
  });
}

/** A way to the bytes of an original. Throws a Failure when it is not there any more. */
export async function openOriginal(
  origin: SourceOrigin,
  signal: AbortSignal,
): Promise<(signal: AbortSignal) => AsyncIterable<Buffer>> {
  switch (origin.kind) {
    case 'file': {
      const item = await openOrigin(
        { ...origin, members: [...origin.members] },
        DEFAULT_LIMITS,
        signal,
      );
      return (stop) => item.open(stop);
    }
    case 'sample': {
      const sample = sampleSources().find(({ name }) => name === origin.name);
      if (sample !== undefined) return () => bytesOf(sample.text());
      break;
    }
    case 'stream':
      throw new Failure(
        'ORIGIN_MISSING',
        'This source came from a stream, which cannot be read again. What was read of it is kept.',
      );
    case 'upload':
      break;
  }
  throw new Failure(
    'ORIGIN_MISSING',
    'The original of this source came through the browser and is not at hand. What was read of it is kept; drop the file again to read all of it.',
  );
}

/** A job whose on-disk bytes are the bytes it gives. */
function counted(job: ReadJob): FoundJob {
  let consumed = 0;
  async function* open(signal: AbortSignal): AsyncGenerator<Buffer> {
    for await (const bytes of job.open(signal)) {
      consumed += bytes.length;
      yield bytes;
    }
  }
  return { kind: 'job', job: { ...job, open }, consumed: () => consumed };
}
