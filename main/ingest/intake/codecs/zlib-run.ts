import type { Transform } from 'node:stream';
import type { Zlib } from 'node:zlib';
import type { Bytes } from '../bytes.ts';
import { FrameError, type FrameRun } from './codec.ts';

/** A decompressor of node:zlib; `bytesWritten` counts what it really used of what it was given. */
type Engine = Transform & Zlib;

const MIN_PIECE = 512;
const MAX_PIECE = 64 * 1024;
/** zlib throws away the output of the piece in which it finds damage: at most this share of what came before. */
const PIECE_SHARE = 1 / 64;

/**
 * Runs `engine` over `input` until its frame ends. Feeds it one piece ahead of the reader, so that the
 * thread pool decompresses while the reader works on what it got; what was taken beyond the frame's end
 * is put back into the input. Throws `FrameError`, or whatever
 * reading the input threw, once all output before it was read.
 */
export function runEngine(engine: Engine, input: Bytes): FrameRun {
  const recent: Buffer[] = [];
  let sent = 0;
  let busy = false;
  let inputEnded = false;
  let frameEnded = false;
  let closed = false;
  let inputError: { readonly error: unknown } | null = null;
  let engineError: Error | null = null;
  let wake = (): void => {};
  const notify = (): void => wake();
  engine.on('readable', notify);
  engine.on('end', () => {
    frameEnded = true;
    notify();
  });
  engine.on('error', (error) => {
    engineError ??= error;
    notify();
  });

  const written = (error?: Error | null): void => {
    busy = false;
    engineError ??= error ?? null;
    // The engine answers before it used the whole piece only when its frame ended within it.
    if (engineError === null && engine.bytesWritten < sent) frameEnded = true;
    notify();
  };
  const takePiece = async (): Promise<Buffer | null> => {
    const size = Math.floor(input.taken() * PIECE_SHARE);
    try {
      return await input.take(Math.min(MAX_PIECE, Math.max(MIN_PIECE, size)));
    } catch (error) {
      inputError = { error };
      return null;
    }
  };
  const feed = async (): Promise<void> => {
    busy = true;
    const piece = await takePiece();
    if (closed || engine.destroyed) return;
    if (piece === null) {
      busy = false;
      inputEnded = true;
      engine.end();
    } else {
      recent.splice(0, recent.length, piece);
      sent += piece.length;
      engine.write(piece, written);
    }
  };
  const hungry = (): boolean =>
    !busy && !inputEnded && !frameEnded && engineError === null && !engine.destroyed;

  const failIfBroken = (): void => {
    if (engineError === null) return;
    if (inputError !== null) throw inputError.error;
    throw new FrameError(
      'its compressed data make no sense',
      inputEnded && isEarlyEnd(engineError),
    );
  };
  const nextEvent = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });

  return {
    async read() {
      for (;;) {
        if (closed) throw new Error('read of a closed decompressor');
        const event = nextEvent();
        if (hungry()) void feed();
        const output: unknown = engine.read();
        if (Buffer.isBuffer(output)) return output;
        failIfBroken();
        if (frameEnded && !busy) {
          const left = sent - engine.bytesWritten;
          if (left > 0) input.unread(Buffer.concat(recent).subarray(-left));
          return null;
        }
        await event;
      }
    },
    close() {
      closed = true;
      engine.destroy();
      notify();
    },
  };
}

function isEarlyEnd(error: Error): boolean {
  return 'code' in error && error.code === 'Z_BUF_ERROR';
}
