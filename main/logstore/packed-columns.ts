import {
  KINDS_STREAM,
  QUOTED_MESSAGE,
  readHead,
  STREAMS,
  streamsOf,
  UNKNOWN_MESSAGE,
  type ColumnStreams,
} from './block-columns.ts';
import { constantOf } from './constant-frame.ts';
import { CODEC, pack, unpack } from './packed-block.ts';
import type { UnpackRoom } from './unpack-rooms.ts';
import { packNumbers, unpackNumbers, type NumbersCodec } from './packed-numbers.ts';

/** Codec of columns whose streams are compressed one by one; until November 2026. */
export const STREAMS_CODEC = 'split-streams';
/** The same, with the kinds and what is small before the others, in a piece of their own. */
export const COLUMNS_CODEC = 'kinds-first';

/** Numbers that stand before the streams: how many records; of each stream its bytes, and its bytes as they are stored. */
const HEAD = 1 + 2 * STREAMS;
/** Behind them the codec of the kinds, by its place here; 0: as of all streams. */
const KINDS_CODECS: readonly (NumbersCodec | null)[] = [null, 'halves'];

/** A stream of so many bytes goes with the kinds: most say the same of all records. */
const SMALL = 64;

/** A stream as it is stored. */
interface StoredStream {
  readonly size: number;
  readonly stored: number;
  /** Whether it stands in the first piece, and where. */
  readonly isFirst: boolean;
  readonly at: number;
}

/**
 * Compresses the columns of a block stream by stream, so that each is unpacked when it is asked for: a query on fields
 * needs the kinds alone, which are packed so that it takes a moment (`packNumbers`). What compression does not make smaller stays as
 * it is.
 *
 * @param columns what `ColumnsWriter.finish` gave
 */
export function packColumns(columns: Uint8Array): Uint8Array<ArrayBuffer> {
  const { records, stream } = streamsOf(columns);
  const head = new Uint32Array(HEAD + 1);
  head[0] = records;
  const parts = Array.from({ length: STREAMS }, (_, index) => {
    const bytes = stream(index);
    const kinds = index === KINDS_STREAM && bytes.length === records ? packNumbers(bytes) : null;
    if (kinds?.codec === 'halves') head[HEAD] = KINDS_CODECS.indexOf('halves');
    const part = kinds?.bytes ?? smaller(bytes);
    head[1 + 2 * index] = bytes.length;
    head[2 + 2 * index] = part.length;
    return part;
  });
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, head.byteLength));
  whole.set(new Uint8Array(head.buffer));
  const { streams, firstEnd } = placesOf(head);
  for (const [index, { isFirst, at }] of streams.entries()) {
    whole.set(parts[index] ?? missing(), isFirst ? at : firstEnd + at);
  }
  return whole;
}

function smaller(bytes: Uint8Array): Uint8Array {
  const packed = pack(bytes);
  return packed.length < bytes.length ? packed : bytes;
}

function placesOf(head: Uint32Array): { streams: readonly StoredStream[]; firstEnd: number } {
  const ends = { first: 4 * (HEAD + 1), rest: 0 };
  const streams = Array.from({ length: STREAMS }, (_, index): StoredStream => {
    const [size = 0, stored = 0] = head.subarray(1 + 2 * index);
    const isFirst = index === KINDS_STREAM || stored <= SMALL;
    const piece = isFirst ? 'first' : 'rest';
    ends[piece] += stored;
    return { size, stored, isFirst, at: ends[piece] - stored };
  });
  return { streams, firstEnd: ends.first };
}

/** The two pieces of what `packColumns` gave: the first is what a search on fields reads. */
export function piecesOfColumns(whole: Uint8Array): Uint8Array[] {
  const { firstEnd } = placesOf(readHead(whole, HEAD + 1));
  return [whole.subarray(0, firstEnd), whole.subarray(firstEnd)];
}

/**
 * Opens what `packColumns` made, or made until November 2026, or `pack` of columns, as they were stored before that. Throws as `unpack`
 * does, also when a stream is asked for; a RangeError when they end too early.
 *
 * @param data all of it, or the first piece
 * @param rest gives the second piece where it is stored elsewhere
 * @param room what streams but the kinds may be unpacked into; null: memory of their own
 */
export function unpackColumns(
  codec: string,
  data: Uint8Array,
  rest: (() => Uint8Array) | null = null,
  room: UnpackRoom | null = null,
): ColumnStreams {
  if (codec === COLUMNS_CODEC) return openPieces(data, rest, room);
  if (codec !== STREAMS_CODEC) return streamsOf(unpack(codec, data), UNKNOWN_MESSAGE);
  const head = readHead(data, HEAD);
  const places: { at: number; size: number; stored: number }[] = [];
  let at = head.byteLength;
  for (let index = 0; index < STREAMS; index++) {
    const [size = 0, stored = 0] = head.subarray(1 + 2 * index);
    places.push({ at, size, stored });
    at += stored;
  }
  if (at > data.length) throw endsEarly();
  return openStreams(head[0] ?? 0, (index) => {
    const { at: start, size, stored } = places[index] ?? missing();
    return { size, bytes: data.subarray(start, start + stored) };
  });
}

function openPieces(
  data: Uint8Array,
  rest: (() => Uint8Array) | null,
  room: UnpackRoom | null,
): ColumnStreams {
  const head = readHead(data, HEAD + 1);
  const { streams, firstEnd } = placesOf(head);
  const restBytes = streams.reduce((sum, { isFirst, stored }) => sum + (isFirst ? 0 : stored), 0);
  const isWhole = rest === null || data.length > firstEnd;
  if (data.length < firstEnd + (isWhole ? restBytes : 0)) throw endsEarly();
  let opened: Uint8Array | null = null;
  const openRest = (): Uint8Array => {
    if (rest === null || isWhole) return data.subarray(firstEnd);
    opened ??= rest();
    if (opened.length !== restBytes) throw endsEarly();
    return opened;
  };
  const records = head[0] ?? 0;
  const kindsCodec = KINDS_CODECS[head[HEAD] ?? 0] ?? null;
  const storedAt = (index: number): { size: number; bytes: Uint8Array } => {
    const { size, stored, isFirst, at } = streams[index] ?? missing();
    const piece = isFirst ? data : openRest();
    return { size, bytes: piece.subarray(at, at + stored) };
  };
  const of = openStreams(records, storedAt, room);
  return {
    ...of,
    stream(index) {
      if (index !== KINDS_STREAM || kindsCodec === null) return of.stream(index);
      const { at, stored } = streams[index] ?? missing();
      return unpackNumbers({ codec: kindsCodec, bytes: data.subarray(at, at + stored) }, records);
    },
    // What is not in the first piece is too large to be of one byte.
    constant: (index) => (streams[index]?.isFirst === true ? of.constant(index) : null),
  };
}

/** @param stored a stream as it is stored, and its size */
function openStreams(
  records: number,
  stored: (index: number) => { readonly size: number; readonly bytes: Uint8Array },
  room: UnpackRoom | null = null,
): ColumnStreams {
  return {
    records,
    leastMessage: QUOTED_MESSAGE,
    stream(index) {
      const { size, bytes } = stored(index);
      if (bytes.length === size) return bytes;
      // Kinds are remembered.
      return unpack(CODEC, bytes, index === KINDS_STREAM ? null : room);
    },
    constant(index) {
      const { size, bytes } = stored(index);
      // Each record has one byte of it, or more.
      return bytes.length === size || size !== records ? null : constantOf(bytes);
    },
  };
}

function missing(): never {
  throw new RangeError('a block column is missing');
}

function endsEarly(): RangeError {
  return new RangeError('the columns of a block end too early');
}
