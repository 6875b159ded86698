import { SLOTS_END, SLOT_VARIES } from '#shared/model/slot-values.ts';

/** Longer values are never constant text. */
const LONGEST_VALUE = 64;
/** Behind the last value of a record. */
const END = 255;
const NOTHING_CONSTANT = Uint8Array.of(0, END);

interface Fact {
  record: Uint8Array;
  isNew: boolean;
}

/**
 * What has stood in each slot of each skeleton in every message so far, as long as it was one value. Of each skeleton a record
 * of bytes, as the kernel compares messages with it (`agrees` in `kernel/skeleton.ts`): how many slots there are, then of each
 * that never varied its number, its length and its value, then END. What is known only ever becomes less, by what the messages
 * are and not by their order: threads and sources may be read in any.
 */
export class SlotFacts {
  private readonly facts: (Fact | undefined)[] = [];

  /** Takes a message of a skeleton; `masks`: start and end of each slot in `bytes`. */
  note(id: number, bytes: Uint8Array, masks: Int32Array, count: number): void {
    const fact = this.facts[id];
    if (fact === undefined) {
      this.facts[id] = { record: recordOf(bytes, masks, count), isNew: true };
      return;
    }
    const left = stillConstant(fact.record, bytes, masks, count);
    if (left === fact.record) return;
    fact.record = left;
    fact.isNew = true;
  }

  /** The record of a skeleton; undefined: no message of it was noted, or nothing in it is constant. */
  record(id: number): Uint8Array | undefined {
    const record = this.facts[id]?.record;
    return record === undefined || record[1] === END ? undefined : record;
  }

  /** What is known of a skeleton, as the case keeps it (`slot-values.ts`); null: nothing new since it was asked last. */
  news(id: number): string | null {
    const fact = this.facts[id];
    if (fact === undefined || !fact.isNew) return null;
    fact.isNew = false;
    return textOf(fact.record);
  }
}

function recordOf(bytes: Uint8Array, masks: Int32Array, count: number): Uint8Array {
  let size = 2;
  for (let slot = 0; slot < count; slot++) {
    const length = lengthOf(masks, slot);
    if (isKept(length)) size += 2 + length;
  }
  if (size === 2) return count === 0 ? NOTHING_CONSTANT : Uint8Array.of(count, END);
  const record = new Uint8Array(size);
  record[0] = count;
  let at = 1;
  for (let slot = 0; slot < count; slot++) {
    const length = lengthOf(masks, slot);
    if (!isKept(length)) continue;
    record[at++] = slot;
    record[at++] = length;
    const start = masks[2 * slot] ?? 0;
    for (let byte = 0; byte < length; byte++) record[at++] = bytes[start + byte] ?? 0;
  }
  record[at] = END;
  return record;
}

const lengthOf = (masks: Int32Array, slot: number): number =>
  (masks[2 * slot + 1] ?? 0) - (masks[2 * slot] ?? 0);

const isKept = (length: number): boolean => length > 0 && length <= LONGEST_VALUE;

/** The record without the slots in which a message has another value; the record itself where it has none. */
function stillConstant(
  record: Uint8Array,
  bytes: Uint8Array,
  masks: Int32Array,
  count: number,
): Uint8Array {
  let left: Uint8Array | null = null;
  let size = 1;
  for (let at = 1; record[at] !== END;) {
    const slot = record[at] ?? 0;
    const length = record[at + 1] ?? 0;
    const isSame =
      slot < count &&
      lengthOf(masks, slot) === length &&
      isEqual(record, at + 2, bytes, masks[2 * slot] ?? 0, length);
    if (!isSame) left ??= record.slice();
    else {
      left?.copyWithin(size, at, at + 2 + length);
      size += 2 + length;
    }
    at += 2 + length;
  }
  if (left === null) return record;
  left[size] = END;
  return left.slice(0, size + 1);
}

function isEqual(
  record: Uint8Array,
  at: number,
  bytes: Uint8Array,
  start: number,
  length: number,
): boolean {
  for (let byte = 0; byte < length; byte++) {
    if (record[at + byte] !== bytes[start + byte]) return false;
  }
  return true;
}

function textOf(record: Uint8Array): string {
  const values = Array.from({ length: record[0] ?? 0 }, () => SLOT_VARIES);
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.length);
  for (let at = 1; record[at] !== END;) {
    const from = at + 2;
    const to = from + (record[at + 1] ?? 0);
    const value = bytes.toString('utf8', from, to);
    if (!value.includes(SLOTS_END)) values[record[at] ?? 0] = value;
    at = to;
  }
  return values.join(SLOTS_END);
}
