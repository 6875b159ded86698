import {
  LINE_TEMPLATE_CAP,
  LINE_TEMPLATES,
  MASKS,
  RECALLED,
  RECIPES,
  RECIPES_END,
  TEXT,
} from './memory';
import { keyOfMessage, lineEnd, maskCount, takeMasks } from './skeleton';

/*
 * What a line's template tells of its message. Lines of a template (`logstore/kernel/split.ts`) are the same but for their tokens, which
 * are runs of letters and digits with a digit. So words begin and end at the same places of the same tokens, and what varies in the first
 * of them, by its masks, varies in all: each word with a token, whatever that is, and of the other words the same ones. What the
 * masks leave is constant, so the key is the same, too. Only text of ASCII is recalled.
 *
 * Of a template: its key, then where its recipe stands, 0: none yet, and that of its fields (`recall-fields.ts`). A recipe: where the message begins and ends, how many masks it
 * has, and where each begins and ends: a place is the number of tokens before it, and how far it is from the last of them, or
 * from where the line begins.
 */

const LINE_CAP: i32 = 2048;
/** In place of a recipe: the template has none. */
export const NONE: i32 = 1;
const CAPITAL_E: i32 = 0x45;
export const BACKSLASH: i32 = 0x5c;

/** The line whose message is asked for: its template, 0: none, where it begins, its tokens and how many they are. */
let template: i32 = 0;
let lineStart: i32 = 0;
let tokens: i32 = 0;
let tokenCount: i32 = 0;
let free: i32 = RECIPES;
let isOn: bool = false;

/** Begins a block. `isKnown`: templates of its lines are known, and it is of ASCII. */
export function clearRecalled(isKnown: bool): void {
  isOn = isKnown;
  free = RECIPES;
  if (isKnown) memory.fill(RECALLED, 0, LINE_TEMPLATE_CAP << 4);
}

/** Says which line's message will be asked for. */
export function setLine(number: i32, start: i32, tokensAt: i32): void {
  template = isOn ? number : 0;
  lineStart = start;
  tokens = tokensAt;
  tokenCount = tokensOf(number);
}

/** Tokens that each line of a template has. */
export function tokensOf(number: i32): i32 {
  return number == 0 ? 0 : <i32>load<u16>(LINE_TEMPLATES + (number << 4), 8);
}

/** What is known of the line's template; 0: nothing will be. */
export function entryOfLine(): i32 {
  return template == 0 ? 0 : RECALLED + (template << 4);
}

/** Room for a recipe of so many bytes, which is taken with `takeRoom`; 0: there is none. */
export function roomFor(bytes: i32): i32 {
  return free + bytes > RECIPES_END ? 0 : free;
}

export function takeRoom(bytes: i32): void {
  free += bytes;
}

/** Whether a token of the line begins in a piece of it. */
export function hasToken(start: i32, end: i32): bool {
  for (let token = tokens; token < tokens + (tokenCount << 3); token += 8) {
    const at = TEXT + load<i32>(token);
    if (at >= start && at < end) return true;
  }
  return false;
}

/** Where a place of a recipe is in the line. */
export function placeAt(recipe: i32): i32 {
  const before = load<i32>(recipe);
  const distance = load<i32>(recipe, 4);
  if (before == 0) return lineStart + distance;
  const token = tokens + ((before - 1) << 3);
  return TEXT + load<i32>(token) + load<i32>(token, 4) + distance;
}

/** Writes a place into a recipe; false: it is within a token. */
export function writePlace(recipe: i32, place: i32): bool {
  let before = 0;
  let from = lineStart;
  for (; before < tokenCount; before++) {
    const token = tokens + (before << 3);
    const start = TEXT + load<i32>(token);
    const end = start + load<i32>(token, 4);
    if (end > place) {
      if (start < place) return false;
      break;
    }
    from = end;
  }
  store<i32>(recipe, before);
  store<i32>(recipe, place - from, 4);
  return true;
}

/** Whether a byte stands in a text; up to 15 bytes behind it are looked at, too. */
export function mayHold(byte: i32, start: i32, end: i32): bool {
  const wanted = i8x16.splat(<i8>byte);
  let found = i8x16.splat(0);
  for (let at = start; at < end; at += 16) found = v128.or(found, i8x16.eq(v128.load(at), wanted));
  return v128.any_true(found);
}

/** Whether one of the tokens from one to another has an `E`, with which a name of an exception may begin. */
function mayNameException(first: i32, last: i32): bool {
  for (let token = tokens + (first << 3); token < tokens + (last << 3); token += 8) {
    const start = TEXT + load<i32>(token);
    const end = start + load<i32>(token, 4);
    for (let at = start; at < end; at++) if (<i32>load<u8>(at) == CAPITAL_E) return true;
  }
  return false;
}

/** Key of the message of the line, with its masks found, as scanning it would; 0: it must be scanned. */
export function recallMessage(start: i32, end: i32): u64 {
  const entry = entryOfLine();
  if (entry == 0) return 0;
  const recipe = load<i32>(entry, 8);
  if (recipe <= NONE) return 0;
  if (placeAt(recipe) != start || placeAt(recipe + 8) != end) return 0;
  const isOdd = mayHold(CAPITAL_E, start, end);
  if (isOdd && mayNameException(load<i32>(recipe), load<i32>(recipe, 8))) return 0;
  const count = load<i32>(recipe, 16);
  let at = recipe + 20;
  for (let mask = MASKS; mask < MASKS + (count << 3); mask += 8) {
    store<i32>(mask, placeAt(at));
    store<i32>(mask, placeAt(at + 8), 4);
    at += 16;
  }
  takeMasks(count, end);
  return load<u64>(entry);
}

/** Keeps what was found of the message of the line, which was scanned last and names no exception. */
export function learnMessage(start: i32, end: i32): void {
  const entry = entryOfLine();
  if (entry == 0) return;
  if (load<i32>(entry, 8) != 0) return;
  store<i32>(entry, NONE, 8);
  if (lineEnd != end || end - start >= LINE_CAP || mayHold(BACKSLASH, start, end)) return;
  const recipe = roomFor(20 + (maskCount << 4));
  if (recipe == 0 || !writePlace(recipe, start) || !writePlace(recipe + 8, end)) return;
  store<i32>(recipe, maskCount, 16);
  let at = recipe + 20;
  for (let mask = MASKS; mask < MASKS + (maskCount << 3); mask += 8) {
    if (!writePlace(at, load<i32>(mask)) || !writePlace(at + 8, load<i32>(mask, 4))) return;
    at += 16;
  }
  takeRoom(at - recipe);
  store<u64>(entry, keyOfMessage(start));
  store<i32>(entry, recipe, 8);
}
