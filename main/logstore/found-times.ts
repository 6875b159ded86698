import type { BlockColumns } from './block-columns.ts';
import { decodeSome } from './record-passes.ts';
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
 * @returns valid until the next is made; null: none of them has a time
 */
export function foundTimes(
  indices: Uint32Array,
  columns: BlockColumns,
  shiftUs: number,
  whole: Uint8Array | null,
): Uint8Array | null {
  return whole === null
    ? fromTimes(indices, columns, shiftUs)
    : fromIndex(indices, decodeSome(columns.storedKinds, indices), whole);
}

function fromTimes(
  indices: Uint32Array,
  { kinds, timeUs }: BlockColumns,
  shiftUs: number,
): Uint8Array | null {
  const writer = new TimeIndexWriter();
  let kindCount = 0;
  for (const index of indices) {
    const kind = kinds[index] ?? 0;
    if (kind >= kindCount) kindCount = kind + 1;
    writer.add((timeUs[index] ?? Number.NaN) - shiftUs, kind);
  }
  return writer.finish(kindCount);
}

/** Used again for every block: with one of its own each, most of what was collected as garbage was theirs. */
const written = new VarintWriter();
/** How many of a cell's records of a kind were found, by kind; all 0 between cells. */
const counts: number[] = [];
/** The kinds of a cell. */
const present: number[] = [];

/** @param kinds of those records */
function fromIndex(indices: Uint32Array, kinds: Uint32Array, whole: Uint8Array): Uint8Array {
  const reader = new VarintReader(whole);
  written.clear();
  written.unsigned(reader.unsigned());
  written.signed(reader.signed());
  const cells = reader.unsigned();
  written.unsigned(cells);
  let end = 0;
  let at = 0;
  for (let cell = 0; cell < cells; cell++) {
    present.length = 0;
    let kind = 0;
    for (let entries = reader.unsigned(); entries > 0; entries--) {
      kind += reader.unsigned();
      end += reader.unsigned();
      present.push(kind);
    }
    let ofCell = 0;
    for (; at < indices.length && (indices[at] as number) < end; at++) {
      const found = kinds[at] as number;
      if ((counts[found] ??= 0) === 0) ofCell++;
      counts[found]++;
    }
    writeCounts(ofCell);
  }
  return written.written();
}

/** As `TimeIndexWriter` writes a cell. @param ofCell how many of its kinds were found */
function writeCounts(ofCell: number): void {
  written.unsigned(ofCell);
  let last = 0;
  for (let at = 0, left = ofCell; left > 0 && at < present.length; at++) {
    const kind = present[at] as number;
    const count = counts[kind] ?? 0;
    if (count === 0) continue;
    written.unsigned(kind - last);
    written.unsigned(count);
    counts[kind] = 0;
    last = kind;
    left--;
  }
}
