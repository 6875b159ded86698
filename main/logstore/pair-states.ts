import { lookUpKinds, lookUpTables, type PairTable } from './record-passes.ts';

/** What the second byte of a pair can be: so many states stand in a table for each first byte. */
export const SECONDS = 256;

/** Used again for every block: what is found is written elsewhere before the next. */
let wordRoom = new Uint32Array(0);

function roomFor(records: number): Uint32Array<ArrayBuffer> {
  const words = (records + 3) >>> 2;
  if (wordRoom.length < words) wordRoom = new Uint32Array(words);
  return wordRoom.subarray(0, words);
}

/**
 * States looked up by two bytes a record, such as its kind and the number of a field's value, in one pass.
 *
 * @param table `SECONDS` states for each first byte
 * @returns a state a record, valid until the next is asked for; and the same as words of four, with 0 behind the last record
 */
export function lookUpPairs(
  first: Uint8Array,
  second: Uint8Array,
  table: Uint8Array,
): { words: Uint32Array; result: Uint8Array } {
  const words = roomFor(first.length);
  const result = new Uint8Array(words.buffer, 0, first.length);
  const whole = first.length >>> 2;
  lookUpWords(first, second, table, words, whole);
  if (whole < words.length) words[whole] = 0;
  for (let i = whole * 4; i < first.length; i++) {
    result[i] = table[((first[i] as number) << 8) | (second[i] as number)] as number;
  }
  return { words, result };
}

/** A function of its own, without a branch, which writes four records at a time: the loop takes a nanosecond a record. */
function lookUpWords(
  first: Uint8Array,
  second: Uint8Array,
  table: Uint8Array,
  words: Uint32Array,
  whole: number,
): void {
  for (let at = 0, i = 0; at < whole; at++, i += 4) {
    words[at] =
      (table[((first[i] as number) << 8) | (second[i] as number)] as number) |
      ((table[((first[i + 1] as number) << 8) | (second[i + 1] as number)] as number) << 8) |
      ((table[((first[i + 2] as number) << 8) | (second[i + 2] as number)] as number) << 16) |
      ((table[((first[i + 3] as number) << 8) | (second[i + 3] as number)] as number) << 24);
  }
}

/**
 * As `lookUpPairs`, by the class of each record's kind and a byte. Throws a RangeError as `lookUpKinds` of `record-passes.ts`.
 *
 * @param kinds as they are stored
 * @param classes of the kinds
 * @returns a state a record, valid until the next is asked for
 */
export function lookUpClasses(
  kinds: Uint8Array,
  classes: Uint8Array,
  seconds: Uint8Array,
  states: Uint8Array,
): Uint8Array {
  const result = new Uint8Array(roomFor(seconds.length).buffer, 0, seconds.length);
  lookUpKinds(kinds, classes, { seconds, states }, result);
  return result;
}

/** First bytes, and second bytes, that are told apart by `lookUpFew`. */
const FEW = 16;
/** The last second byte, which is told apart from the others above. */
const LAST = SECONDS - 1;

/**
 * As `lookUpPairs`, sixteen records at a time, where second bytes are below 15 or 255. Null: there are too many first bytes.
 *
 * @returns a state a record, valid until the next is asked for
 */
export function lookUpFew(
  first: Uint8Array,
  second: Uint8Array,
  table: Uint8Array,
): Uint8Array | null {
  const firsts = table.length / SECONDS;
  if (firsts > FEW) return null;
  const tables = new Map<string, PairTable>();
  for (let byte = 0; byte < firsts; byte++) {
    const states = table.slice(byte * SECONDS, byte * SECONDS + FEW);
    states[FEW - 1] = table[byte * SECONDS + LAST] ?? 0;
    const key = states.join();
    const known = tables.get(key) ?? { states, firsts: new Uint8Array(FEW) };
    known.firsts[byte] = 0xff;
    tables.set(key, known);
  }
  const result = new Uint8Array(roomFor(first.length).buffer, 0, first.length);
  // Where all states are 0 there is nothing to look up.
  const some = [...tables.values()].filter(({ states }) => states.some((state) => state !== 0));
  lookUpTables(first, second, some, result);
  return result;
}
