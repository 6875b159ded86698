import { VarintReader } from './varint.ts';

/** How the times of a block's records go, in the order in which they stand: logged, not sorted. Microseconds UTC. */
export interface TimesBack {
  /** Records whose time is before that of the record before them. */
  readonly count: number;
  /** The longest such step back; 0: there is none. */
  readonly mostUs: number;
  /** The first and the last time of its own; null: no record has one. */
  readonly firstUs: number | null;
  readonly lastUs: number | null;
}

/** Which of the columns' streams holds the times, each as the difference from the one before. */
const TIME_STREAM = 3;

/** Counts the steps back in a block's columns, as `ColumnsWriter` wrote them. */
export function timesBack(columns: Uint8Array): TimesBack {
  const sizes = new DataView(columns.buffer, columns.byteOffset, columns.byteLength);
  const streams = 8;
  let at = 4 * (1 + streams);
  for (let stream = 0; stream < TIME_STREAM; stream++) at += sizes.getUint32(4 + 4 * stream, true);
  const end = at + sizes.getUint32(4 + 4 * TIME_STREAM, true);
  const reader = new VarintReader(columns.subarray(at, end));
  let [count, mostUs, us] = [0, 0, 0];
  let firstUs: number | null = null;
  for (let left = timesIn(columns, at, end); left > 0; left--) {
    const step = reader.signed();
    us += step;
    if (firstUs === null) firstUs = us;
    else if (step < 0) {
      count++;
      mostUs = Math.max(mostUs, -step);
    }
  }
  return { count, mostUs, firstUs, lastUs: firstUs === null ? null : us };
}

/** A varint ends with the byte whose highest bit is not set. */
function timesIn(columns: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if ((columns[at] ?? 0) < 0x80) count++;
  return count;
}
