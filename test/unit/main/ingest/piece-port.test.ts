import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '#shared/model/failure.ts';
import { receivePieces, sendPieces } from '../../../../main/ingest/piece-port.ts';

const LOST = new Failure('LOST', 'No more comes.');
const lost = (): Promise<never> => Promise.reject(LOST);

async function* piecesOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield piece;
}

describe('bytes over a port', () => {
  test('arrive as they were sent, whole and in order', async () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(pieces, async (sent) => {
        const { port1, port2 } = new MessageChannel();
        const sending = sendPieces(piecesOf(sent), port1);
        const got: Buffer[] = [];
        for await (const piece of receivePieces(port2, lost)) got.push(piece);
        expect(await sending).toBe(true);
        expect(Buffer.concat(got)).toEqual(Buffer.concat(sent));
      }),
      { numRuns: 50 },
    );
  });

  test('are sent no further ahead than they are taken', async () => {
    let made = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield Uint8Array.of(made++);
    }
    const { port1, port2 } = new MessageChannel();
    const sending = sendPieces(endless(), port1);
    let taken = 0;
    for await (const piece of receivePieces(port2, lost)) {
      expect(piece[0]).toBe(taken++);
      expect(made - taken).toBeLessThanOrEqual(10);
      if (taken === 100) break;
    }
    expect(await sending).toBe(false);
  });

  test('what cannot be read tells both ends, behind what was read', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(1);
      throw new Failure('READ_FAILED', 'The disk gave an error.');
    }
    const { port1, port2 } = new MessageChannel();
    const sending = expect(sendPieces(failing(), port1)).rejects.toMatchObject({
      code: 'READ_FAILED',
    });
    const receiving = receivePieces(port2, lost);
    expect((await receiving.next()).value).toEqual(Buffer.of(1));
    await expect(receiving.next()).rejects.toBe(LOST);
    await sending;
  });

  test('a sender that is told to stop says that it was not all', async () => {
    const { port1, port2 } = new MessageChannel();
    expect(await sendPieces(piecesOf([Uint8Array.of(1)]), port1, AbortSignal.abort())).toBe(false);
    await expect(receivePieces(port2, lost).next()).rejects.toBe(LOST);
  });

  test('whoever receives and is told to stop waits for nothing more, and the sender is let go', async () => {
    const stop = new AbortController();
    const { port1, port2 } = new MessageChannel();
    const next = receivePieces(port2, lost, stop.signal).next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    const many = Array.from({ length: 100 }, () => Uint8Array.of(1));
    expect(await sendPieces(piecesOf(many), port1)).toBe(false);
  });
});
