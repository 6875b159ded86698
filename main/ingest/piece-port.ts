import type { MessagePort } from 'node:worker_threads';
import { Wakers } from './wakers.ts';

/** Pieces that may be under way at once. */
const PIECES_AHEAD = 8;

/** What goes over the port: a piece; `null`, it was all; `broken`, no more comes though it was not all. */
type PieceMessage = Uint8Array | null | 'broken';

/**
 * Sends bytes over a port, no further ahead than the other end takes them, and tells it the end. Gives false when the other end
 * closed, or `signal` was aborted, before it was all. Throws what `bytes` throws. The port stays open.
 */
export async function sendPieces(
  bytes: AsyncIterable<Uint8Array>,
  port: MessagePort,
  signal?: AbortSignal,
): Promise<boolean> {
  let ahead = 0;
  let closed = false;
  const waiting = new Wakers();
  port.on('message', () => {
    ahead--;
    waiting.wake();
  });
  port.on('close', () => {
    closed = true;
    waiting.wake();
  });
  let end: PieceMessage = 'broken';
  try {
    for await (const piece of bytes) {
      if (closed || signal?.aborted === true) return false;
      const copy = Uint8Array.from(piece);
      port.postMessage(copy, [copy.buffer]);
      ahead++;
      while (ahead >= PIECES_AHEAD && !closed) await waiting.next();
    }
    end = null;
    return true;
  } finally {
    port.postMessage(end);
  }
}

/**
 * What `sendPieces` sends, each piece acknowledged when it is asked for. Ends early when `signal` is aborted. Closes the port.
 *
 * @param broken throws what is to be told when no more comes though it was not all
 */
export async function* receivePieces(
  port: MessagePort,
  broken: () => Promise<never>,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const arrived: PieceMessage[] = [];
  const waiting = new Wakers();
  const take = (message: PieceMessage): void => {
    arrived.push(message);
    waiting.wake();
  };
  port.on('message', take);
  port.on('close', () => take('broken'));
  signal?.addEventListener('abort', waiting.wake);
  try {
    while (signal?.aborted !== true) {
      const next = arrived.shift();
      if (next === undefined) await waiting.next();
      else if (next === null) return;
      else if (next === 'broken') await broken();
      else {
        port.postMessage('taken');
        yield Buffer.from(next.buffer, next.byteOffset, next.byteLength);
      }
    }
  } finally {
    signal?.removeEventListener('abort', waiting.wake);
    port.close();
  }
}
