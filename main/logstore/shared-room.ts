const PIECE_BYTES = 256 * 1024;

let piece = new SharedArrayBuffer(0);
let taken = 0;

/**
 * Bytes in memory that all search threads can share, zero, in a place that is a multiple of four. Much that was found stands in one
 * piece, which lives as long as any of it: a buffer for each block took longer to be made, sent and collected than
 * finding what went into it.
 */
export function sharedBytes(length: number): Uint8Array<SharedArrayBuffer> {
  if (taken + length > piece.byteLength) {
    piece = new SharedArrayBuffer(Math.max(length, PIECE_BYTES));
    taken = 0;
  }
  const bytes = new Uint8Array(piece, taken, length);
  taken += (length + 3) & ~3;
  return bytes;
}
