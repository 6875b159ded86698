import { KERNEL } from './record-kernel-code.ts';

/** What `record-kernel/index.ts` offers; see there. */
interface RecordKernel {
  readonly memory: WebAssembly.Memory;
  readonly FREE: WebAssembly.Global<'i32'>;
  readonly TABLES: WebAssembly.Global<'i32'>;
  spread(halves: number, count: number, out: number): void;
  lookUp(first: number, second: number, count: number, tables: number, out: number): void;
  count(hits: number, records: number): number;
  largest(bytes: number, count: number): number;
  collect(hits: number, records: number, out: number): void;
  countLines(numbers: number, lines: number, wide: boolean, counts: number): void;
  groupLines(numbers: number, lines: number, wide: boolean, next: number, out: number): void;
  spreadRecords(counts: number, wide: boolean, records: number, out: number, end: number): void;
  placeLines(
    asked: number,
    count: number,
    ofLines: number,
    lines: number,
    places: number,
    placesWide: boolean,
    least: number,
    gaps: number,
    gapsWide: boolean,
    gap: number,
    records: number,
    parts: number,
    messageAt: number,
  ): void;
  joinTold(
    told: number,
    parts: number,
    records: number,
    count: number,
    recordCount: number,
    out: number,
  ): void;
  askElsewhere(
    lengths: number,
    lines: number,
    columns: number,
    constant: number,
    places: number,
    told: number,
  ): void;
  decode(bytes: number, end: number, count: number, out: number): number;
  decodeSome(bytes: number, end: number, places: number, count: number, out: number): number;
  lookUpKinds(
    kinds: number,
    end: number,
    classes: number,
    kindCount: number,
    seconds: number,
    table: number,
    count: number,
    out: number,
  ): number;
}

/** Bytes that the kernel's memory grows by. */
const PAGE = 65_536;
/** Bytes behind a column that a pass may read or write over. */
const MARGIN = 64;
/** A table has two rows of so many bytes; so many values a byte may have in a pass that looks up. */
const ROW = 16;

let made: RecordKernel | null = null;

/** The kernel of this thread: a thread that passes over no records pays for none. */
function kernelFor(bytes: number): { kernel: RecordKernel; free: number } {
  made ??= new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(KERNEL, 'base64')))
    .exports as unknown as RecordKernel;
  const free = made.FREE.value;
  const missing = free + bytes - made.memory.buffer.byteLength;
  if (missing > 0) made.memory.grow(Math.ceil(missing / PAGE));
  return { kernel: made, free };
}

/** Room for a column of so many bytes. */
const roomFor = (bytes: number): number => ((bytes + 15) & ~15) + MARGIN;

/** Numbers that take half a byte each, the first of two in the lower half, as bytes. */
export function spreadHalves(halves: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  const out = roomFor(halves.length);
  const { kernel, free } = kernelFor(out + roomFor(count));
  new Uint8Array(kernel.memory.buffer).set(halves, free);
  kernel.spread(free, count, free + out);
  return new Uint8Array(kernel.memory.buffer).slice(free + out, free + out + count);
}

/** States by the second of two bytes, for those first bytes that are marked. */
export interface PairTable {
  /** By the second byte, up to 15, which stands for all above, too. */
  readonly states: Uint8Array;
  /** By the first byte, up to 15: 255, or 0. A first byte is of one table at most; of none: its states are 0. */
  readonly firsts: Uint8Array;
}

/** Looks a state up for each pair of bytes. First bytes are below 16. */
export function lookUpTables(
  first: Uint8Array,
  second: Uint8Array,
  tables: readonly PairTable[],
  result: Uint8Array,
): void {
  const room = roomFor(first.length);
  const { kernel, free } = kernelFor(3 * room);
  const memory = new Uint8Array(kernel.memory.buffer);
  for (const [index, { states, firsts }] of tables.entries()) {
    memory.set(states, kernel.TABLES.value + 2 * ROW * index);
    memory.set(firsts, kernel.TABLES.value + 2 * ROW * index + ROW);
  }
  memory.set(first, free);
  memory.set(second, free + room);
  kernel.lookUp(free, free + room, first.length, tables.length, free + 2 * room);
  result.set(memory.subarray(free + 2 * room, free + 2 * room + first.length));
}

/** How many bytes are 1. */
export function countOnes(bytes: Uint8Array): number {
  const { kernel, free } = kernelFor(roomFor(bytes.length));
  new Uint8Array(kernel.memory.buffer).set(bytes, free);
  return kernel.count(free, bytes.length);
}

/** The largest of bytes; 0: there are none. */
export function largestOf(bytes: Uint8Array): number {
  const { kernel, free } = kernelFor(roomFor(bytes.length));
  const memory = new Uint8Array(kernel.memory.buffer);
  memory.set(bytes, free);
  memory.fill(0, free + bytes.length, free + bytes.length + ROW);
  return kernel.largest(free, bytes.length);
}

/** Writes the places of the bytes that are 1, of which there are as many as `places` has. */
export function collectOnes(bytes: Uint8Array, places: Uint32Array): void {
  const out = roomFor(bytes.length);
  const { kernel, free } = kernelFor(out + 4 * places.length);
  new Uint8Array(kernel.memory.buffer).set(bytes, free);
  kernel.collect(free, bytes.length, free + out);
  places.set(new Uint32Array(kernel.memory.buffer, free + out, places.length));
}

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
 * Lines, template by template.
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
  return new Uint32Array(kernel.memory.buffer, free + out, count).slice();
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

/** Tells of the lines that are asked for, by number, what they are of their records. */
export function placeLines(known: LinesOfRecords, asked: Uint32Array): PlacedLines {
  const { counts, lines, places, least, gaps } = known;
  const count = asked.length;
  const gapsBehind = typeof gaps === 'number' ? null : gaps;
  const at = layOut([
    asked.byteLength,
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
  put(kernel, asked, askedAt);
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
  const { buffer } = kernel.memory;
  return {
    records: new Uint32Array(buffer, recordsAt, count).slice(),
    parts: new Uint8Array(buffer, partsAt, count).slice(),
    messageAt: new Int32Array(buffer, messagesAt, count).slice(),
  };
}

/**
 * Tells of records what is told of their lines, MISS, HIT or ASK: what is found in one is found, unless the first must be looked at.
 *
 * @param told of those of the lines in which something may be found
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
  return new Uint8Array(kernel.memory.buffer).slice(out, out + count);
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

/**
 * Some of the numbers that `VarintWriter` wrote, by their places, which ascend. Throws a RangeError when there are fewer.
 */
export function decodeSome(bytes: Uint8Array, places: Uint32Array): Uint32Array {
  const at = layOut([bytes.length, places.byteLength, places.byteLength]);
  const [bytesAt, placesAt, out] = at.starts;
  const { kernel } = at;
  put(kernel, bytes, bytesAt);
  put(kernel, places, placesAt);
  const last = bytesAt + bytes.length;
  const end = kernel.decodeSome(bytesAt, last, placesAt, places.length, out);
  if (end > last) throw new RangeError('a block column ends too early');
  return new Uint32Array(kernel.memory.buffer, out, places.length).slice();
}

/** What becomes of records by the class of their kind, and by a byte each. */
export interface ClassTable {
  /** A byte a record. */
  readonly seconds: Uint8Array;
  /** 256 states for each class. */
  readonly states: Uint8Array;
}

/**
 * Looks a state up for each record of a block by its kind. Throws a RangeError when kinds are missing, or one has no class.
 *
 * @param kinds as `VarintWriter` wrote them
 * @param classes of the kinds
 * @param table null: the state is the class
 * @param result one a record
 */
export function lookUpKinds(
  kinds: Uint8Array,
  classes: Uint8Array,
  table: ClassTable | null,
  result: Uint8Array,
): void {
  const { seconds = NO_BYTES, states = NO_BYTES } = table ?? {};
  const count = result.length;
  const at = layOut([kinds.length, classes.length, seconds.length, states.length, count]);
  const [kindsAt, classesAt, secondsAt, statesAt, out] = at.starts;
  const { kernel } = at;
  put(kernel, kinds, kindsAt);
  put(kernel, classes, classesAt);
  put(kernel, seconds, secondsAt);
  put(kernel, states, statesAt);
  const last = kindsAt + kinds.length;
  const tableAt = table === null ? 0 : statesAt;
  const end = kernel.lookUpKinds(
    kindsAt,
    last,
    classesAt,
    classes.length,
    secondsAt,
    tableAt,
    count,
    out,
  );
  if (end > last) throw new RangeError('the kinds of a block are damaged');
  result.set(new Uint8Array(kernel.memory.buffer, out, count));
}

const NO_BYTES = new Uint8Array(0);

const isWide = (column: RecordColumn): boolean => column instanceof Uint32Array;

/** Room for columns of so many bytes, one behind the other. */
function layOut<const T extends readonly number[]>(
  sizes: T,
): { kernel: RecordKernel; starts: { [K in keyof T]: number } } {
  const rooms = sizes.map(roomFor);
  const { kernel, free } = kernelFor(rooms.reduce((sum, room) => sum + room, 0));
  let next = free;
  const starts = rooms.map((room) => (next += room) - room);
  return { kernel, starts: starts as { [K in keyof T]: number } };
}

function put(
  { memory }: RecordKernel,
  column: Uint8Array | Uint32Array | Int32Array,
  at: number,
): void {
  const { buffer, byteOffset, byteLength } = column;
  new Uint8Array(memory.buffer).set(new Uint8Array(buffer, byteOffset, byteLength), at);
}

/** The first `count` numbers below 2^32 of what `VarintWriter` wrote. Throws a RangeError when there are fewer. */
export function decodeNumbers(bytes: Uint8Array, count: number): Uint32Array<ArrayBuffer> {
  const out = roomFor(bytes.length);
  const { kernel, free } = kernelFor(out + 4 * count);
  const memory = new Uint8Array(kernel.memory.buffer);
  memory.set(bytes, free);
  // What is read behind the last byte ends a number.
  memory.fill(0, free + bytes.length, free + out);
  const end = kernel.decode(free, free + bytes.length, count, free + out);
  if (end > free + bytes.length) throw new RangeError('a block column ends too early');
  return new Uint32Array(kernel.memory.buffer, free + out, count).slice();
}
