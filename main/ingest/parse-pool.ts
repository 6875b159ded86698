import type { ResourceLimits, Worker } from 'node:worker_threads';
import { Failure } from '#shared/model/failure.ts';
import { createThreadClient, type ThreadClient } from '../thread-call.ts';
import { startThread } from '../thread-start.ts';
import type { TableShape } from './formats/index.ts';
import { CHUNK_BYTES } from './line-chunks.ts';
import type { Chunk, ParsedChunk } from './parse-chunk.ts';
import type { HeldSlot } from './skeleton/index.ts';

/** How the lines of a source are to be read; the same for all its chunks but for the year. */
export interface ReadSetup {
  readonly format: string;
  /** JSON of an own format; null: a built-in one. */
  readonly definition: string | null;
  readonly zone: string;
  /** Year in force at the chunk's first line, for dates without one; null: not needed or not known. */
  readonly year: number | null;
  /** When the file was last written, microseconds UTC. */
  readonly referenceUs: number;
  /** Of a table: what its rows are read with; null: it is none. */
  readonly shape: TableShape | null;
}

/** What a parse thread offers. */
export type ParseOperations = {
  parse(input: { chunk: Chunk; setup: ReadSetup }): ParsedChunk;
  /** See `Skeletonizer.hold`. */
  hold(input: { slots: readonly HeldSlot[] }): void;
  /** See `ChunkParser.tellAnew`. */
  tellAnew(input: null): void;
};

interface Member {
  readonly worker: Worker;
  readonly client: ThreadClient<ParseOperations>;
  load: number;
  /** Of what it parses: whether it is large. */
  isHeavy: boolean;
}

/** A thread has one chunk waiting behind the one that it parses, so that it never waits itself. */
const MOST_LOAD = 2;
/** A chunk of this size may be too much for a thread; no small one waits behind it, and would fail with it. */
const HEAVY_BYTES = 1024 * 1024;

/** The threads that turn chunks into blocks. */
export interface ParsePool {
  /** How many chunks keep every thread busy with one more waiting for each. */
  readonly capacity: number;
  /** Starts the threads that so many bytes to be read will keep busy. */
  expect(bytes: number): void;
  /** The chunk's memory moves to the thread: do not use it afterwards. */
  parse(chunk: Chunk, setup: ReadSetup): Promise<ParsedChunk>;
  /** Slots whose values tell skeletons apart, in what is parsed from now on. */
  hold(slots: readonly HeldSlot[]): Promise<void>;
  /**
   * A reading begins: the texts of skeletons are given anew. What was given with a chunk that was never committed is lost to
   * the case, and what was erased from it since is forgotten.
   */
  tellAnew(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a parse thread, and up to `threads` of them as there is work: most logs are one chunk, and a thread costs as much as
 * parsing 6 MB. A thread that dies fails its chunks with PARSER_DIED and is replaced.
 */
export function createParsePool(threads: number, limits: ResourceLimits = {}): ParsePool {
  let closed = false;
  let held: readonly HeldSlot[] = [];
  const members = [start()];
  const waiting: { readonly isHeavy: boolean; take(member: Member): void }[] = [];

  function start(): Member {
    const worker = startThread('parse-thread', undefined, limits);
    const member: Member = { worker, client: createThreadClient(worker), load: 0, isHeavy: false };
    if (held.length > 0) void member.client.call('hold', { slots: held }).catch(() => {});
    worker.on('error', () => replace(member));
    worker.on('exit', () => replace(member));
    return member;
  }

  /** A thread that a chunk can be given to; null: all have enough to do. */
  function ready(isHeavy: boolean): Member | null {
    const idle = members.find(({ load }) => load === 0);
    if (idle !== undefined) return idle;
    if (members.length < threads) {
      const fresh = start();
      members.push(fresh);
      return fresh;
    }
    const open = members.filter((member) => member.load < MOST_LOAD && member.isHeavy === isHeavy);
    return open[0] ?? null;
  }

  /** Gives threads what waits, first come first served. */
  function serve(): void {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const member = ready(next.isHeavy);
      if (member === null) return;
      waiting.shift();
      member.load++;
      member.isHeavy = next.isHeavy;
      next.take(member);
    }
  }

  function replace(member: Member): void {
    member.client.abandon(
      new Failure(
        'PARSER_DIED',
        'A parsing thread ended unexpectedly, most likely for want of memory.',
      ),
    );
    const index = members.indexOf(member);
    if (!closed && index >= 0) members[index] = start();
  }

  return {
    capacity: threads * 2,
    expect(bytes) {
      const busy = Math.min(threads, Math.ceil(bytes / CHUNK_BYTES));
      while (members.length < busy) members.push(start());
    },
    async parse(chunk, setup) {
      const isHeavy = chunk.bytes.length >= HEAVY_BYTES;
      const member = await new Promise<Member>((take) => {
        waiting.push({ isHeavy, take });
        serve();
      });
      try {
        return await member.client.call('parse', { chunk, setup }, [chunk.bytes.buffer]);
      } finally {
        member.load--;
        serve();
      }
    },
    async hold(slots) {
      held = slots;
      await Promise.all(members.map(({ client }) => client.call('hold', { slots })));
    },
    async tellAnew() {
      await Promise.all(members.map(({ client }) => client.call('tellAnew', null)));
    },
    async close() {
      closed = true;
      await Promise.all(members.map((member) => member.worker.terminate()));
    },
  };
}
