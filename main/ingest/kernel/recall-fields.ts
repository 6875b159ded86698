import { FIELDS } from './memory';
import {
  BACKSLASH,
  entryOfLine,
  hasToken,
  mayHold,
  NONE,
  placeAt,
  roomFor,
  takeRoom,
  writePlace,
} from './recall';

/*
 * The fields of a line of JSON, recalled by its template (see `recall.ts`). All that makes them is constant: quotation marks, colons,
 * keys without a token. A token is within a string, where all letters and digits mean the same as there is no backslash, or it is
 * a whole number, if it is digits alone.
 *
 * A recipe: the hash of the shape, how many fields, then where the value of each begins and ends and its kind, 20 bytes a field.
 */

const MOST_DIGITS: i32 = 15;
const HEAD: i32 = 12;

/** The recipe of the line's fields, when their values stand in FIELDS as scanning it would have put them there; 0: it must be scanned. */
export function recallFields(whole: i32): i32 {
  const entry = entryOfLine();
  if (entry == 0) return 0;
  const recipe = load<i32>(entry, 12);
  if (recipe <= NONE) return 0;
  let at = recipe + HEAD;
  const end = FIELDS + countOf(recipe) * 20;
  for (let field = FIELDS; field < end; field += 20) {
    const from = placeAt(at);
    const to = placeAt(at + 8);
    const kind = load<i32>(at, 16);
    if (kind == whole && !isWhole(from, to)) return 0;
    store<i32>(field, from, 8);
    store<i32>(field, to, 12);
    store<i32>(field, kind, 16);
    at += 20;
  }
  return recipe;
}

export function hashOf(recipe: i32): u64 {
  return load<u64>(recipe);
}

export function countOf(recipe: i32): i32 {
  return load<i32>(recipe, 8);
}

/** Whether bytes are a whole number as JSON has it, of no more digits than are read so. */
function isWhole(from: i32, to: i32): bool {
  if (to - from > MOST_DIGITS || (to - from > 1 && load<u8>(from) == 48)) return false;
  for (let at = from; at < to; at++) if (<u32>load<u8>(at) - 48 > 9) return false;
  return true;
}

/**
 * Keeps what was found of the fields of the line, which was scanned last.
 *
 * @param whole the kind of whole numbers
 * @param numbers how many numbers it has, wherever they stand
 */
export function learnFields(
  start: i32,
  end: i32,
  hash: u64,
  count: i32,
  whole: i32,
  numbers: i32,
): void {
  const entry = entryOfLine();
  if (entry == 0 || load<i32>(entry, 12) != 0) return;
  store<i32>(entry, NONE, 12);
  const recipe = roomFor(HEAD + count * 20);
  if (recipe == 0 || mayHold(BACKSLASH, start, end)) return;
  let at = recipe + HEAD;
  let left = numbers;
  for (let field = FIELDS; field < FIELDS + count * 20; field += 20) {
    if (hasToken(load<i32>(field), load<i32>(field, 4))) return;
    if (!writePlace(at, load<i32>(field, 8)) || !writePlace(at + 8, load<i32>(field, 12))) return;
    const kind = load<i32>(field, 16);
    if (kind == whole) left--;
    store<i32>(at, kind, 16);
    at += 20;
  }
  // One is within a list or an object, or has a sign, a point or an exponent: what its tokens mean hangs on them.
  if (left != 0) return;
  takeRoom(at - recipe);
  store<u64>(recipe, hash);
  store<i32>(recipe, count, 8);
  store<i32>(entry, recipe, 12);
}
