import { open } from 'node:fs/promises';
import type { MessagePort } from 'node:worker_threads';
import { Failure } from '#shared/model/failure.ts';
import type { FormatDefinition } from '#shared/model/format.ts';
import type { ThreadClient } from '../../thread-call.ts';
import type { CaseSink, ReadFacts } from '../case-sink.ts';
import { detectSource } from '../detect-source.ts';
import type { FormatShelf } from '../format-shelf.ts';
import type { HeldSlot } from '../skeleton/index.ts';
import { contentOf, looksBinary, textOpener } from '../intake/index.ts';
import type { ParsePool } from '../parse-pool.ts';
import { commandOutput } from './command-output.ts';
import { FileTail } from './file-tail.ts';
import { Follower, type FollowContext } from './follower.ts';
import { pipedBytes, type LiveBytes } from './live-bytes.ts';

/** A source of the case that is to be followed, and where what it grows by comes from. */
export interface FollowRequest {
  readonly sourceId: number;
  readonly path: string;
  readonly facts: ReadFacts;
  /** Its format was found, not set, and may turn out to be another one. */
  readonly isFree: boolean;
  readonly from:
    /** `id`: of the file that was read so far, see `fileId`; null: none was. */
    | { readonly kind: 'file'; readonly file: string; readonly id: string | null }
    | { readonly kind: 'port'; readonly port: MessagePort }
    | { readonly kind: 'command'; readonly command: readonly string[] };
}

/** What the ingest thread offers for sources that grow. */
export type FollowOperations = {
  /** Slots whose values tell skeletons apart from now on. */
  hold(input: { slots: readonly HeldSlot[] }): Promise<void>;
  /** Resolves when it has begun. */
  follow(input: { request: FollowRequest; own: readonly FormatDefinition[] }): Promise<void>;
  /** Resolves when the source came to its end or was stopped; what was read is written then. */
  endOfFollowing(input: { sourceId: number }): Promise<void>;
  /** Stops reading on for a while; what was opened stays open. */
  pauseFollowing(input: { sourceId: number }): Promise<void>;
  /** False: it is not being followed. */
  resumeFollowing(input: { sourceId: number }): Promise<boolean>;
  /** `paused`: it can be gone on with; null: all of them. */
  stopFollowing(input: { sourceId: number | null; as: 'paused' | 'stopped' }): Promise<void>;
};

interface Dependencies {
  sink(): ThreadClient<CaseSink>;
  startPool(): ParsePool;
  readonly shelf: FormatShelf;
  readAnew(sourceId: number, own: readonly FormatDefinition[]): Promise<ReadFacts>;
  written(sourceId: number): void;
}

interface Followed {
  readonly follower: Follower;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

const HEAD_BYTES = 64 * 1024;

/** The sources that are being followed. They have a parse thread of their own: a large reading does not hold them up. */
export function createFollowing({
  sink,
  startPool,
  shelf,
  readAnew,
  written,
}: Dependencies): FollowOperations {
  const followed = new Map<number, Followed>();
  let pool: ParsePool | null = null;

  async function start(
    request: FollowRequest,
    own: readonly FormatDefinition[],
    stop: AbortController,
  ): Promise<Followed> {
    const { sourceId, path, facts, isFree } = request;
    const formats = shelf.with(own).including(facts.definition);
    pool ??= startPool();
    await pool.tellAnew();
    const context: FollowContext = {
      sink: sink(),
      pool,
      signal: stop.signal,
      formatOf: ({ format, definition }) => formats.get(format, definition),
      looksOtherwise: (text, { format }) =>
        isFree &&
        detectSource(text.toString('utf8'), { path, format: null }, formats.all, null).format.id !==
          format,
      readAnew: (id) => readAnew(id, own),
      written,
    };
    const { live, isFound } = await liveOf(request, stop.signal, sink());
    const follower = new Follower(sourceId, live, facts, context);
    await follower.begin(isFound);
    return { follower, stop, done: follower.run() };
  }

  return {
    async hold({ slots }) {
      await pool?.hold(slots);
    },
    async follow({ request, own }) {
      const { sourceId, path } = request;
      if (followed.has(sourceId)) return;
      const stop = new AbortController();
      const { follower, done } = await start(request, own, stop);
      followed.set(sourceId, { follower, stop, done: done.catch(said).finally(gone) });

      /** How a command ended is the source's matter; what keeps the case from taking more is everybody's. */
      async function said(error: unknown): Promise<void> {
        if (!(error instanceof Failure) || error.code !== 'COMMAND_FAILED') throw error;
        const { code, message, details } = error;
        await sink().call('addSkipped', { path, failure: { code, message, details } });
      }
      function gone(): void {
        followed.delete(sourceId);
        written(sourceId);
      }
    },
    async endOfFollowing({ sourceId }) {
      await followed.get(sourceId)?.done;
    },
    async pauseFollowing({ sourceId }) {
      await followed.get(sourceId)?.follower.pause();
    },
    async resumeFollowing({ sourceId }) {
      const entry = followed.get(sourceId);
      await entry?.follower.resume();
      return entry !== undefined;
    },
    async stopFollowing({ sourceId, as }) {
      const entries = [...followed].filter(([id]) => sourceId === null || id === sourceId);
      for (const [, { follower, stop }] of entries) {
        follower.stopAs(as);
        stop.abort();
      }
      await Promise.allSettled(entries.map(([, { done }]) => done));
    },
  };
}

async function liveOf(
  { sourceId, from }: FollowRequest,
  signal: AbortSignal,
  sink: ThreadClient<CaseSink>,
): Promise<{ live: LiveBytes; isFound: boolean }> {
  switch (from.kind) {
    case 'port':
      return { live: pipedBytes(bytesOfPort(from.port), signal), isFound: true };
    case 'command':
      return { live: pipedBytes(commandOutput(from.command, signal), signal), isFound: true };
    case 'file': {
      await refuseOther(from.file);
      const { point } = await sink.call('followedFrom', { sourceId });
      const live = new FileTail(from.file, signal);
      const first = from.id === null ? null : { file: from.id, read: 0, headBytes: 0, head: '' };
      return { live, isFound: await live.start(point ?? first) };
    }
  }
}

async function* bytesOfPort(port: MessagePort): AsyncGenerator<Buffer> {
  const arrived: (Uint8Array | null)[] = [];
  let wake: (() => void) | null = null;
  const take = (piece: Uint8Array | null): void => {
    arrived.push(piece);
    wake?.();
    wake = null;
  };
  port.on('message', take);
  port.on('close', () => take(null));
  try {
    for (;;) {
      const next = arrived.shift();
      if (next === null) return;
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      port.postMessage('taken');
      yield Buffer.from(next.buffer, next.byteOffset, next.byteLength);
    }
  } finally {
    port.close();
  }
}

/** Throws FOLLOW_NOT_LINES for a file that is packed, binary, or no text in lines. */
async function refuseOther(file: string): Promise<void> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return;
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  await handle.close();
  const head = buffer.subarray(0, bytesRead);
  const isText =
    head.length === 0 ||
    (contentOf(head).kind === 'plain' &&
      !looksBinary(head) &&
      textOpener(head, 'utf-8', file).asItStands);
  if (isText) return;
  throw new Failure(
    'FOLLOW_NOT_LINES',
    `${file} is packed, or is no text in lines, so it cannot be followed. What it holds now can be added.`,
    { path: file },
  );
}
