import { parentPort, type MessagePort } from 'node:worker_threads';
import { Failure } from '#shared/model/failure.ts';
import type { FormatDefinition } from '#shared/model/format.ts';
import { createThreadClient, serveOperations, type ThreadClient } from '../thread-call.ts';
import { PLAIN_ACQUISITION, type CaseSink } from './case-sink.ts';
import { sendPieces } from './piece-port.ts';
import { CommitQueue } from './commit-queue.ts';
import { createFormatShelf } from './format-shelf.ts';
import { ProgressMeter } from './ingest-progress.ts';
import type { IngestOperations, IngestRequest, ProgressMessage } from './ingest-request.ts';
import { onDiskBytes } from './on-disk-bytes.ts';
import { createParsePool, type ParsePool } from './parse-pool.ts';
import {
  openOriginal,
  jobOfKnown,
  jobOfUpload,
  jobsOfPaths,
  jobsOfSample,
  type FoundJob,
} from './read-jobs.ts';
import { readSource, type ReadContext } from './read-source.ts';
import { StreamFormats } from './stream-formats.ts';

const PROGRESS_EVERY_MS = 100;

const shelf = createFormatShelf();
const streams = new StreamFormats();
let sink: ThreadClient<CaseSink> | null = null;
let pool: ParsePool | null = null;
let parseThreads = 1;
let running: Promise<void> = Promise.resolve();
let stop = new AbortController();

const operations: IngestOperations = {
  attach(input: { sink: MessagePort; parseThreads: number }) {
    sink = createThreadClient<CaseSink>(input.sink);
    parseThreads = input.parseThreads;
    pool = createParsePool(parseThreads);
  },
  run({ request, caseZone, own }) {
    const { signal } = stop;
    const turn = running.then(() => read(request, caseZone, own, signal));
    running = turn.catch(() => {});
    return turn;
  },
  async sendOriginal({ origin, port }) {
    const controller = new AbortController();
    port.on('close', () => controller.abort());
    const open = await openOriginal(origin, controller.signal);
    await sendPieces(open(controller.signal), port);
  },
  cancel() {
    stop.abort();
    stop = new AbortController();
  },
};

async function read(
  request: IngestRequest,
  caseZone: string,
  own: readonly FormatDefinition[],
  signal: AbortSignal,
): Promise<void> {
  if (sink === null || pool === null) throw new Error('attach comes first');
  if (signal.aborted) return;
  const total = request.kind === 'paths' ? await onDiskBytes(request.paths, signal) : 0;
  const meter = new ProgressMeter(total, PROGRESS_EVERY_MS, (progress) => {
    const message: ProgressMessage = { progress };
    parentPort?.postMessage(message);
  });
  const context: ReadContext = {
    sink,
    pool,
    queue: new CommitQueue(pool.capacity),
    formats: shelf.with(own),
    caseZone,
    acquisition: ('acquisition' in request ? request.acquisition : null) ?? PLAIN_ACQUISITION,
    signal,
    formatNear: (path) => streams.near(path),
    committed: ({ records }) => meter.committed(records),
  };
  let isWhole = false;
  try {
    for await (const found of jobsOf(request, sink, signal)) {
      if (signal.aborted) break;
      await readFound(found, context, meter);
    }
    await context.queue.drain();
    isWhole = !signal.aborted;
  } finally {
    meter.end();
    if (!isWhole) await renewPool();
  }
}

/**
 * A parser gives the text of each skeleton once. What it gave with a chunk that was never committed is
 * lost to the case, so parsers of a reading that was stopped are not used again.
 */
async function renewPool(): Promise<void> {
  await pool?.close();
  pool = createParsePool(parseThreads);
}

async function readFound(
  found: FoundJob,
  context: ReadContext,
  meter: ProgressMeter,
): Promise<void> {
  if (found.kind === 'skipped') {
    const { path, failure } = found;
    await context.queue.add(() => context.sink.call('addSkipped', { path, failure }));
    return;
  }
  meter.begin(found.job.path, found.consumed);
  const result = await readSource(found.job, context);
  meter.finish();
  if (result.facts !== null) streams.learn(found.job.path, result.facts);
  if (result.sourceId === null || result.yearHint === null || context.signal.aborted) return;
  const { sourceId, yearHint } = result;
  const again = await jobOfKnown(
    { ...found.job, sourceId, yearHint, begun: true, skipBytes: 0, from: 'stored' },
    context.sink,
    context.signal,
  );
  if (again.kind === 'job') await readSource(again.job, context);
}

async function* jobsOf(
  request: IngestRequest,
  client: ThreadClient<CaseSink>,
  signal: AbortSignal,
): AsyncGenerator<FoundJob> {
  switch (request.kind) {
    case 'paths':
      yield* jobsOfPaths(request.paths, signal);
      return;
    case 'sample':
      yield* jobsOfSample();
      return;
    case 'upload':
      yield jobOfUpload(request);
      return;
    case 'known':
      for (const source of request.sources) {
        yield await jobOfKnown(source, client, signal).catch((error: unknown): FoundJob => {
          if (!(error instanceof Failure)) throw error;
          const { code, message, details } = error;
          return { kind: 'skipped', path: source.path, failure: { code, message, details } };
        });
      }
  }
}

if (parentPort !== null) serveOperations(parentPort, operations);
