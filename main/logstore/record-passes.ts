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
