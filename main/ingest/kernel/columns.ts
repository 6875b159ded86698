import { BATCH_KINDS, BATCH_TIMES, STREAM_BYTES, STREAMS } from './memory';

/* Writes records into the eight streams of `block-columns.ts`, a batch at a time. */

/** Records in the batch. */
export let batched: i32 = 0;
let previousUs: f64 = 0;
let at0: i32 = STREAMS;
let at1: i32 = STREAMS + STREAM_BYTES;
let at2: i32 = STREAMS + 2 * STREAM_BYTES;
let at3: i32 = STREAMS + 3 * STREAM_BYTES;
let at4: i32 = STREAMS + 4 * STREAM_BYTES;
let at5: i32 = STREAMS + 5 * STREAM_BYTES;
let at6: i32 = STREAMS + 6 * STREAM_BYTES;
let at7: i32 = STREAMS + 7 * STREAM_BYTES;

/** Bytes in a stream of the batch. */
export function streamLength(stream: i32): i32 {
  const end =
    stream == 0
      ? at0
      : stream == 1
        ? at1
        : stream == 2
          ? at2
          : stream == 3
            ? at3
            : stream == 4
              ? at4
              : stream == 5
                ? at5
                : stream == 6
                  ? at6
                  : at7;
  return end - STREAMS - stream * STREAM_BYTES;
}

/** Empties the batch. */
export function clearBatch(): void {
  batched = 0;
  at0 = STREAMS;
  at1 = STREAMS + STREAM_BYTES;
  at2 = STREAMS + 2 * STREAM_BYTES;
  at3 = STREAMS + 3 * STREAM_BYTES;
  at4 = STREAMS + 4 * STREAM_BYTES;
  at5 = STREAMS + 5 * STREAM_BYTES;
  at6 = STREAMS + 6 * STREAM_BYTES;
  at7 = STREAMS + 7 * STREAM_BYTES;
}

/** Begins a block, whose times are differences to the one before. */
export function clearColumns(): void {
  clearBatch();
  previousUs = 0;
}

function put(at: i32, value: u32): i32 {
  while (value > 0x7f) {
    store<u8>(at++, <u8>(value | 0x80));
    value >>>= 7;
  }
  store<u8>(at, <u8>value);
  return at + 1;
}

function putWide(at: i32, number: f64): i32 {
  let rest = number;
  // No time of this world, but what a line may say; beyond 53 bits as the writer of `varint.ts` does it.
  while (rest > 9007199254740991) {
    const high = floor(rest / 128);
    store<u8>(at++, <u8>(<i32>(rest - high * 128) | 0x80));
    rest = high;
  }
  let value = <u64>rest;
  while (value > 0x7f) {
    store<u8>(at++, <u8>(value | 0x80));
    value >>>= 7;
  }
  store<u8>(at, <u8>value);
  return at + 1;
}

/** Adds a record: characters of its text and of what stands behind it, lines, time, kind, where its message begins. */
export function addRecord(
  length: i32,
  gap: i32,
  lines: i32,
  timeUs: f64,
  ns: i32,
  digits: i32,
  kind: i32,
  messageAt: i32,
): void {
  at0 = put(at0, length);
  at1 = put(at1, gap);
  at2 = put(at2, lines);
  if (timeUs != timeUs) {
    at5 = put(at5, 0);
  } else {
    const step = timeUs - previousUs;
    previousUs = timeUs;
    at3 = putWide(at3, step < 0 ? -2 * step - 1 : 2 * step);
    at4 = put(at4, ns);
    at5 = put(at5, digits + 1);
  }
  at6 = put(at6, kind);
  at7 = put(at7, messageAt + 2);
  store<f64>(BATCH_TIMES + (batched << 3), timeUs);
  store<i32>(BATCH_KINDS + (batched << 2), kind);
  batched++;
}
