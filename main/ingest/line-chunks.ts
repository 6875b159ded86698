import type { Chunk } from './parse-chunk.ts';

/** Text that makes a block: large enough for zstd and for cheap headers, small enough to open fast. */
export const CHUNK_BYTES = 4 * 1024 * 1024;
/** A record longer than this is cut into pieces, so that one line cannot take the memory. */
const LONGEST_PIECE = 16 * 1024 * 1024;
/** How far back from its end a chunk is searched for the start of a record. */
const LOOK_BACK = 256 * 1024;

const NEWLINE = 10;

/** Room beyond a chunk for the piece that fills it: pieces of the readers are no larger. */
const PIECE_BYTES = 1024 * 1024;

/**
 * Cuts a stream of bytes into chunks that begin where a record begins, so that each can be parsed
 * on its own. `startsRecord` is asked about lines near the end of a chunk. Nothing is lost or
 * added: the chunks joined are the stream. Every byte is copied once, into the memory that is handed to
 * another thread with the chunk; joining pieces and copying the chunk out of them took a third of the
 * thread's time.
 */
export class LineChunks {
  private readonly startsRecord: (line: string) => boolean;
  private held: Buffer<ArrayBuffer> = room(0);
  private size = 0;
  private midLine: boolean;

  /** @param midLine the stream goes on within a line that began before it */
  constructor(startsRecord: (line: string) => boolean, midLine = false) {
    this.startsRecord = startsRecord;
    this.midLine = midLine;
  }

  /** Adds bytes and gives the chunks that are complete. */
  *push(bytes: Buffer): Generator<Chunk> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      this.hold(bytes.subarray(at, at + PIECE_BYTES));
      if (this.size < CHUNK_BYTES) continue;
      const cut = this.cutPosition(this.held.subarray(0, this.size));
      if (cut !== null) yield this.take(cut.at, cut.midLine);
    }
  }

  /** Gives what is left. */
  *end(): Generator<Chunk> {
    if (this.size > 0) yield this.take(this.size, false);
  }

  private hold(piece: Buffer): void {
    const needed = this.size + piece.length;
    if (needed > this.held.length) {
      const larger = room(roomFor(needed));
      larger.set(this.held.subarray(0, this.size));
      this.held = larger;
    }
    this.held.set(piece, this.size);
    this.size = needed;
  }

  private take(at: number, nextMidLine: boolean): Chunk {
    const bytes = new Uint8Array(this.held.buffer, this.held.byteOffset, at);
    const chunk = { bytes, midLine: this.midLine };
    this.midLine = nextMidLine;
    const rest = this.held.subarray(at, this.size);
    this.held = room(0);
    this.size = 0;
    if (rest.length > 0) this.hold(rest);
    return chunk;
  }

  private cutPosition(joined: Buffer): { at: number; midLine: boolean } | null {
    const start = lastRecordStart(joined, this.startsRecord);
    if (start !== null) return { at: start, midLine: false };
    if (joined.length < LONGEST_PIECE) return null;
    const newline = joined.lastIndexOf(NEWLINE);
    if (newline >= 0) return { at: newline + 1, midLine: false };
    return { at: characterStart(joined, LONGEST_PIECE), midLine: true };
  }
}

/** Memory for so many bytes and what is likely to follow, in few steps: each copies all that is held. */
function roomFor(needed: number): number {
  const steps = [64 * 1024, CHUNK_BYTES + PIECE_BYTES, LONGEST_PIECE + PIECE_BYTES];
  return steps.find((step) => step >= needed) ?? needed;
}

/** Memory of its own, not a part of Node's pool, so that it can be moved; not cleared first. */
function room(size: number): Buffer<ArrayBuffer> {
  return Buffer.allocUnsafeSlow(size);
}

/** Position of the last line in the buffer that starts a record, not counting the first line; null: none near the end. */
export function lastRecordStart(
  joined: Buffer,
  startsRecord: (line: string) => boolean,
): number | null {
  const end = joined.length;
  // The last line may be cut off in the middle: only lines that end in the buffer are judged.
  const floor = Math.max(0, end - LOOK_BACK);
  // Not in all of it: asked again for every piece of a line without an end, that would take for ever.
  let lineEnd = floor + joined.subarray(floor).lastIndexOf(NEWLINE);
  while (lineEnd > floor) {
    const newline = joined.lastIndexOf(NEWLINE, lineEnd - 1);
    const lineStart = newline + 1;
    if (lineStart === 0) return null;
    const line = joined.toString('utf8', lineStart, Math.min(lineEnd, lineStart + 4096));
    if (startsRecord(line.endsWith('\r') ? line.slice(0, -1) : line)) return lineStart;
    lineEnd = newline;
  }
  return null;
}

/** The nearest position at or before `at` that does not split a UTF-8 character. */
function characterStart(bytes: Buffer, at: number): number {
  let position = at;
  while (position > at - 4 && ((bytes[position] ?? 0) & 0xc0) === 0x80) position--;
  return position;
}
