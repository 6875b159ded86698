/** Bytes that a match may reach back (a 16-bit offset). */
export const LZ4_WINDOW = 64 * 1024;

/** How far the decoding of one block came. */
export interface Lz4Outcome {
  /** Position behind the last byte that came out. */
  readonly end: number;
  /** Null: a good end. Otherwise what came out before `end` is good. */
  readonly problem: 'truncated' | 'damaged' | null;
}

/**
 * Decodes one block (LZ4 block format 2022-07-31, lz4_Block_format.md) from `block` into `out` at `start`;
 * matches may reach back to the beginning of `out`. Of a block that is cut short it gives what is there.
 */
export function decodeLz4Block(
  block: Uint8Array,
  out: Uint8Array,
  start: number,
  limit: number,
): Lz4Outcome {
  let from = 0;
  let to = start;
  while (from < block.length) {
    const token = block[from++] ?? 0;
    let literals = token >>> 4;
    if (literals === 15) {
      let more = 255;
      while (more === 255 && from < block.length) {
        more = block[from++] ?? 0;
        literals += more;
      }
    }
    const there = Math.min(literals, block.length - from);
    if (to + there > limit) return { end: to, problem: 'damaged' };
    copyLiterals(block, from, out, to, there);
    from += there;
    to += there;
    if (there < literals) return { end: to, problem: 'truncated' };
    // A block ends with literals.
    if (from === block.length) return { end: to, problem: null };
    if (from + 2 > block.length) return { end: to, problem: 'truncated' };
    const distance = (block[from] ?? 0) | ((block[from + 1] ?? 0) << 8);
    from += 2;
    let length = (token & 15) + 4;
    if ((token & 15) === 15) {
      let more = 255;
      while (more === 255) {
        if (from >= block.length) return { end: to, problem: 'truncated' };
        more = block[from++] ?? 0;
        length += more;
      }
    }
    if (distance === 0 || distance > to || to + length > limit) {
      return { end: to, problem: 'damaged' };
    }
    copyMatch(out, to, distance, length);
    to += length;
  }
  return { end: to, problem: 'truncated' };
}

function copyLiterals(
  block: Uint8Array,
  from: number,
  out: Uint8Array,
  to: number,
  length: number,
): void {
  if (length > 32) out.set(block.subarray(from, from + length), to);
  else for (let i = 0; i < length; i++) out[to + i] = block[from + i] ?? 0;
}

/** Matches overlap what they write when they are longer than their distance: then byte by byte. */
function copyMatch(out: Uint8Array, to: number, distance: number, length: number): void {
  const from = to - distance;
  if (length > 48 && distance >= length) out.copyWithin(to, from, from + length);
  else for (let i = 0; i < length; i++) out[to + i] = out[from + i] ?? 0;
}
