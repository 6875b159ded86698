import { LinesCodec } from './lines-codec.ts';
import { damagedBlock, pack, unpack } from './packed-block.ts';
import {
  framesOf,
  LINE_FRAMES,
  LINES,
  openLines,
  packLines,
  type FrameOf,
  type StoredLines,
} from './stored-lines.ts';

let codec: LinesCodec | null = null;

/** The codec of this thread: a thread that opens no text pays for none. */
function linesCodec(): LinesCodec {
  codec ??= new LinesCodec();
  return codec;
}

/**
 * Compresses the text of a block. Its parts are compared with it first (1.5 ms of a block's 30), where they stand: what would not
 * come back byte for byte would be evidence lost.
 */
export function packText(bytes: Uint8Array): PackedText {
  const own = linesCodec();
  own.hold(bytes);
  own.take(bytes.length);
  return packTaken(bytes, own);
}

/**
 * The same of a text that a codec has taken apart. Another kernel works in its memory, so that it still holds that text is looked at,
 * too (0.3 ms).
 */
export function packTaken(bytes: Uint8Array, by: LinesCodec): PackedText {
  const split = by.parts();
  if (split === null || !by.holds(bytes) || !by.makes(split))
    return { codec: 'zstd', data: pack(bytes) };
  return { codec: LINE_FRAMES, data: packLines(split) };
}

interface PackedText {
  readonly codec: string;
  readonly data: Uint8Array<ArrayBuffer>;
}

/**
 * Undoes `packText`. What it gives is valid until the next text is opened. Throws as `unpack` does.
 *
 * @param frameOf gives frames of the text that stand elsewhere
 */
export function unpackText(name: string, data: Uint8Array, frameOf: FrameOf | null = null): Buffer {
  const lines = openTextLines(name, data, frameOf);
  if (lines === null) return unpack(name, data);
  try {
    return wholeText(lines);
  } finally {
    lines.releaseRoom();
  }
}

/** The text that is stored in lines. Otherwise as `unpackText`. */
export function wholeText(lines: StoredLines): Buffer {
  return checked(() => linesCodec().join(framesOf(lines, null)));
}

/**
 * The lines that a text is stored in, opened so far that it can be told what they are of; null: it is stored as a whole. Throws as
 * `unpack` does.
 *
 * @param frameOf gives frames of the text that stand elsewhere
 */
export function openTextLines(
  name: string,
  data: Uint8Array,
  frameOf: FrameOf | null = null,
): StoredLines | null {
  const isLines = name === LINES || name === LINE_FRAMES;
  return isLines ? checked(() => openLines(name, data, frameOf)) : null;
}

/**
 * Lines of a text, a newline behind each, without unpacking what has none of them or putting the others together; null: there are
 * not so many lines. Valid until the next text is opened. Throws as `unpack` does.
 *
 * @param wanted one a line
 */
export function someLines(lines: StoredLines, wanted: Uint8Array): Buffer | null {
  return checked(() => linesCodec().joinSome(framesOf(lines, wanted), wanted));
}

/** Opens parts of a text. Throws CASE_DAMAGED where they do not fit together. */
export function checked<T>(open: () => T): T {
  try {
    return open();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw damagedBlock(cause);
  }
}
