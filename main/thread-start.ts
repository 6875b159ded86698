import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import type { Operations, ThreadClient } from './thread-call.ts';
import { threadFile, type ThreadName } from './thread-file.ts';

/**
 * Room for young objects in a thread, in MB. V8 would take up to 48 for each, and there are eight threads
 * or more; what is large here are buffers, which do not lie there.
 */
const YOUNG_MB = 16;

/** Starts a thread. `data` is what it finds as `workerData`; past its limits it ends with an error, alone. */
export function startThread(name: ThreadName, data?: unknown, limits: ResourceLimits = {}): Worker {
  return new Worker(threadFile(name), {
    workerData: data,
    env: threadEnvironment(),
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, ...limits },
  });
}

/** Ends a thread as soon as it may be ended, which for one that loads SQLite is when it has. */
export async function endThread(thread: {
  readonly worker: Worker;
  readonly client: Pick<ThreadClient<Operations>, 'mayEnd'>;
}): Promise<void> {
  await thread.client.mayEnd();
  await thread.worker.terminate();
}

/**
 * This thread's environment, and where it keeps what V8 made of its code: threads do not take that over by themselves. With it
 * one takes 58 ms of processor time to be there instead of 75. Node names the folder inside the one it was given.
 */
function threadEnvironment(): NodeJS.ProcessEnv {
  const kept = getCompileCacheDir();
  return kept === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(kept) };
}
