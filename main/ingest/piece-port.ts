import type { MessagePort } from 'node:worker_threads';

/** Pieces that may be under way at once. */
const PIECES_AHEAD = 4;

/** Sends bytes over a port, no further ahead than the other end takes them; `null` says that it was all. */
export async function sendPieces(
  bytes: AsyncIterable<Uint8Array>,
  port: MessagePort,
): Promise<void> {
  let ahead = 0;
  let closed = false;
  let wake: (() => void) | null = null;
  const notify = (): void => {
    wake?.();
    wake = null;
  };
  port.on('message', () => {
    ahead--;
    notify();
  });
  port.on('close', () => {
    closed = true;
    notify();
  });
  try {
    for await (const piece of bytes) {
      if (closed) return;
      const copy = Uint8Array.from(piece);
      port.postMessage(copy, [copy.buffer]);
      ahead++;
      while (ahead >= PIECES_AHEAD && !closed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    port.postMessage(null);
  } finally {
    // What was posted still arrives.
    port.close();
  }
}

/** What `sendPieces` sends. `sending` is its promise: its failure is thrown here. */
export async function* receivePieces(
  port: MessagePort,
  sending: Promise<void>,
): AsyncGenerator<Uint8Array> {
  const arrived: (Uint8Array | null)[] = [];
  let wake: (() => void) | null = null;
  let failure: unknown;
  let closed = false;
  const notify = (): void => {
    wake?.();
    wake = null;
  };
  port.on('message', (message: Uint8Array | null) => {
    arrived.push(message);
    notify();
  });
  port.on('close', () => {
    closed = true;
    notify();
  });
  sending.catch((error: unknown) => {
    failure = error;
    notify();
  });
  try {
    for (;;) {
      const next = arrived.shift();
      if (next === null) return;
      if (next !== undefined) {
        port.postMessage('taken');
        yield next;
      } else if (failure !== undefined) {
        throw failure;
      } else if (closed) {
        await sending;
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    port.close();
  }
}
