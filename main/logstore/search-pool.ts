import type { Worker } from 'node:worker_threads';
import { Failure } from '#shared/model/failure.ts';
import { createIdleRest, REST_AFTER_MS } from '../idle-rest.ts';
import { createThreadClient, type ThreadClient } from '../thread-call.ts';
import { endThread, startThread } from '../thread-start.ts';
import type { SearchOperations } from './search-operations.ts';
import { ToldOperations } from './told-operations.ts';

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

/** All but one thread end after so long without work: each holds 15 to 20 MB though it rests. */
const END_AFTER_MS = 30_000;

/** A search asks a thread for two things at a time. */
const HARDLY_MORE = 2;

/** The threads that read the case. */
export interface SearchPool {
  readonly threads: number;
  /**
   * Runs an operation on the thread that has least to do.
   *
   * @param near number of the thread that is asked where it has hardly more to do than others: it remembers what it opened
   */
  any<K extends keyof SearchOperations>(
    operation: K,
    input: Parameters<SearchOperations[K]>[0],
    near?: number,
  ): Promise<ReturnType<SearchOperations[K]>>;
  /** Runs it on every thread; gives the first one's answer. */
  all<K extends keyof SearchOperations>(
    operation: K,
    input: Parameters<SearchOperations[K]>[0],
  ): Promise<ReturnType<SearchOperations[K]>>;
  /** Starts the threads that were not needed for the first rows, or ended for want of work. Does nothing when they are there. */
  grow(): void;
  close(): Promise<void>;
}

/**
 * Makes the search threads of a case. One is started at once, so that the first rows wait for no other, and stays; the others
 * with `grow`, which are then told what the first knows, and end when there was nothing to do for a while. The case is opened
 * with the first operation.
 */
export function createSearchPool(threads: number, data: SearchThreadData): SearchPool {
  const members = [startMember(data)];
  const told = new ToldOperations();
  let closed = false;

  const resting = createIdleRest(REST_AFTER_MS, () => {
    // A thread that is gone needs no rest.
    for (const { client } of members) client.call('rest', null).catch(() => {});
  });
  const ending = createIdleRest(END_AFTER_MS, () => {
    for (const member of members.splice(1)) void endThread(member);
  });
  const during = <T>(work: () => Promise<T>): Promise<T> =>
    resting.during(() => ending.during(work));

  return {
    threads,
    any: (operation, input, near) =>
      during(async () => {
        const member = chosen(members, near);
        member.load++;
        try {
          return await member.client.call(operation, input);
        } finally {
          member.load--;
        }
      }),
    all: (operation, input) =>
      during(async () => {
        told.keep(operation, input);
        const answers = members.map(({ client }) => client.call(operation, input));
        const [first] = answers;
        if (first === undefined) throw new Error('a pool has at least one thread');
        // What a thread that still starts is told, it knows before it is asked for anything: it is not waited for.
        for (const answer of answers) answer.catch(() => {});
        // The first is among those that are waited for: nobody else would hear how it failed.
        await Promise.all(answers.filter((_, at) => members[at]?.isReady)).catch(
          (refused: unknown) => {
            told.refused(operation, input);
            throw refused;
          },
        );
        return first;
      }),
    grow() {
      if (closed) return;
      while (members.length < threads) {
        const member = startMember(data);
        member.isReady = false;
        members.push(member);
        void Promise.allSettled(told.tell(member.client)).then(() => {
          member.isReady = !member.isGone;
        });
      }
    },
    async close() {
      closed = true;
      resting.stop();
      ending.stop();
      await Promise.all(members.map(endThread));
    },
  };
}

function chosen(members: readonly Member[], near: number | undefined): Member {
  const ready = members.filter(({ isReady }) => isReady);
  const least = ready.reduce((best, other) => (other.load < best.load ? other : best));
  const wanted = near === undefined ? undefined : members[near];
  return wanted?.isReady === true && wanted.load <= least.load + HARDLY_MORE ? wanted : least;
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
