import type { Worker } from 'node:worker_threads';
import { Failure } from '#shared/model/failure.ts';
import { createIdleRest, REST_AFTER_MS } from '../idle-rest.ts';
import { createThreadClient, type ThreadClient } from '../thread-call.ts';
import { startThread } from '../thread-start.ts';
import type { SearchOperations } from './search-operations.ts';

/** What a search thread needs to open the case. */
export interface SearchThreadData {
  readonly path: string;
  readonly key: Uint8Array;
}

interface Member {
  readonly worker: Worker;
  readonly client: ThreadClient<SearchOperations>;
  load: number;
}

/** The threads that read the case. */
export interface SearchPool {
  readonly threads: number;
  /** Runs an operation on the thread that has least to do. */
  any<K extends keyof SearchOperations>(
    operation: K,
    input: Parameters<SearchOperations[K]>[0],
  ): Promise<ReturnType<SearchOperations[K]>>;
  /** Runs it on every thread; gives the first one's answer. */
  all<K extends keyof SearchOperations>(
    operation: K,
    input: Parameters<SearchOperations[K]>[0],
  ): Promise<ReturnType<SearchOperations[K]>>;
  close(): Promise<void>;
}

/** Starts the search threads of a case. */
export function createSearchPool(threads: number, data: SearchThreadData): SearchPool {
  const members: Member[] = Array.from({ length: threads }, () => {
    const worker = startThread('search-thread', data);
    const client = createThreadClient<SearchOperations>(worker);
    const gone = (): void =>
      client.abandon(
        new Failure(
          'SEARCHER_DIED',
          'A search thread ended unexpectedly. Close the case and open it again.',
        ),
      );
    worker.on('error', gone);
    worker.on('exit', gone);
    return { worker, client, load: 0 };
  });

  const idle = createIdleRest(REST_AFTER_MS, () => {
    // A thread that is gone needs no rest.
    for (const { client } of members) client.call('rest', null).catch(() => {});
  });

  return {
    threads,
    any: (operation, input) =>
      idle.during(async () => {
        const member = members.reduce((best, other) => (other.load < best.load ? other : best));
        member.load++;
        try {
          return await member.client.call(operation, input);
        } finally {
          member.load--;
        }
      }),
    all: (operation, input) =>
      idle.during(async () => {
        const answers = members.map((member) => member.client.call(operation, input));
        const [first] = answers;
        if (first === undefined) throw new Error('a pool has at least one thread');
        // The first is among those that are waited for: nobody else would hear how it failed.
        await Promise.all(answers);
        return first;
      }),
    async close() {
      idle.stop();
      await Promise.all(members.map((member) => member.worker.terminate()));
    },
  };
}
