import { crc32 } from 'node:zlib';
import { eventLine } from '../windows-event/event-line.ts';
import { BinaryXml } from './binxml.ts';

/** Bytes of every chunk. */
export const CHUNK_SIZE = 64 * 1024;

const MAGIC = Buffer.from('ElfChnk\0', 'latin1');
const RECORD_MAGIC = 0x00002a2a;
const RECORDS_AT = 512;
const RECORD_HEADER = 24;

/** What came of one chunk. */
export interface ReadChunk {
  readonly lines: readonly string[];
  /** Its checksums are wrong, so nothing of it was taken. */
  readonly isDamaged: boolean;
  /** Records that make no sense although the chunk as a whole is sound. */
  readonly badRecords: number;
}

const NOTHING: ReadChunk = { lines: [], isDamaged: false, badRecords: 0 };
const DAMAGED: ReadChunk = { lines: [], isDamaged: true, badRecords: 0 };

/**
 * The events of one chunk, a line of JSON each. `isOpen`: the log was copied while Windows wrote to it,
 * when checksums lag behind; then every record is judged by itself.
 */
export function readChunk(chunk: Buffer, isOpen: boolean): ReadChunk {
  if (chunk.every((byte) => byte === 0)) return NOTHING;
  if (!chunk.subarray(0, MAGIC.length).equals(MAGIC)) return DAMAGED;
  if (chunk.length < CHUNK_SIZE || !isSound(chunk)) {
    return isOpen ? readRecords(chunk, chunk.length) : DAMAGED;
  }
  return readRecords(chunk, isOpen ? chunk.length : chunk.readUInt32LE(48));
}

/** The checksums of the header and of the records (libevtx "Chunk header"). */
function isSound(chunk: Buffer): boolean {
  const free = chunk.readUInt32LE(48);
  if (free < RECORDS_AT || free > chunk.length) return false;
  const header = crc32(chunk.subarray(128, RECORDS_AT), crc32(chunk.subarray(0, 120)));
  if (header !== chunk.readUInt32LE(124)) return false;
  return crc32(chunk.subarray(RECORDS_AT, free)) === chunk.readUInt32LE(52);
}

function readRecords(chunk: Buffer, end: number): ReadChunk {
  const xml = new BinaryXml(chunk);
  const lines: string[] = [];
  let badRecords = 0;
  let at = RECORDS_AT;
  while (at + RECORD_HEADER + 4 <= end && chunk.readUInt32LE(at) === RECORD_MAGIC) {
    const size = chunk.readUInt32LE(at + 4);
    if (size < RECORD_HEADER + 4 || at + size > end) {
      badRecords += 1;
      break;
    }
    const line = lineOf(xml, at + RECORD_HEADER, at + size - 4);
    if (line === null) badRecords += 1;
    else lines.push(line);
    at += size;
  }
  return { lines, isDamaged: false, badRecords };
}

function lineOf(xml: BinaryXml, start: number, end: number): string | null {
  try {
    return eventLine(xml.element(start, end));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
