import { takeExactly, type Bytes } from '../bytes.ts';
import { FrameError, PIECE, throwEarlyEnd } from './codec.ts';
import type { SlidingWindow } from './sliding-window.ts';

const INPUT = 64 * 1024;

/** A decompressor that goes on where it stopped and writes into a window. */
export interface WindowedDecoder {
  readonly window: SlidingWindow;
  /** The end of the data was met. */
  readonly ended: boolean;
  /** How many of the window's newest bytes the last `decode` made of bytes that are there. */
  readonly good: number;
  /**
   * Decodes until `most` bytes came out, the end, or `input` is used up to a step before its end (to its
   * end when `isLast`). Throws `FrameError` for what makes no sense.
   */
  decode(input: Uint8Array, from: number, most: number, isLast: boolean): void;
  /** Bytes that it used of the input given last; beyond its end: it ended too early. */
  used(): number;
}

/**
 * What `decoder` makes of the input. `packed`: bytes of it, Infinity when nobody knows (what is left of it
 * is passed over); `size`: bytes that come out, Infinity: up to the end that the data tell. Gives all that came before damage or an early end, then throws `FrameError` or what reading the
 * input threw.
 */
export async function* windowedPieces(
  input: Bytes,
  decoder: WindowedDecoder,
  packed: number,
  size: number,
): AsyncGenerator<Buffer, void> {
  let packedLeft = packed;
  let left = size;
  while (left > 0 && !decoder.ended) {
    const wanted = Math.min(packedLeft, INPUT);
    const chunk = await input.peek(wanted);
    const isLast = chunk.length < wanted || wanted === packedLeft;
    let used = 0;
    let isFull = true;
    while (isFull && left > 0 && !decoder.ended) {
      const most = Math.min(left, PIECE, decoder.window.capacity());
      const { piece, error } = decodePiece(decoder, chunk, used, most, isLast);
      used = decoder.used();
      left -= piece.length;
      isFull = piece.length === most;
      if (piece.length > 0) yield piece;
      if (used > chunk.length && chunk.length < wanted) {
        await takeExactly(input, chunk.length);
        return throwEarlyEnd(input);
      }
      if (error !== null) throw error;
      if (used > chunk.length) throw new FrameError('its compressed data make no sense', false);
    }
    await takeExactly(input, used);
    packedLeft -= used;
  }
  if (Number.isFinite(packedLeft)) await takeExactly(input, packedLeft);
}

/** The next piece, with the error that came behind it. */
function decodePiece(
  decoder: WindowedDecoder,
  chunk: Buffer,
  from: number,
  most: number,
  isLast: boolean,
): { piece: Buffer; error: unknown } {
  const before = decoder.window.written;
  let error: unknown = null;
  try {
    decoder.decode(chunk, from, most, isLast);
  } catch (reason) {
    error = reason;
  }
  const all = decoder.window.newest(decoder.window.written - before);
  return { piece: all.subarray(0, decoder.good), error };
}
