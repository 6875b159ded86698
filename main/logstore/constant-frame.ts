/** Kinds of blocks, and of the literals of one (RFC 8878, 3.1.1.2.2 and 3.1.1.3.1.1). */
const RAW = 0;
const RLE = 1;
const COMPRESSED = 2;

const DICTIONARY_BYTES = [0, 1, 2, 4];
const SIZE_BYTES = [0, 2, 4, 8];
const HEADER = 4;

/**
 * The one byte that all that a zstd frame holds consists of, told without unpacking it: a column that says the same of every record
 * is common, and making zstd's context takes 40 us. All that is not copied from before is a literal, so it is what all literals are.
 * Null: it may hold others, or is none.
 */
export function constantOf(frame: Uint8Array): number | null {
  const descriptor = frame[HEADER] ?? 0;
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeBytes = descriptor >> 6 === 0 && isSingle ? 1 : (SIZE_BYTES[descriptor >> 6] ?? 0);
  let at = HEADER + 1 + (isSingle ? 0 : 1) + (DICTIONARY_BYTES[descriptor & 3] ?? 0) + sizeBytes;
  let value = -1;
  for (let isLast = false; !isLast;) {
    if (at + 3 > frame.length) return null;
    const header = (frame[at] ?? 0) | ((frame[at + 1] ?? 0) << 8) | ((frame[at + 2] ?? 0) << 16);
    isLast = (header & 1) === 1;
    const kind = (header >> 1) & 3;
    const stored = kind === RLE ? 1 : header >> 3;
    at += 3 + stored;
    if (at > frame.length) return null;
    const literals = literalsOf(frame.subarray(at - stored, at), kind);
    if (literals === null) return null;
    for (const byte of literals) {
      if (value < 0) value = byte;
      if (byte !== value) return null;
    }
    // What is copied before there was a literal comes from nowhere.
    if (value < 0) return null;
  }
  return value;
}

/** Null: they are compressed themselves, or there are none such. */
function literalsOf(block: Uint8Array, kind: number): Uint8Array | null {
  if (kind === RAW || kind === RLE) return block;
  if (kind !== COMPRESSED) return null;
  const [first = 0, second = 0, third = 0] = block;
  const format = (first >> 2) & 3;
  const short = format === 1 ? (first >> 4) | (second << 4) : first >> 3;
  const size = format === 3 ? (first >> 4) | (second << 4) | (third << 12) : short;
  const at = format === 3 ? 3 : format === 1 ? 2 : 1;
  const stored = (first & 3) === RLE ? 1 : size;
  if ((first & 3) > RLE || at + stored > block.length) return null;
  return block.subarray(at, at + stored);
}
