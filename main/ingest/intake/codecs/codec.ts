import { setImmediate } from 'node:timers/promises';
import { takeExactly, type Bytes } from '../bytes.ts';
import type { PileLimits } from '../pile-limits.ts';

/** What is wrong with a compressed run of bytes: it ends too early, or it says something impossible. */
export class FrameError extends Error {
  readonly truncated: boolean;
  constructor(message: string, truncated: boolean) {
    super(message);
    this.truncated = truncated;
  }
}

/** The error for a run of bytes that ends before its frame does. */
export function cutShort(): FrameError {
  return new FrameError('it ends too early', true);
}

/** A decompressor at work on one frame. */
export interface FrameRun {
  /** The next output (never empty), null at the frame's end: then the input stands right behind it. */
  read(): Promise<Buffer | null>;
  close(): void;
}

/** How a compression puts frames (gzip: members; xz, bzip2: streams) one behind the other. */
export interface Codec {
  /** Whether `end` wants the CRC-32 of what the frame gave. */
  readonly checksummed: boolean;
  /** Takes what stands before a frame; false when there is no further one. Throws `FrameError`. */
  begin(input: Bytes, frame: number): Promise<boolean>;
  /** Decompresses one frame. `size`: what will come out, null when nothing says so. */
  run(input: Bytes, size: number | null, limits: PileLimits): FrameRun;
  /** Takes and checks what stands behind a frame's data. Throws `FrameError`. */
  end(input: Bytes, crc: number, length: number): Promise<void>;
}

/** Most that a decompressor of our own gives at once: some milliseconds of work, then a cancel gets through. */
export const PIECE = 256 * 1024;

/** A frame's decoding, written as a generator of its output. Steps aside before each piece. */
export function runGenerator(pieces: AsyncGenerator<Buffer, void>): FrameRun {
  let closed = false;
  return {
    async read() {
      await setImmediate();
      if (closed) return null;
      const next = await pieces.next();
      return next.done === true ? null : next.value;
    },
    close() {
      closed = true;
    },
  };
}

/** Exactly `count` bytes. Throws `FrameError` when there are fewer, or what reading the input threw. */
export async function takeAll(input: Bytes, count: number): Promise<Buffer> {
  const bytes = await takeExactly(input, count);
  if (bytes.length < count) throw cutShort();
  return bytes;
}

/** Throws why an input is shorter than it should be: what reading it threw, or that it is cut short. */
export async function throwEarlyEnd(input: Bytes): Promise<never> {
  await input.take(1);
  throw cutShort();
}
