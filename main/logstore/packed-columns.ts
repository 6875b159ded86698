import {
  QUOTED_MESSAGE,
  readHead,
  STREAMS,
  streamsOf,
  UNKNOWN_MESSAGE,
  type ColumnStreams,
} from './block-columns.ts';
import { constantOf } from './constant-frame.ts';
import { CODEC, pack, unpack } from './packed-block.ts';

/** Codec of columns whose streams are compressed one by one. */
export const STREAMS_CODEC = 'split-streams';

/** Numbers that stand before the streams: how many records; of each stream its bytes, and its bytes as they are stored. */
const HEAD = 1 + 2 * STREAMS;

/**
 * Compresses the columns of a block stream by stream, so that each is unpacked when it is asked for: a query on fields
 * needs the kinds alone. What compression does not make smaller stays as it is.
 *
 * @param columns what `ColumnsWriter.finish` gave
 */
export function packColumns(columns: Uint8Array): Uint8Array<ArrayBuffer> {
  const { records, stream } = streamsOf(columns);
  const head = new Uint32Array(HEAD);
  head[0] = records;
  const parts = Array.from({ length: STREAMS }, (_, index) => {
    const bytes = stream(index);
    const packed = pack(bytes);
    const part = packed.length < bytes.length ? packed : bytes;
    head[1 + 2 * index] = bytes.length;
    head[2 + 2 * index] = part.length;
    return part;
  });
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, head.byteLength));
  whole.set(new Uint8Array(head.buffer));
  let at = head.byteLength;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Opens what `packColumns` made, or `pack` of columns, as they were stored until November 2026. Throws as `unpack`
 * does, also when a stream is asked for; a RangeError when they end too early.
 */
export function unpackColumns(codec: string, data: Uint8Array): ColumnStreams {
  if (codec !== STREAMS_CODEC) return streamsOf(unpack(codec, data), UNKNOWN_MESSAGE);
  const head = readHead(data, HEAD);
  const places: { at: number; size: number; stored: number }[] = [];
  let at = head.byteLength;
  for (let index = 0; index < STREAMS; index++) {
    const [size = 0, stored = 0] = head.subarray(1 + 2 * index);
    places.push({ at, size, stored });
    at += stored;
  }
  if (at > data.length) throw new RangeError('the columns of a block end too early');
  return {
    records: head[0] ?? 0,
    leastMessage: QUOTED_MESSAGE,
    stream(index) {
      const { at: start, size, stored } = places[index] ?? { at: 0, size: 0, stored: 0 };
      const bytes = data.subarray(start, start + stored);
      return stored === size ? bytes : unpack(CODEC, bytes);
    },
    constant(index) {
      const { at: start, size, stored } = places[index] ?? { at: 0, size: 0, stored: 0 };
      // Each record has one byte of it, or more.
      if (stored === size || size !== head[0]) return null;
      return constantOf(data.subarray(start, start + stored));
    },
  };
}
