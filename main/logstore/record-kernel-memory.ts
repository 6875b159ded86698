import { KERNEL } from './record-kernel-code.ts';

/** What `record-kernel/index.ts` offers; see there. */
export interface RecordKernel {
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
  readTimes(
    times: number,
    end: number,
    digits: number,
    count: number,
    before: number,
    timeUs: number,
    timed: number,
    timeDigits: number,
  ): number;
  orderTimes(
    timeUs: number,
    count: number,
    counts: number,
    keys: number,
    order: number,
    spare: number,
  ): number;
  placeRecords(
    lengths: number,
    gaps: number,
    wide: boolean,
    count: number,
    offsets: number,
    ends: number,
  ): void;
  indexFound(
    kinds: number,
    kindsEnd: number,
    places: number,
    placesEnd: number,
    index: number,
    indexEnd: number,
    counts: number,
    kindCount: number,
    out: number,
  ): number;
  findPairs(
    kinds: number,
    end: number,
    classes: number,
    kindCount: number,
    seconds: number,
    table: number,
    count: number,
    byte: number,
    other: number,
    out: number,
  ): number;
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
  /** Where `readTokens` stopped: a place in the table, and where the tokens of its line begin. */
  readonly unmade: WebAssembly.Global<'i32'>;
  readonly stoppedAt: WebAssembly.Global<'i32'>;
  sumColumns(lengths: number, lines: number, columns: number, out: number): void;
  sortOf(tokens: number, end: number): number;
  beginStates(states: number, count: number, state: number): void;
  readTokens(
    table: number,
    lengths: number,
    tokens: number,
    first: number,
    count: number,
    states: number,
    behind: number,
    reached: number,
  ): number;
  tellStates(states: number, count: number, told: number, out: number): void;
}

/** Bytes that the kernel's memory grows by. */
const PAGE = 65_536;
/** Bytes behind a column that a pass may read or write over. */
const MARGIN = 64;
/** A table has two rows of so many bytes; so many values a byte may have in a pass that looks up. */
export const ROW = 16;

let made: RecordKernel | null = null;

/** The kernel of this thread: a thread that passes over no records pays for none. */
export function kernelFor(bytes: number): { kernel: RecordKernel; free: number } {
  made ??= new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(KERNEL, 'base64')))
    .exports as unknown as RecordKernel;
  const free = made.FREE.value;
  const missing = free + bytes - made.memory.buffer.byteLength;
  if (missing > 0) made.memory.grow(Math.ceil(missing / PAGE));
  return { kernel: made, free };
}

/** Room for a column of so many bytes. */
export const roomFor = (bytes: number): number => ((bytes + 15) & ~15) + MARGIN;

/** Room for columns of so many bytes, one behind the other. */
export function layOut<const T extends readonly number[]>(
  sizes: T,
): { kernel: RecordKernel; starts: { [K in keyof T]: number } } {
  const rooms = sizes.map(roomFor);
  const { kernel, free } = kernelFor(rooms.reduce((sum, room) => sum + room, 0));
  let next = free;
  const starts = rooms.map((room) => (next += room) - room);
  return { kernel, starts: starts as { [K in keyof T]: number } };
}

/** Copies a column to a place of the kernel's memory. */
export function put(
  { memory }: RecordKernel,
  column: Uint8Array | Uint32Array | Int32Array | Float64Array,
  at: number,
): void {
  const { buffer, byteOffset, byteLength } = column;
  new Uint8Array(memory.buffer).set(new Uint8Array(buffer, byteOffset, byteLength), at);
}
