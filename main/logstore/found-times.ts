import type { BlockColumns, KindColumn } from './block-columns.ts';
import { TimeIndexWriter } from './time-index.ts';
import { VarintReader, VarintWriter } from './varint.ts';

/**
 * The time index of single records, made while their block is open: from columns that had to be opened again the
 * histogram of 320,000 hits in 1 GB took 640 ms. As in that of the block, the clock of the source is not set right.
 *
 * @param indices in order of time
 * @param shiftUs what the times of the columns have added
 * @param whole the index of the block, when its records stand in order of time: then how many records each of its cells
 *   has tells which cell a record is in, and no time is decoded
 * @returns null: none of them has a time
 */
export function foundTimes(
  indices: Uint32Array,
  columns: BlockColumns,
  shiftUs: number,
  whole: Uint8Array | null,
): Uint8Array<ArrayBuffer> | null {
  return whole === null
    ? fromTimes(indices, columns, shiftUs)
    : fromIndex(indices, columns.kinds, whole);
}

function fromTimes(
  indices: Uint32Array,
  { kinds, timeUs }: BlockColumns,
  shiftUs: number,
): Uint8Array<ArrayBuffer> | null {
  const writer = new TimeIndexWriter();
  let kindCount = 0;
  for (const index of indices) {
    const kind = kinds[index] ?? 0;
    if (kind >= kindCount) kindCount = kind + 1;
    writer.add((timeUs[index] ?? Number.NaN) - shiftUs, kind);
  }
  return writer.finish(kindCount);
}

function fromIndex(
  indices: Uint32Array,
  kinds: KindColumn,
  whole: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const reader = new VarintReader(whole);
  const writer = new VarintWriter();
  writer.unsigned(reader.unsigned());
  writer.signed(reader.signed());
  const cells = reader.unsigned();
  writer.unsigned(cells);
  const counts = new Map<number, number>();
  let end = 0;
  let at = 0;
  for (let cell = 0; cell < cells; cell++) {
    for (let entries = reader.unsigned(); entries > 0; entries--) {
      reader.unsigned();
      end += reader.unsigned();
    }
    counts.clear();
    for (; at < indices.length && (indices[at] as number) < end; at++) {
      const kind = kinds[indices[at] as number] as number;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    writeCounts(writer, counts);
  }
  return writer.written().slice();
}

/** As `TimeIndexWriter` writes a cell. */
function writeCounts(writer: VarintWriter, counts: ReadonlyMap<number, number>): void {
  writer.unsigned(counts.size);
  let last = 0;
  for (const [kind, count] of [...counts].sort(([a], [b]) => a - b)) {
    writer.unsigned(kind - last);
    writer.unsigned(count);
    last = kind;
  }
}
