import { KERNEL } from './record-kernel-code.ts';

/** What `record-kernel/index.ts` offers; see there. */
interface RecordKernel {
  readonly memory: WebAssembly.Memory;
  readonly FREE: WebAssembly.Global<'i32'>;
  readonly TABLES: WebAssembly.Global<'i32'>;
  spread(halves: number, count: number, out: number): void;
  lookUp(first: number, second: number, count: number, tables: number, out: number): void;
  count(hits: number, records: number): number;
  collect(hits: number, records: number, out: number): void;
  countLines(numbers: number, lines: number, wide: boolean, counts: number): void;
  groupLines(numbers: number, lines: number, wide: boolean, next: number, out: number): void;
  spreadRecords(starts: number, records: number, out: number): void;
  decode(bytes: number, end: number, count: number, out: number): number;
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

/** The record of each line. @param starts the first line of each record, and the one behind the last */
export function recordsOfLines(starts: Uint32Array): Uint32Array {
  const lines = starts.at(-1) ?? 0;
  const out = roomFor(starts.byteLength);
  const { kernel, free } = kernelFor(out + 4 * lines);
  new Uint32Array(kernel.memory.buffer, free, starts.length).set(starts);
  kernel.spreadRecords(free, starts.length - 1, free + out);
  return new Uint32Array(kernel.memory.buffer, free + out, lines).slice();
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
