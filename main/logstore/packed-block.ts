import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { isAscii } from 'node:buffer';
import { lastingCompressor, lastingDecompressor } from './lasting-zstd.ts';
import type { UnpackRoom } from './unpack-rooms.ts';
import type { TimesBack } from './times-back.ts';
import { Failure } from '#shared/model/failure.ts';

/** Codec of every blob written today but of texts (`block-text.ts`); stored beside each, so that it can change. */
export const CODEC = 'zstd';

/** A block on its way from the parse thread to the case file. Blobs are compressed with `pack`. */
export interface PackedBlock {
  readonly records: number;
  readonly lines: number;
  /** Lines that no format explained. */
  readonly unparsed: number;
  /** Records that secondary formats explained, by their ids. */
  readonly others: ReadonlyMap<string, number>;
  /** Bytes of text before compression. */
  readonly size: number;
  /** Earliest and latest own time, microseconds UTC; null: no record has one. */
  readonly timeMinUs: number | null;
  readonly timeMaxUs: number | null;
  /** How its times go in the order in which they were logged. */
  readonly back: TimesBack;
  /** Words anywhere in the text, and in what the skeletons of its messages leave open; see `word-filter.ts`. */
  readonly filter: Uint8Array<ArrayBuffer>;
  readonly varying: Uint8Array<ArrayBuffer>;
  readonly columns: Uint8Array<ArrayBuffer>;
  /** When its records are, see `time-index.ts`; null: none has a time. */
  readonly times: Uint8Array<ArrayBuffer> | null;
  /** Fields that have few values, see `field-columns.ts`; null: there are none. */
  readonly fields: Uint8Array<ArrayBuffer> | null;
  readonly textCodec: string;
  readonly text: Uint8Array<ArrayBuffer>;
}

/** The memory of a block's blobs, which moves with it from thread to thread. */
export function blobsOf(block: PackedBlock): ArrayBuffer[] {
  const { filter, varying, columns, times, fields, text } = block;
  return [filter, varying, columns, times, fields, text].flatMap((blob) => blob?.buffer ?? []);
}

/**
 * Level 1: on 4 MB of sshd log it took 11.5 ms and gave 987 kB, where the default, 3, took 21 ms and gave
 * 1,036 kB.
 */
const LEVEL = 1;
const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } };

/** Room that zlib makes for what it unpacks when nothing tells the size; what does not fit comes in pieces that are joined. */
const PIECE_BYTES = 512 * 1024;
/** More than any part of a block has: a frame that says so is not believed, as room is made before a byte is read. */
const MOST_BYTES = 256 * 1024 * 1024;
/** zlib takes no smaller one. */
const LEAST_PIECE_BYTES = 64;

/** Bytes that a frame may have more than what goes in, in `ZSTD_compressBound`, with what Node asks for at the least. */
const LEAST_ROOM = 128;

const compressor = lastingCompressor(LEVEL);
const decompressor = lastingDecompressor();
/** What is compressed is written here, and copied when it is known how much it is. Of room that is not written on nothing is ever touched. */
let packRoom = new Uint8Array(0);

/**
 * Compresses a blob of a block, in memory of its own, which can be moved to another thread. There is room for the worst case
 * (`ZSTD_compressBound`): pieces of 16 kB were joined, copied once more and left to the collection of garbage.
 */
export function pack(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const room = bytes.length + (bytes.length >>> 8) + LEAST_ROOM;
  if (packRoom.length < room) packRoom = new Uint8Array(room);
  const size = compressor.run(bytes, packRoom);
  return Uint8Array.from(
    size === null
      ? zstdCompressSync(bytes, { ...OPTIONS, chunkSize: room })
      : packRoom.subarray(0, size),
  );
}

/**
 * Gives memory back at once that nobody reads any more. V8 counts what lies about outside its heap, and looked through all
 * of a parse thread's heap for it ten times while 250 MB were read.
 */
export function release({ buffer }: Uint8Array<ArrayBuffer>): void {
  buffer.transfer(0);
}

/**
 * The same for bytes that were read or unpacked, where their memory is theirs alone: a search of 1 GB collected garbage fifteen times
 * for what lay about outside the heap.
 */
export function releaseOwn({ buffer, byteOffset, length }: Uint8Array): void {
  // `unpack` makes room for one byte more.
  const isOwn = byteOffset === 0 && buffer.byteLength - length <= 1;
  if (isOwn && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/**
 * Undoes `pack`, in one piece of the size that the frame says comes out: joining pieces took a sixth of the time of a search
 * that opens every block, and half a megabyte for each small part, as it was before, kept collecting garbage. Throws CASE_DAMAGED for a codec this version does not know or bytes that do not fit it.
 *
 * @param memory what comes out stands in; null: in memory of its own
 */
export function unpack(codec: string, bytes: Uint8Array, memory: UnpackRoom | null = null): Buffer {
  if (codec !== CODEC) {
    throw new Failure(
      'CASE_TOO_NEW',
      `A block of this case is stored as "${codec}", which this version cannot read. Update Error-IQ.`,
      { codec },
    );
  }
  try {
    const size = frameSize(bytes);
    // One byte more than there is: a piece that is full to the brim makes zlib ask for another.
    const room = Math.max((size ?? PIECE_BYTES) + 1, LEAST_PIECE_BYTES);
    return (
      (size === null ? null : unpackTo(bytes, size, memory)) ??
      zstdDecompressSync(bytes, { chunkSize: room })
    );
  } catch (cause) {
    throw damagedBlock(cause);
  }
}

/** Null: Node's own function tells why not. */
function unpackTo(bytes: Uint8Array, size: number, room: UnpackRoom | null): Buffer | null {
  const out = room?.take(size + 1) ?? Buffer.allocUnsafeSlow(size + 1);
  return decompressor.run(bytes, out) === size ? out.subarray(0, size) : null;
}

/** Undoes `pack` for what was read of a row, whose memory is given back. Throws as `unpack`. */
export function unpackRow(data: Buffer): Buffer {
  const bytes = unpack(CODEC, data);
  releaseOwn(data);
  return bytes;
}

/** The first bytes of a zstd frame (RFC 8878, 3.1.1). */
const MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);

/** Whether bytes are what `pack` gave: they begin as it begins. */
export function isFrame(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => bytes[at] === byte);
}

/** What a zstd frame says comes out of it (RFC 8878, 3.1.1.1), in bytes; null: it does not say, or nothing to be believed. Throws a
 * RangeError for bytes that end in its head. */
function frameSize(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const descriptor = view.getUint8(4);
  const isSingle = (descriptor & 0x20) !== 0;
  const at = 5 + (isSingle ? 0 : 1) + (DICTIONARY_BYTES[descriptor & 3] ?? 0);
  const size = sizeField(view, at, descriptor >> 6, isSingle);
  return size === null || size > MOST_BYTES ? null : size;
}

const DICTIONARY_BYTES = [0, 1, 2, 4];

function sizeField(view: DataView, at: number, flag: number, isSingle: boolean): number | null {
  switch (flag) {
    case 0:
      return isSingle ? view.getUint8(at) : null;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}

/** What is thrown for the bytes of a block that do not fit their codec. */
export function damagedBlock(cause: unknown): Failure {
  return new Failure(
    'CASE_DAMAGED',
    'A block of this case cannot be unpacked. The other blocks can still be read; restore the file from a copy.',
    {},
    { cause },
  );
}

/**
 * Text of a block as a string. Pure ASCII, the common case, takes the one-byte path. Bytes that are not UTF-8 become U+FFFD here and stay as they are on disk.
 */
export function decodeText(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}
