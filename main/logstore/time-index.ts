import { LEVELS } from '#shared/model/level.ts';
import type { KindTable } from './block-header.ts';
import type { Slices } from './slices.ts';
import { timesBack, type TimesBack } from './times-back.ts';
import { VarintReader, VarintWriter } from './varint.ts';

const SECOND_US = 1_000_000;

/**
 * Widths of a cell in microseconds: each divides those that follow it and every wider slice that `roundSlices`
 * gives, so that a slice is a whole number of cells.
 */
const SECONDS = [1, 5, 15, 60, 300, 900, 3600, 10_800, 43_200, 86_400];
const WIDTHS = [1, 10, 100, 1000, 10_000, 100_000].concat(
  SECONDS.map((seconds) => seconds * SECOND_US),
);

/** Cells that a block is cut into, at most; fewer where it has many kinds, so that the index stays small. */
const MOST_CELLS = 128;
const MOST_ENTRIES = 8192;
const LEAST_CELLS = 16;

/**
 * Collects when the records of a block are, and makes its time index: for each cell of time, how many records of
 * each kind. Without it a histogram decoded the columns of every block that a slice ends in: 250 MB took 330 ms.
 */
export class TimeIndexWriter {
  private times = new Float64Array(1024);
  private kinds = new Uint32Array(1024);
  private count = 0;
  private lastUs = Number.NaN;

  /** The next record, in the order of the source. `timeUs` NaN: it has none, and stands with its neighbours. */
  add(timeUs: number, kind: number): void {
    if (this.count === this.times.length) this.grow();
    if (!Number.isNaN(timeUs)) this.lastUs = timeUs;
    this.times[this.count] = this.lastUs;
    this.kinds[this.count] = kind;
    this.count++;
  }

  /** The next records, as `add` takes them one by one. */
  addAll(times: Float64Array, kinds: Int32Array): void {
    const { count } = this;
    while (count + times.length > this.times.length) this.grow();
    const into = this.times;
    let lastUs = this.lastUs;
    for (let i = 0; i < times.length; i++) {
      const timeUs = times[i] as number;
      if (!Number.isNaN(timeUs)) lastUs = timeUs;
      into[count + i] = lastUs;
    }
    this.kinds.set(kinds, count);
    this.lastUs = lastUs;
    this.count = count + times.length;
  }

  /** How the times of the records go. To be asked before `finish`. */
  back(): TimesBack {
    return timesBack(this.times.subarray(0, this.count));
  }

  /** The index, and the writer empty again; null: no record has a time. */
  finish(kindCount: number): Uint8Array<ArrayBuffer> | null {
    const { count } = this;
    const times = this.times.subarray(0, count);
    this.count = 0;
    this.lastUs = Number.NaN;
    const first = times.find((timeUs) => !Number.isNaN(timeUs));
    if (first === undefined) return null;
    // As `readTimes` places what stands before the first time.
    for (let i = 0; i < count && Number.isNaN(times[i]); i++) times[i] = first;
    return write(times, this.kinds, kindCount);
  }

  private grow(): void {
    const times = new Float64Array(this.times.length * 2);
    times.set(this.times);
    this.times = times;
    const kinds = new Uint32Array(this.kinds.length * 2);
    kinds.set(this.kinds);
    this.kinds = kinds;
  }
}

function write(
  times: Float64Array,
  kinds: Uint32Array,
  kindCount: number,
): Uint8Array<ArrayBuffer> {
  const min = leastOf(times);
  const max = mostOf(times);
  const wanted = Math.max(LEAST_CELLS, Math.min(MOST_CELLS, MOST_ENTRIES / Math.max(1, kindCount)));
  const fits = (width: number): boolean => max / width - min / width < wanted - 1;
  const width = WIDTHS.find(fits) ?? DAY_US * Math.ceil((max - min + 1) / (wanted - 1) / DAY_US);
  const base = Math.floor(min / width);
  const cells = Math.floor(max / width) - base + 1;
  const counts = new Uint32Array(cells * kindCount);
  countCells(counts, times, kinds, { width, base, kindCount });
  const writer = new VarintWriter();
  writer.unsigned(width);
  writer.signed(base);
  writer.unsigned(cells);
  for (let cell = 0; cell < cells; cell++) writeCell(writer, counts, cell * kindCount, kindCount);
  return writer.written().slice();
}

const DAY_US = 86_400 * SECOND_US;

// Loops over the records are functions of their own, see times-back.ts.

function leastOf(times: Float64Array): number {
  let min = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times.length; i++) if ((times[i] as number) < min) min = times[i] as number;
  return min;
}

function mostOf(times: Float64Array): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < times.length; i++) if ((times[i] as number) > max) max = times[i] as number;
  return max;
}

function countCells(
  counts: Uint32Array,
  times: Float64Array,
  kinds: Uint32Array,
  { width, base, kindCount }: { width: number; base: number; kindCount: number },
): void {
  for (let i = 0; i < times.length; i++) {
    const cell = Math.floor((times[i] as number) / width) - base;
    const at = cell * kindCount + (kinds[i] as number);
    counts[at] = (counts[at] as number) + 1;
  }
}

/** How many kinds occur, and of each how many it is further than the one before, and its count. */
function writeCell(
  writer: VarintWriter,
  counts: Uint32Array,
  from: number,
  kindCount: number,
): void {
  let entries = 0;
  for (let kind = 0; kind < kindCount; kind++) if (counts[from + kind] !== 0) entries++;
  writer.unsigned(entries);
  let last = 0;
  for (let kind = 0; kind < kindCount; kind++) {
    const count = counts[from + kind] ?? 0;
    if (count === 0) continue;
    writer.unsigned(kind - last);
    writer.unsigned(count);
    last = kind;
  }
}

/**
 * Adds records of a block to a histogram from an index of them. False, and nothing added: the cells do not fit the
 * slices. Throws a RangeError when the index is damaged.
 *
 * @param shiftUs what the clock of the source is set right by
 * @param accepted 1 for each kind that counts; null: all do
 */
export function addFromIndex(
  index: Uint8Array,
  shiftUs: number,
  accepted: Uint8Array | null,
  kinds: KindTable,
  slices: Slices,
  counts: Float64Array,
): boolean {
  return forEachCell(index, shiftUs, slices, (bucket, kind, count) => {
    if (accepted !== null && accepted[kind] !== 1) return;
    const at = bucket * LEVELS.length + (kinds.levels[kind] ?? 0);
    counts[at] = (counts[at] ?? 0) + count;
  });
}

/**
 * Visits what an index counts inside the slices: slice, kind and how many. False, and nothing visited: the cells
 * do not fit the slices. Throws a RangeError when the index is damaged.
 *
 * @param shiftUs what the clock of the source is set right by
 */
export function forEachCell(
  index: Uint8Array,
  shiftUs: number,
  slices: Slices,
  visit: (bucket: number, kind: number, count: number) => void,
): boolean {
  const reader = new VarintReader(index);
  const width = reader.unsigned();
  const base = reader.signed();
  if (slices.widthUs % width !== 0 || (slices.fromUs - shiftUs) % width !== 0) return false;
  const cells = reader.unsigned();
  for (let cell = 0; cell < cells; cell++) {
    const startUs = (base + cell) * width + shiftUs;
    const bucket = Math.floor((startUs - slices.fromUs) / slices.widthUs);
    const inside = bucket >= 0 && bucket < slices.buckets;
    let kind = 0;
    for (let entries = reader.unsigned(); entries > 0; entries--) {
      kind += reader.unsigned();
      const count = reader.unsigned();
      if (inside) visit(bucket, kind, count);
    }
  }
  return true;
}
