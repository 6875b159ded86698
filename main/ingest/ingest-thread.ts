import { parentPort } from 'node:worker_threads';
import { Failure } from '#shared/model/failure.ts';
import type { FormatDefinition } from '#shared/model/format.ts';
import { createThreadClient, serveOperations, type ThreadClient } from '../thread-call.ts';
import { PLAIN_ACQUISITION } from './acquisition.ts';
import type { CaseSink, ReadFacts } from './case-sink.ts';
import { sendPieces } from './piece-port.ts';
import { CommitQueue } from './commit-queue.ts';
import { createFollowing } from './follow/following.ts';
import { createFormatShelf } from './format-shelf.ts';
import { ProgressMeter } from './ingest-progress.ts';
import type {
  FollowedMessage,
  IngestOperations,
  IngestRequest,
  KnownSource,
  ProgressMessage,
  ReadOutcome,
} from './ingest-request.ts';
import { LastingWait } from './lasting-wait.ts';
import { onDiskBytes } from './on-disk-bytes.ts';
import { CHUNK_BYTES } from './line-chunks.ts';
import { findOverlaps } from './overlaps.ts';
import { createParsePool, type ParsePool } from './parse-pool.ts';
import {
  openOriginal,
  jobOfKnown,
  jobsOfUpload,
  jobsOfPaths,
  jobsOfSample,
  type FoundJob,
} from './read-jobs.ts';
import type { ReadContext, ReadResult } from './read-job.ts';
import { readSource } from './read-source.ts';
import { ReadTurns, type RunInput } from './read-turns.ts';
import { blobsOfSteps } from './read-steps.ts';
import { numberOf, type SourceNumber } from './source-number.ts';
import type { HeldSlot } from './skeleton/index.ts';
import { StreamFormats } from './stream-formats.ts';
import { Twins } from './twins.ts';

const PROGRESS_EVERY_MS = 100;

const shelf = createFormatShelf();
const streams = new StreamFormats();
let sink: ThreadClient<CaseSink> | null = null;
let pool: ParsePool | null = null;
let parseThreads = 1;
let held: readonly HeldSlot[] = [];
let stop = new AbortController();
const turns = new ReadTurns(read);

const following = createFollowing({
  sink: attachedSink,
  startPool: () => startPool(1),
  shelf,
  readAnew,
  written: (sourceId) => parentPort?.postMessage({ followed: sourceId } satisfies FollowedMessage),
});

const operations: IngestOperations = {
  ...following,
  attach(input: Parameters<IngestOperations['attach']>[0]) {
    sink = createThreadClient<CaseSink>(input.sink);
    parseThreads = input.parseThreads;
    held = input.held;
    pool = startPool();
    // The built-in formats are made ready while the parse thread starts.
    shelf.with([]);
  },
  run: (input) => turns.run(input, stop.signal),
  async hold({ slots }) {
    held = slots;
    await Promise.all([pool?.hold(slots), following.hold({ slots })]);
  },
  async sendOriginal({ origin, port }) {
    const controller = new AbortController();
    port.on('close', () => controller.abort());
    const open = await openOriginal(origin, controller.signal);
    try {
      await sendPieces(open(controller.signal), port);
    } finally {
      // What was posted still arrives.
      port.close();
    }
  },
  cancel() {
    stop.abort();
    stop = new AbortController();
  },
};

function startPool(threads = parseThreads): ParsePool {
  const started = createParsePool(threads);
  if (held.length > 0) void started.hold(held);
  return started;
}

function attachedSink(): ThreadClient<CaseSink> {
  if (sink === null) throw new Error('attach comes first');
  return sink;
}

/** Commits what is read, in as few transactions as waiting for it allows. */
function queueTo(client: ThreadClient<CaseSink>, parsers: ParsePool): CommitQueue {
  return new CommitQueue(parsers.capacity * CHUNK_BYTES, (steps) =>
    client.call('takeSteps', { steps }, blobsOfSteps(steps)),
  );
}

function until(signal: AbortSignal): Pick<ReadContext, 'signal' | 'aborted'> {
  const { promise, resolve } = Promise.withResolvers<null>();
  if (signal.aborted) resolve(null);
  else signal.addEventListener('abort', () => resolve(null), { once: true });
  return { signal, aborted: new LastingWait(promise) };
}

/** Reads what the case holds of a source that grows again, as what it has turned out to be. */
async function readAnew(sourceId: number, own: readonly FormatDefinition[]): Promise<ReadFacts> {
  pool ??= startPool();
  const client = attachedSink();
  const queue = queueTo(client, pool);
  const context: ReadContext = {
    sink: client,
    pool,
    queue,
    formats: shelf.with(own),
    caseZone: 'UTC',
    acquisition: PLAIN_ACQUISITION,
    ...until(new AbortController().signal),
    askedId: null,
    twins: new Twins([]),
    formatNear: (path) => streams.near(path),
    formatAlike: (path) => streams.alike(path),
    again: () => {},
    committed: () => {},
  };
  const source = await client.call('streamOf', { sourceId });
  const anew = { sourceId, format: null, definition: null, overlap: null };
  const known = { ...source, ...FROM_STORED, ...anew };
  const found = await jobOfKnown(known, client, context.signal);
  const result = found.kind === 'job' ? await readSource(found.job, context) : null;
  await queue.drain();
  if (result?.facts == null) throw new Error('a source that grows has no text to be read again');
  return result.facts;
}

async function read(
  { request, asked, caseZone, own }: RunInput,
  signal: AbortSignal,
  next: () => IngestRequest | null,
): Promise<ReadOutcome> {
  if (sink === null || pool === null) throw new Error('attach comes first');
  const stopped = asked?.stopped ?? [];
  const outcome = { isWhole: false, replaced: request.kind === 'known' || stopped.length > 0 };
  if (signal.aborted) return outcome;
  const total = request.kind === 'paths' ? await onDiskBytes(request.paths, signal) : 0;
  pool.expect(total);
  await pool.tellAnew();
  const agains: KnownSource[] = [];
  const meter = new ProgressMeter(total, PROGRESS_EVERY_MS, (progress) => {
    const message: ProgressMessage = { progress };
    parentPort?.postMessage(message);
  });
  const context: ReadContext = {
    sink,
    pool,
    queue: queueTo(sink, pool),
    formats: shelf.with(own),
    caseZone,
    acquisition: ('acquisition' in request ? request.acquisition : null) ?? PLAIN_ACQUISITION,
    ...until(signal),
    askedId: asked?.id ?? null,
    twins: new Twins(await sink.call('contents', null)),
    formatNear: (path) => streams.near(path),
    formatAlike: (path) => streams.alike(path),
    again: (job, source, reading) => {
      agains.push({ ...job, sourceId: numberOf(source), ...reading, ...FROM_STORED });
    },
    committed: ({ records }) => meter.committed(records),
  };
  const before = asked === null ? NOTHING : await foundBefore(sink, asked.id);
  const taken: SourceNumber[] = [];
  const readAgain = async (): Promise<void> => {
    for (let known = agains.shift(); known !== undefined; known = agains.shift()) {
      outcome.replaced = true;
      if (!signal.aborted) await readStored(known, context);
    }
  };
  try {
    for await (const found of jobsOfTurn(request, { stopped, next }, sink, signal)) {
      if (signal.aborted) break;
      const isNew = found.kind === 'job' && found.job.sourceId === null;
      if (isNew && before.origins.has(JSON.stringify(found.job.origin))) continue;
      const read = await readFound(found, context, meter);
      if (read?.source != null) taken.push(read.source);
      if (read?.hiddenFor != null) outcome.replaced = true;
      await readAgain();
    }
    await context.queue.drain();
    await readAgain();
    await context.queue.drain();
    const fresh = new Set([...before.ids, ...taken.map(numberOf)]);
    if (fresh.size > 0 && !signal.aborted && (await leaveOutOverlaps(fresh, context))) {
      outcome.replaced = true;
    }
    outcome.isWhole = !signal.aborted;
  } finally {
    meter.end();
  }
  return outcome;
}

/** Stops counting what stands in two files of a log. Whether there was any. */
async function leaveOutOverlaps(
  fresh: ReadonlySet<number>,
  context: ReadContext,
): Promise<boolean> {
  const streams = await context.sink.call('streams', null);
  let any = false;
  for await (const found of findOverlaps(streams, fresh, context.sink, context.formats)) {
    any = true;
    const { of, bytes, lines, source } = found;
    if (found.whole) {
      await context.sink.call('hideRead', { sourceId: source.id, kind: 'inside', of });
      continue;
    }
    const yearHint = source.yearHint ?? source.firstYear;
    const overlap = { kind: 'overlap', of, bytes, lines } as const;
    const known = { ...source, ...FROM_STORED, sourceId: source.id, yearHint, overlap };
    await readStored(known, context);
  }
  await context.queue.drain();
  return any;
}

/** What was taken in for a request before the process ended. */
interface FoundBefore {
  readonly origins: ReadonlySet<string>;
  /** Of the sources that are still in the case. */
  readonly ids: readonly number[];
}

const NOTHING: FoundBefore = { origins: new Set(), ids: [] };

/** What was taken in for a request before; what it taught of formats is learnt anew. */
async function foundBefore(client: ThreadClient<CaseSink>, id: number): Promise<FoundBefore> {
  const found = await client.call('foundFor', { id });
  for (const { path, format, formatScore } of found) {
    if (path === null || format === null) continue;
    streams.learn(path, { format, formatScore: formatScore ?? 0 });
  }
  const ids = found.flatMap((source) => (source.id === null ? [] : [source.id]));
  return { origins: new Set(found.map(({ origin }) => origin)), ids };
}

async function readFound(
  found: FoundJob,
  context: ReadContext,
  meter: ProgressMeter,
): Promise<ReadResult | null> {
  if (found.kind === 'skipped') {
    const { path, failure } = found;
    await context.queue.add({
      bytes: 0,
      make: () => ({ operation: 'addSkipped', input: { path, failure } }),
    });
    return null;
  }
  meter.begin(found.job.path, found.consumed);
  const result = await readSource(found.job, context);
  meter.finish();
  if (result.facts !== null) streams.learn(found.job.path, result.facts);
  const { source, hiddenFor } = result;
  if (source !== null && hiddenFor !== null) {
    await context.queue.drain();
    const hidden = { sourceId: numberOf(source), kind: 'same', of: numberOf(hiddenFor) } as const;
    await context.sink.call('hideRead', hidden);
  }
  return result;
}

/** How what the case holds of a source is read anew. */
const FROM_STORED = {
  begun: true,
  skipBytes: 0,
  isTornOff: false,
  onlyOnce: false,
  from: 'stored',
} as const;

async function readStored(known: KnownSource, context: ReadContext): Promise<void> {
  const found = await jobOfKnown(known, context.sink, context.signal);
  if (found.kind === 'job') await readSource(found.job, context);
}

/** What was stopped of a request, what it asks for, and what is asked for behind it. */
async function* jobsOfTurn(
  first: IngestRequest,
  { stopped, next }: { stopped: readonly KnownSource[]; next: () => IngestRequest | null },
  client: ThreadClient<CaseSink>,
  signal: AbortSignal,
): AsyncGenerator<FoundJob> {
  yield* jobsOfSources(stopped, client, signal);
  for (let request: IngestRequest | null = first; request !== null; request = next()) {
    yield* jobsOf(request, client, signal);
  }
}

async function* jobsOf(
  request: IngestRequest,
  client: ThreadClient<CaseSink>,
  signal: AbortSignal,
): AsyncGenerator<FoundJob> {
  switch (request.kind) {
    case 'paths':
      yield* jobsOfPaths(request.paths, signal, request.set);
      return;
    case 'sample':
      yield* jobsOfSample();
      return;
    case 'upload':
      yield* jobsOfUpload(request, signal);
      return;
    case 'known':
      yield* jobsOfSources(request.sources, client, signal);
  }
}

async function* jobsOfSources(
  sources: readonly KnownSource[],
  client: ThreadClient<CaseSink>,
  signal: AbortSignal,
): AsyncGenerator<FoundJob> {
  for (const source of sources) {
    yield await jobOfKnown(source, client, signal).catch((error: unknown): FoundJob => {
      if (!(error instanceof Failure)) throw error;
      const { code, message, details } = error;
      return { kind: 'skipped', path: source.path, failure: { code, message, details } };
    });
  }
}

if (parentPort !== null) serveOperations(parentPort, operations);
