import { availableParallelism } from 'node:os';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { FormatDefinition } from '#shared/model/format.ts';
import { createIdleRest } from '../idle-rest.ts';
import { createThreadClient } from '../thread-call.ts';
import { startThread } from '../thread-start.ts';
import type { FollowRequest } from './follow/following.ts';
import type { SourceOrigin } from './case-sink.ts';
import { receivePieces } from './piece-port.ts';
import type { HeldSlot } from './skeleton/index.ts';
import type { IngestProgress } from './ingest-progress.ts';
import type {
  AskedRun,
  FollowedMessage,
  IngestOperations,
  IngestRequest,
  ProgressMessage,
  ReadOutcome,
} from './ingest-request.ts';

/** Reads sources into an open case, in threads of its own. */
export interface Ingest {
  /** Starts the threads, where a reading is about to be asked for. */
  prepare(): void;
  /** Resolves when all is committed, or was cancelled. Throws what kept the case from taking more; CANCELLED once closed. */
  run(
    request: IngestRequest,
    asked: AskedRun | null,
    caseZone: string,
    own: readonly FormatDefinition[],
  ): Promise<ReadOutcome>;
  /** Slots whose values tell skeletons apart in what is read from now on. */
  hold(slots: readonly HeldSlot[]): Promise<void>;
  /** Resolves when it has begun. Throws FOLLOW_NOT_LINES. */
  follow(request: FollowRequest, own: readonly FormatDefinition[]): Promise<void>;
  /** Resolves when the source came to its end or was stopped. */
  endOfFollowing(sourceId: number): Promise<void>;
  pauseFollowing(sourceId: number): Promise<void>;
  /** False: it is not being followed. */
  resumeFollowing(sourceId: number): Promise<boolean>;
  stopFollowing(sourceId: number | null, as: 'paused' | 'stopped'): Promise<void>;
  /** The bytes of an original, decompressed, from where it lies. Throws what keeps it from being read. */
  originalBytes(origin: SourceOrigin): AsyncGenerator<Uint8Array>;
  cancel(): Promise<void>;
  close(): Promise<void>;
}

/** Most parse threads: past this the case thread is what all wait for. */
const MOST_PARSERS = 6;

/** Threads that read nothing for so long end: they would keep the memory of what they read last. */
const END_AFTER_MS = 10_000;

/**
 * Reads into a case with an ingest thread and parse threads that start with the first reading: opening a
 * case waits for nothing that only reading needs, and a case that is only looked at does not pay for them.
 * `connectSink` hands one end of a line to the case thread.
 */
export function createIngest(
  connectSink: (port: MessagePort) => void,
  onProgress: (progress: IngestProgress) => void,
  onFollowed: (sourceId: number) => void,
): Ingest {
  let started: Started | null = null;
  let closed = false;
  let held: readonly HeldSlot[] = [];
  const tell = (message: Partial<ProgressMessage & FollowedMessage>): void => {
    if (message.progress !== undefined) onProgress(message.progress);
    if (message.followed !== undefined) onFollowed(message.followed);
  };
  const end = async (): Promise<void> => {
    const ending = started;
    started = null;
    await ending?.worker.terminate();
  };
  const begun = (): Started => {
    if (closed) throw cancelled();
    if (started !== null) return started;
    const fresh = startIngest(connectSink, held, tell, () => {
      // The next reading starts another.
      if (started === fresh) started = null;
    });
    started = fresh;
    return fresh;
  };
  const idle = createIdleRest(END_AFTER_MS, () => void end());
  return {
    prepare() {
      if (closed) return;
      // What keeps them from starting is told to the reading that needs them.
      idle.during(() => begun().attached).catch(() => {});
    },
    run: (request, asked, caseZone, own) =>
      idle.during(async () => {
        const { attached, client } = begun();
        await attached;
        const transfer = request.kind === 'upload' ? [request.port] : [];
        return client.call('run', { request, asked, caseZone, own }, transfer);
      }),
    async hold(slots) {
      held = slots;
      await started?.client.call('hold', { slots });
    },
    follow: (request, own) =>
      idle.during(async () => {
        const { attached, client } = begun();
        await attached;
        const transfer = request.from.kind === 'port' ? [request.from.port] : [];
        await client.call('follow', { request, own }, transfer);
      }),
    endOfFollowing: (sourceId) =>
      idle.during(async () => {
        await started?.client.call('endOfFollowing', { sourceId });
      }),
    async pauseFollowing(sourceId) {
      await started?.client.call('pauseFollowing', { sourceId });
    },
    async resumeFollowing(sourceId) {
      return (await started?.client.call('resumeFollowing', { sourceId })) ?? false;
    },
    async stopFollowing(sourceId, as) {
      await started?.client.call('stopFollowing', { sourceId, as });
    },
    async *originalBytes(origin) {
      const { port1, port2 } = new MessageChannel();
      const sending = idle.during(async () => {
        const { attached, client } = begun();
        await attached;
        await client.call('sendOriginal', { origin, port: port2 }, [port2]);
      });
      // What never began closes no port by itself.
      sending.catch(() => port1.close());
      yield* receivePieces(port1, async () => {
        await sending;
        throw cancelled();
      });
    },
    async cancel() {
      await started?.client.call('cancel', null);
    },
    close() {
      closed = true;
      idle.stop();
      return end();
    },
  };
}

type Started = ReturnType<typeof startIngest>;

function startIngest(
  connectSink: (port: MessagePort) => void,
  held: readonly HeldSlot[],
  tell: (message: Partial<ProgressMessage & FollowedMessage>) => void,
  onGone: () => void,
) {
  const worker = startThread('ingest-thread');
  const client = createThreadClient<IngestOperations>(worker);
  const gone = (): void => {
    onGone();
    client.abandon(
      new Failure(
        'READER_DIED',
        'The reading thread ended unexpectedly. What was committed is kept; resume to go on.',
      ),
    );
  };
  worker.on('error', gone);
  worker.on('exit', gone);
  worker.on('message', tell);
  const { port1, port2 } = new MessageChannel();
  connectSink(port2);
  const parseThreads = Math.min(MOST_PARSERS, Math.max(1, availableParallelism()));
  const attached = client.call('attach', { sink: port1, parseThreads, held }, [port1]);
  return { worker, client, attached };
}
