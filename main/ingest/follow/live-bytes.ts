import { setTimeout as delay } from 'node:timers/promises';
import { LastingWait } from '../lasting-wait.ts';

/** Which file a run of live bytes is of, and how it is known again. */
export interface FileMark {
  readonly file: string;
  readonly read: number;
  readonly headBytes: number;
  readonly head: string;
}

/** What comes next of something that grows. */
export type LiveStep =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** All that there is was given; more may come. */
  | { readonly kind: 'idle' }
  /** The file came to its end, and what comes is of another one. */
  | { readonly kind: 'next'; readonly event: 'rotated' | 'truncated' | 'replaced' | 'gap' }
  | { readonly kind: 'end' };

/** Something that grows. */
export interface LiveBytes {
  next(): Promise<LiveStep>;
  /** Where it is; null: it is no file, and what was given cannot be had again. */
  mark(): FileMark | null;
  close(): Promise<void>;
}

/** How soon something new is noticed, milliseconds: half of it on average, well within the second that is promised. */
export const POLL_MS = 250;

/** What comes through a pipe. */
export function pipedBytes(bytes: AsyncIterable<Buffer>, signal: AbortSignal): LiveBytes {
  const iterator = bytes[Symbol.asyncIterator]();
  let waiting: LastingWait<IteratorResult<Buffer, unknown>> | null = null;
  return {
    async next() {
      if (signal.aborted) return { kind: 'end' };
      waiting ??= new LastingWait(iterator.next());
      const idle = new AbortController();
      const pause = delay(POLL_MS, null, { signal: idle.signal }).catch(() => null);
      const result = await waiting.race(pause);
      idle.abort();
      if (result === null) return { kind: 'idle' };
      waiting = null;
      return result.done === true ? { kind: 'end' } : { kind: 'bytes', bytes: result.value };
    },
    mark: () => null,
    async close() {
      await iterator.return?.();
    },
  };
}
