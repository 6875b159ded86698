import { FACTS, LinesCodec, type SplitText } from './lines-codec.ts';
import { damagedBlock, pack, release, unpack } from './packed-block.ts';

/** Codec of texts whose lines were taken apart before they were compressed. */
const LINES = 'lines';
const HEAD_BYTES = FACTS * 4;

let codec: LinesCodec | null = null;

/** The codec of this thread: a thread that opens no text pays for none. */
function linesCodec(): LinesCodec {
  codec ??= new LinesCodec();
  return codec;
}

/**
 * Compresses the text of a block. The parts are put together again once and compared (2.5 ms of a block's 30): what did not
 * come back byte for byte would be evidence lost.
 */
export function packText(bytes: Uint8Array): { codec: string; data: Uint8Array<ArrayBuffer> } {
  const split = linesCodec().split(bytes);
  if (split === null) return { codec: 'zstd', data: pack(bytes) };
  const parts = Uint8Array.from(split.parts);
  if (!linesCodec().join({ facts: split.facts, parts }).equals(bytes)) {
    return { codec: 'zstd', data: pack(bytes) };
  }
  const packed = pack(parts);
  const data = new Uint8Array(HEAD_BYTES + packed.length);
  // Little-endian, as all machines are that this runs on.
  data.set(new Uint8Array(split.facts.buffer));
  data.set(packed, HEAD_BYTES);
  release(parts);
  release(packed);
  return { codec: LINES, data };
}

/** Undoes `packText`. What it gives is valid until the next text is opened. Throws as `unpack` does. */
export function unpackText(name: string, data: Uint8Array): Buffer {
  if (name !== LINES) return unpack(name, data);
  return joined(data, (split) => linesCodec().join(split));
}

/**
 * Lines of a text, a newline behind each, without putting the others together; null: the text is not stored in lines, or not
 * in so many.
 * Otherwise as `unpackText`.
 *
 * @param wanted one a line
 */
export function unpackLines(name: string, data: Uint8Array, wanted: Uint8Array): Buffer | null {
  return name === LINES ? joined(data, (split) => linesCodec().joinSome(split, wanted)) : null;
}

function joined<T>(data: Uint8Array, join: (split: SplitText) => T): T {
  const facts = new Uint32Array(Uint8Array.from(data.subarray(0, HEAD_BYTES)).buffer);
  const parts = unpack('zstd', data.subarray(HEAD_BYTES));
  try {
    return join({ facts, parts });
  } catch (cause) {
    throw damagedBlock(cause);
  }
}
