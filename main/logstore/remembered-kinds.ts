import { KINDS_STREAM, type ColumnStreams } from './block-columns.ts';
import type { RecentCache } from './recent-cache.ts';

/**
 * The streams of a block's columns, opened when one is asked for that is not at hand: that of its kinds is remembered, because
 * every query on fields and levels asks for it, and it is a fortieth of what the columns are in memory.
 */
export function rememberingKinds(
  { id, records }: { readonly id: number; readonly records: number },
  known: RecentCache<Uint8Array>,
  open: () => ColumnStreams,
): ColumnStreams {
  let opened: ColumnStreams | null = null;
  const streams = (): ColumnStreams => (opened ??= open());
  return {
    records,
    get leastMessage() {
      return streams().leastMessage;
    },
    constant: (index) => streams().constant(index),
    stream(index) {
      if (index !== KINDS_STREAM) return streams().stream(index);
      return known.get(
        id,
        () => ownBytes(streams().stream(index)),
        ({ length }) => length,
      );
    },
  };
}

/**
 * Bytes that keep nothing else in memory, and stay when that is given back: what is not compressed is a part of all that is stored.
 * `unpack` makes room for one byte more.
 */
function ownBytes(bytes: Uint8Array): Uint8Array {
  const isOwn = bytes.byteOffset === 0 && bytes.buffer.byteLength - bytes.length <= 1;
  return isOwn ? bytes : Uint8Array.from(bytes);
}
