import type { Chunk } from './parse-chunk.ts';

/** Text that makes a block: large enough for zstd and for cheap headers, small enough to open fast. */
export const CHUNK_BYTES = 4 * 1024 * 1024;
/** A record longer than this is cut into pieces, so that one line cannot take the memory. */
const LONGEST_PIECE = 16 * 1024 * 1024;
/** How far back from its end a chunk is searched for the start of a record. */
const LOOK_BACK = 256 * 1024;

const NEWLINE = 10;

/**
 * Cuts a stream of bytes into chunks that begin where a record begins, so that each can be parsed
 * on its own. `startsRecord` is asked about lines near the end of a chunk. Nothing is lost or
 * added: the chunks joined are the stream.
 */
export class LineChunks {
  private readonly startsRecord: (line: string) => boolean;
  private parts: Buffer[] = [];
  private size = 0;
  private midLine = false;

  constructor(startsRecord: (line: string) => boolean) {
    this.startsRecord = startsRecord;
  }

  /** Adds bytes and gives the chunks that are complete. */
  *push(bytes: Buffer): Generator<Chunk> {
    this.parts.push(bytes);
    this.size += bytes.length;
    while (this.size >= CHUNK_BYTES) {
      const joined = this.join();
      const cut = this.cutPosition(joined);
      if (cut === null) {
        this.parts = [joined];
        return;
      }
      yield this.take(joined, cut.at, cut.midLine);
    }
  }

  /** Gives what is left. */
  *end(): Generator<Chunk> {
    if (this.size > 0) yield this.take(this.join(), this.size, false);
  }

  private join(): Buffer {
    const [only] = this.parts;
    return this.parts.length === 1 && only !== undefined ? only : Buffer.concat(this.parts);
  }

  private take(joined: Buffer, at: number, nextMidLine: boolean): Chunk {
    // A copy of its own: the chunk's memory is handed to another thread.
    const bytes = new Uint8Array(at);
    bytes.set(joined.subarray(0, at));
    const chunk = { bytes, midLine: this.midLine };
    this.midLine = nextMidLine;
    const rest = joined.subarray(at);
    this.parts = rest.length > 0 ? [rest] : [];
    this.size = rest.length;
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

/** Position of the last line in the buffer that starts a record, not counting the first line; null: none near the end. */
function lastRecordStart(joined: Buffer, startsRecord: (line: string) => boolean): number | null {
  const end = joined.length;
  // The last line may be cut off in the middle: only lines that end in the buffer are judged.
  let lineEnd = joined.lastIndexOf(NEWLINE, end - 1);
  const floor = Math.max(0, end - LOOK_BACK);
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
