import { kernelFor, layOut, put, roomFor, ROW, type RecordKernel } from './record-kernel-memory.ts';

/** Numbers of the templates of lines: a byte each; low bytes, then high ones where there are more than 256. */
export interface LineNumbers {
  readonly numbers: Uint8Array;
  readonly lines: number;
  readonly templates: number;
}

/** Lines of each template. Throws a RangeError when the numbers are damaged. */
export function countLines({ numbers, lines, templates }: LineNumbers): Uint32Array {
  const isWide = templates > BYTES;
  if (numbers.length < (isWide ? 2 * lines : lines)) throw new RangeError('lines are missing');
  const out = roomFor(numbers.length);
  // A damaged number is counted behind the others.
  const all = isWide ? BYTES * BYTES : BYTES;
  const { kernel, free } = kernelFor(out + 4 * all);
  new Uint8Array(kernel.memory.buffer).set(numbers, free);
  const counts = new Uint32Array(kernel.memory.buffer, free + out, all).fill(0);
  kernel.countLines(free, lines, isWide, free + out);
  if (counts.subarray(templates).some((count) => count > 0)) {
    throw new RangeError('the templates of a text do not fit its lines');
  }
  return counts.slice(0, templates);
}

const BYTES = 256;

/**
 * Lines, template by template. Valid until the next are asked for.
 *
 * @param starts where those of each template begin; below 0: they are left out
 * @param count how many are not left out, as `countLines` tells it
 */
export function groupLines(
  { numbers, lines, templates }: LineNumbers,
  starts: Int32Array,
  count: number,
): Uint32Array {
  const next = roomFor(numbers.length);
  const out = next + roomFor(starts.byteLength);
  const { kernel, free } = kernelFor(out + 4 * count);
  new Uint8Array(kernel.memory.buffer).set(numbers, free);
  new Int32Array(kernel.memory.buffer, free + next, starts.length).set(starts);
  kernel.groupLines(free, lines, templates > BYTES, free + next, free + out);
  return asked.taken(kernel, free + out, count);
}

/** Numbers of records: a byte each where all are below 128, or a word. */
export type RecordColumn = Uint8Array | Uint32Array;

/** What is known of the records of lines. */
export interface LinesOfRecords {
  /** Lines of each record, and of all of them; null: the records are lines. */
  readonly counts: RecordColumn | null;
  readonly lines: number;
  /** Where messages begin, what 0 stands for taken off. */
  readonly places: RecordColumn;
  readonly least: number;
  /** Characters behind each record, or behind all. */
  readonly gaps: RecordColumn | number;
}

/** What lines are of their records, see `record-lines.ts`, one a line that is asked for. */
export interface PlacedLines {
  readonly records: Uint32Array;
  readonly parts: Uint8Array;
  /** Where the message begins in the first line of a record, `UNKNOWN_MESSAGE` in others. */
  readonly messageAt: Int32Array;
}

/**
 * Memory for what a pass gives, used again by the next: pages that are made anew for each block, and garbage that V8 counts, took as
 * long as the passes.
 */
class Reused<T extends Uint8Array | Uint32Array | Int32Array> {
  private readonly make: (buffer: ArrayBuffer, at: number, length: number) => T;
  private room: T;

  constructor(make: (buffer: ArrayBuffer, at: number, length: number) => T) {
    this.make = make;
    this.room = make(new ArrayBuffer(0), 0, 0);
  }

  /** A copy of what stands in the kernel's memory, valid until the next is taken. */
  taken({ memory }: RecordKernel, at: number, length: number): T {
    const result = this.make(memory.buffer, at, length);
    if (this.room.length < length) {
      this.room = this.make(new ArrayBuffer(2 * result.byteLength), 0, 2 * length);
    }
    const copy = this.make(this.room.buffer as ArrayBuffer, 0, length);
    copy.set(result);
    return copy;
  }
}

const words = (buffer: ArrayBuffer, at: number, length: number): Uint32Array =>
  new Uint32Array(buffer, at, length);
const bytesOf = (buffer: ArrayBuffer, at: number, length: number): Uint8Array =>
  new Uint8Array(buffer, at, length);

const asked = new Reused(words);
const recordsOf = new Reused(words);
const partsOf = new Reused(bytesOf);
const messagesOf = new Reused((buffer, at, length) => new Int32Array(buffer, at, length));
const toldOf = new Reused(bytesOf);

/** Tells of the lines that are asked for, by number, what they are of their records. Valid until the next is asked for. */
export function placeLines(known: LinesOfRecords, lineNumbers: Uint32Array): PlacedLines {
  const { counts, lines, places, least, gaps } = known;
  const count = lineNumbers.length;
  const gapsBehind = typeof gaps === 'number' ? null : gaps;
  const at = layOut([
    lineNumbers.byteLength,
    counts?.byteLength ?? 0,
    counts === null ? 0 : 4 * lines,
    places.byteLength,
    gapsBehind?.byteLength ?? 0,
    4 * count,
    count,
    4 * count,
  ]);
  const [askedAt, countsAt, ofLinesAt, placesAt, gapsAt, recordsAt, partsAt, messagesAt] =
    at.starts;
  const { kernel } = at;
  put(kernel, lineNumbers, askedAt);
  put(kernel, places, placesAt);
  if (gapsBehind !== null) put(kernel, gapsBehind, gapsAt);
  if (counts !== null) {
    put(kernel, counts, countsAt);
    const end = ofLinesAt + 4 * lines;
    kernel.spreadRecords(countsAt, isWide(counts), counts.length, ofLinesAt, end);
  }
  kernel.placeLines(
    askedAt,
    count,
    counts === null ? 0 : ofLinesAt,
    lines,
    placesAt,
    isWide(places),
    least,
    gapsBehind === null ? 0 : gapsAt,
    gapsBehind !== null && isWide(gapsBehind),
    typeof gaps === 'number' ? gaps : 0,
    recordsAt,
    partsAt,
    messagesAt,
  );
  return {
    records: recordsOf.taken(kernel, recordsAt, count),
    parts: partsOf.taken(kernel, partsAt, count),
    messageAt: messagesOf.taken(kernel, messagesAt, count),
  };
}

/**
 * Tells of records what is told of their lines, MISS, HIT or ASK: what is found in one is found, unless the first must be looked at.
 *
 * @param told of those of the lines in which something may be found
 * @returns valid until the next is asked for
 */
export function joinTold(
  told: Uint8Array,
  { records, parts }: Pick<PlacedLines, 'records' | 'parts'>,
  count: number,
): Uint8Array {
  const at = layOut([told.length, parts.length, records.byteLength, count]);
  const [toldAt, partsAt, recordsAt, out] = at.starts;
  const { kernel } = at;
  put(kernel, told, toldAt);
  put(kernel, parts, partsAt);
  put(kernel, records, recordsAt);
  const memory = new Uint8Array(kernel.memory.buffer);
  memory.fill(0, out, out + roomFor(count));
  // Sixteen are looked at together.
  memory.fill(0, toldAt + told.length, toldAt + told.length + ROW);
  kernel.joinTold(toldAt, partsAt, recordsAt, told.length, count, out);
  return toldOf.taken(kernel, out, count);
}

/**
 * Writes ASK for lines of a template whose message begins elsewhere than behind so much constant text and the first columns of what varies.
 *
 * @param lengths of the tokens, column by column
 */
export function askElsewhere(
  lengths: Uint8Array,
  columns: number,
  constant: number,
  places: Int32Array,
  told: Uint8Array,
): void {
  const at = layOut([lengths.length, places.byteLength, told.length]);
  const [lengthsAt, placesAt, toldAt] = at.starts;
  const { kernel } = at;
  put(kernel, lengths, lengthsAt);
  put(kernel, places, placesAt);
  put(kernel, told, toldAt);
  kernel.askElsewhere(lengthsAt, told.length, columns, constant, placesAt, toldAt);
  told.set(new Uint8Array(kernel.memory.buffer, toldAt, told.length));
}

/** The largest of bytes; 0: there are none. */
export function largestOf(bytes: Uint8Array): number {
  const { kernel, free } = kernelFor(roomFor(bytes.length));
  const memory = new Uint8Array(kernel.memory.buffer);
  memory.set(bytes, free);
  memory.fill(0, free + bytes.length, free + bytes.length + ROW);
  return kernel.largest(free, bytes.length);
}

/**
 * The sum of each column's lengths, template by template.
 *
 * @param lengths of some templates, of each column by column
 * @param shapes lines and columns of each of them
 */
export function sumColumns(
  lengths: Uint8Array,
  shapes: readonly { readonly lines: number; readonly columns: number }[],
): Uint32Array {
  const count = shapes.reduce((sum, { columns }) => sum + columns, 0);
  const { kernel, starts } = layOut([lengths.length, 4 * count]);
  const [lengthsAt, out] = starts;
  put(kernel, lengths, lengthsAt);
  let at = lengthsAt;
  let to = out;
  for (const { lines, columns } of shapes) {
    kernel.sumColumns(at, lines, columns, to);
    at += lines * columns;
    to += 4 * columns;
  }
  return new Uint32Array(kernel.memory.buffer, out, count).slice();
}

const isWide = (column: RecordColumn): boolean => column instanceof Uint32Array;
