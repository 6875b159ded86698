import type { Worker } from 'node:worker_threads';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { FormatOperations } from '../ingest/index.ts';
import { createThreadClient, type ThreadClient } from '../thread-call.ts';
import { startThread } from '../thread-start.ts';

/** Far more than any format needs. */
const LONGEST_MS = 20_000;

/** A thread that reads and tries formats, started when it is first needed. What is asked of it throws CANCELLED once it was closed. */
export interface FormatWorker {
  /** Throws FORMAT_TOO_SLOW when it takes so long that something must be wrong with the format. */
  read(text: string): Promise<ReturnType<FormatOperations['read']>>;
  test(
    input: Parameters<FormatOperations['test']>[0],
  ): Promise<ReturnType<FormatOperations['test']>>;
  close(): Promise<void>;
}

/** Makes the worker; its thread starts with the first call. */
export function createFormatWorker(): FormatWorker {
  let running: { worker: Worker; client: ThreadClient<FormatOperations> } | null = null;

  let closed = false;

  function thread(): { worker: Worker; client: ThreadClient<FormatOperations> } {
    // A thread that is started now nobody would end, and the app would not either.
    if (closed) throw cancelled();
    if (running !== null) return running;
    const worker = startThread('format-thread');
    const started = { worker, client: createThreadClient<FormatOperations>(worker) };
    const gone = (): void => {
      started.client.abandon(tooSlow());
      if (running === started) running = null;
    };
    worker.on('error', gone);
    worker.on('exit', gone);
    running = started;
    return started;
  }

  async function limited<T>(
    work: (client: ThreadClient<FormatOperations>) => Promise<T>,
  ): Promise<T> {
    const { worker, client } = thread();
    const limit = setTimeout(() => void worker.terminate(), LONGEST_MS);
    try {
      return await work(client);
    } finally {
      clearTimeout(limit);
    }
  }

  return {
    read: (text) => limited((client) => client.call('read', { text })),
    test: (input) => limited((client) => client.call('test', input)),
    async close() {
      closed = true;
      await running?.worker.terminate();
    },
  };
}

function tooSlow(): Failure {
  return new Failure(
    'FORMAT_TOO_SLOW',
    'Trying the format took too long and was stopped. Nothing was changed; make its patterns simpler.',
  );
}
