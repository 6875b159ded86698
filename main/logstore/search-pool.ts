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
  /** Whether it is asked; one that still starts is only told. */
  isReady: boolean;
  isGone: boolean;
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
  /** Starts the threads that were not needed for the first rows. Does nothing when they are there. */
  grow(): void;
  close(): Promise<void>;
}

/**
 * Makes the search threads of a case. One is started at once, so that the first rows wait for no other; the others with
 * `grow`, which are then told all that the first was told. The case is opened with the first operation.
 */
export function createSearchPool(threads: number, data: SearchThreadData): SearchPool {
  const members = [startMember(data)];
  /** What all threads have to know, until all are there. */
  let told: ((member: Member) => Promise<unknown>)[] | null = [];
  let closed = false;

  const idle = createIdleRest(REST_AFTER_MS, () => {
    // A thread that is gone needs no rest.
    for (const { client } of members) client.call('rest', null).catch(() => {});
  });

  return {
    threads,
    any: (operation, input) =>
      idle.during(async () => {
        const ready = members.filter(({ isReady }) => isReady);
        const member = ready.reduce((best, other) => (other.load < best.load ? other : best));
        member.load++;
        try {
          return await member.client.call(operation, input);
        } finally {
          member.load--;
        }
      }),
    all: (operation, input) =>
      idle.during(async () => {
        const ask = ({ client }: Member) => client.call(operation, input);
        told?.push(ask);
        const answers = members.map(ask);
        const [first] = answers;
        if (first === undefined) throw new Error('a pool has at least one thread');
        // What a thread that still starts is told, it knows before it is asked for anything: it is not waited for.
        for (const answer of answers) answer.catch(() => {});
        // The first is among those that are waited for: nobody else would hear how it failed.
        await Promise.all(answers.filter((_, at) => members[at]?.isReady));
        return first;
      }),
    grow() {
      if (told === null || closed) return;
      const before = told;
      told = null;
      while (members.length < threads) {
        const member = startMember(data);
        member.isReady = false;
        members.push(member);
        void Promise.allSettled(before.map((ask) => ask(member))).then(() => {
          member.isReady = !member.isGone;
        });
      }
    },
    async close() {
      closed = true;
      idle.stop();
      await Promise.all(members.map((member) => member.worker.terminate()));
    },
  };
}

function startMember(data: SearchThreadData): Member {
  const worker = startThread('search-thread', data);
  const client = createThreadClient<SearchOperations>(worker);
  const member: Member = { worker, client, load: 0, isReady: true, isGone: false };
  const gone = (): void => {
    member.isGone = true;
    client.abandon(
      new Failure(
        'SEARCHER_DIED',
        'A search thread ended unexpectedly. Close the case and open it again.',
      ),
    );
  };
  worker.on('error', gone);
  worker.on('exit', gone);
  return member;
}
