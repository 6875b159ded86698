import { kernelFor, layOut, put, roomFor, ROW } from './record-kernel-memory.ts';

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

/**
 * The time index of records that were found, made of that of their block, whose records stand in order of time. Throws a RangeError
 * when the two do not fit, or something is missing.
 *
 * @param kinds of all records, as `VarintWriter` wrote them
 * @param places of those that were found, which ascend
 * @param whole the index of the block
 * @param kindCount how many kinds the block has
 * @returns valid until the next pass
 */
export function indexFound(
  kinds: Uint8Array,
  places: Uint32Array,
  whole: Uint8Array,
  kindCount: number,
): Uint8Array {
  const counts = 4 * kindCount;
  const at = layOut([kinds.length, places.byteLength, whole.length, counts, whole.length]);
  const [kindsAt, placesAt, wholeAt, countsAt, out] = at.starts;
  const { kernel } = at;
  put(kernel, kinds, kindsAt);
  put(kernel, places, placesAt);
  put(kernel, whole, wholeAt);
  new Uint8Array(kernel.memory.buffer).fill(0, countsAt, countsAt + counts);
  const end = kernel.indexFound(
    kindsAt,
    kindsAt + kinds.length,
    placesAt,
    placesAt + places.byteLength,
    wholeAt,
    wholeAt + whole.length,
    countsAt,
    kindCount,
    out,
  );
  if (end < 0) throw new RangeError('the time index of a block does not fit its records');
  return new Uint8Array(kernel.memory.buffer, out, end - out);
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
  const count = result.length;
  const { kernel, starts } = layPairs(kinds, classes, table ?? NO_TABLE, count);
  const [kindsAt, classesAt, secondsAt, statesAt, out] = starts;
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

/**
 * Places of the records whose state is 1, where only those may have another than 0 that have one of two bytes: of their kinds those
 * alone are read. Null: some record has another state. Throws a RangeError as `lookUpKinds`.
 *
 * @param kinds as `VarintWriter` wrote them
 * @param classes of the kinds
 * @param bytes the two
 * @returns valid until the next pass
 */
export function findPairs(
  kinds: Uint8Array,
  classes: Uint8Array,
  { seconds, states }: ClassTable,
  [byte, other]: readonly [number, number],
): Uint32Array | null {
  const count = seconds.length;
  const { kernel, starts } = layPairs(kinds, classes, { seconds, states }, 4 * count);
  const [kindsAt, classesAt, secondsAt, statesAt, out] = starts;
  const found = kernel.findPairs(
    kindsAt,
    kindsAt + kinds.length,
    classesAt,
    classes.length,
    secondsAt,
    statesAt,
    count,
    byte,
    other,
    out,
  );
  if (found === -1) throw new RangeError('the kinds of a block are damaged');
  return found < 0 ? null : new Uint32Array(kernel.memory.buffer, out, found);
}

const NO_TABLE: ClassTable = { seconds: new Uint8Array(0), states: new Uint8Array(0) };

/** Lays what states are looked up by into the kernel's memory, with room for so many bytes behind. */
function layPairs(
  kinds: Uint8Array,
  classes: Uint8Array,
  { seconds, states }: ClassTable,
  outBytes: number,
) {
  const at = layOut([kinds.length, classes.length, seconds.length, states.length, outBytes]);
  const [kindsAt, classesAt, secondsAt, statesAt] = at.starts;
  put(at.kernel, kinds, kindsAt);
  put(at.kernel, classes, classesAt);
  put(at.kernel, seconds, secondsAt);
  put(at.kernel, states, statesAt);
  return at;
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
