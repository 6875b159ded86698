import { availableParallelism } from 'node:os';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Failure } from '#shared/model/failure.ts';
import type { FormatDefinition } from '#shared/model/format.ts';
import { createThreadClient } from '../thread-call.ts';
import { startThread } from '../thread-start.ts';
import type { IngestProgress } from './ingest-progress.ts';
import type { IngestOperations, IngestRequest, ProgressMessage } from './ingest-request.ts';

/** Reads sources into an open case, in threads of its own. */
export interface Ingest {
  /** Resolves when all is committed, or was cancelled. Throws what kept the case from taking more. */
  run(request: IngestRequest, caseZone: string, own: readonly FormatDefinition[]): Promise<void>;
  cancel(): Promise<void>;
  close(): Promise<void>;
}

/** Most parse threads: past this the case thread is what all wait for. */
const MOST_PARSERS = 6;

/** Starts the ingest thread. `connectSink` hands one end of a line to the case thread. */
export function createIngest(
  connectSink: (port: MessagePort) => void,
  onProgress: (progress: IngestProgress) => void,
): Ingest {
  const worker = startThread('ingest-thread');
  const client = createThreadClient<IngestOperations>(worker);
  const gone = (): void =>
    client.abandon(
      new Failure(
        'READER_DIED',
        'The reading thread ended unexpectedly. What was committed is kept; resume to go on.',
      ),
    );
  worker.on('error', gone);
  worker.on('exit', gone);
  worker.on('message', (message: Partial<ProgressMessage>) => {
    if (message.progress !== undefined) onProgress(message.progress);
  });
  const { port1, port2 } = new MessageChannel();
  connectSink(port2);
  const parseThreads = Math.min(MOST_PARSERS, Math.max(1, availableParallelism()));
  const attached = client.call('attach', { sink: port1, parseThreads }, [port1]);
  return {
    async run(request, caseZone, own) {
      await attached;
      const transfer = request.kind === 'upload' ? [request.port] : [];
      await client.call('run', { request, caseZone, own }, transfer);
    },
    cancel: () => client.call('cancel', null),
    async close() {
      await worker.terminate();
    },
  };
}
