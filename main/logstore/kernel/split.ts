import { differing, firstBytes } from './first-bytes';
import { COLUMN_CAP, COLUMNS, HASHED, HASHED_CAP, TEMPLATE_CAP, TEMPLATES } from './memory';

/*
 * Takes a text apart into templates of lines and what varies in them (after CLP: Rodrigues, Luo, Yuan, "CLP: Efficient and
 * Scalable Search on Compressed Text Logs", OSDI 2021). A token is a run of letters, digits and bytes beyond ASCII; it varies
 * when it has a digit. Tokens in the same place of the same template are a column: of one kind, so that they take few bits.
 *
 * The result: first the templates, U+0000 for each token, a newline behind each; lines that have no template, a newline behind
 * each; numbers of templates, a byte a line (low ones, then high ones when there are more than 256). Then, where the other side
 * says for each template, the lengths of its tokens, column by column, and the tokens, column by column.
 */

const LONGEST_TOKEN: i32 = 255;
const MOST_TOKENS: i32 = 255;
const NEWLINE: i32 = 10;
const K: u64 = 0x9e3779b97f4a7c15;

/** Counts of what was taken apart. */
export let lineCount: i32 = 0;
export let templateCount: i32 = 0;
export let tokenCount: i32 = 0;
export let tokenBytes: i32 = 0;
export let templateBytes: i32 = 0;
export let wholeBytes: i32 = 0;

let columnCount: i32 = 0;

/*
 * A template while taking apart: where its first line begins, the first line's first token in the list of tokens, its tokens
 * and first column (two bytes and two), and how many lines it has. A column: bytes of its tokens; then where the next length goes
 * and the next token, and where its tokens end.
 */

/** Marks letters and digits, and digits alone, a bit a byte. */
function markWords(text: i32, size: i32, words: i32, digits: i32): void {
  const upper = i8x16.splat(0x20);
  for (let at = 0; at < size; at += 16) {
    const bytes = v128.load(text + at);
    const digit = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(48)), i8x16.splat(10));
    const letter = i8x16.lt_u(i8x16.sub(v128.or(bytes, upper), i8x16.splat(97)), i8x16.splat(26));
    const beyond = i8x16.lt_s(bytes, i8x16.splat(0));
    store<u16>(digits + (at >> 3), <u16>i8x16.bitmask(digit));
    store<u16>(words + (at >> 3), <u16>i8x16.bitmask(v128.or(v128.or(digit, letter), beyond)));
  }
}

/** The first position from `at` on whose bit is set, `limit` at most. */
function nextSet(bits: i32, at: i32, limit: i32): i32 {
  let word = load<u64>(bits + ((at >> 6) << 3)) >> <u64>(at & 63);
  if (word != 0) return min(at + <i32>ctz(word), limit);
  for (let next = (at | 63) + 1; next < limit; next += 64) {
    word = load<u64>(bits + ((next >> 6) << 3));
    if (word != 0) return min(next + <i32>ctz(word), limit);
  }
  return limit;
}

function nextClear(bits: i32, at: i32, limit: i32): i32 {
  let word = ~load<u64>(bits + ((at >> 6) << 3)) >> <u64>(at & 63);
  if (word != 0) return min(at + <i32>ctz(word), limit);
  for (let next = (at | 63) + 1; next < limit; next += 64) {
    word = ~load<u64>(bits + ((next >> 6) << 3));
    if (word != 0) return min(next + <i32>ctz(word), limit);
  }
  return limit;
}

/** Where the run of set bits begins that `at` is in, `floor` at least. */
function runStart(bits: i32, at: i32, floor: i32): i32 {
  let word = ~load<u64>(bits + ((at >> 6) << 3)) << (<u64>(63 - (at & 63)));
  if (word != 0) return max(at - <i32>clz(word) + 1, floor);
  for (let before = (at & ~63) - 1; before >= floor; before -= 64) {
    word = ~load<u64>(bits + ((before >> 6) << 3));
    if (word != 0) return max(before - <i32>clz(word) + 1, floor);
  }
  return floor;
}

function findNewline(text: i32, from: i32, size: i32): i32 {
  const wanted = i8x16.splat(10);
  let at = from;
  for (; at + 16 <= size; at += 16) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(text + at), wanted));
    if (mask != 0) return at + ctz(mask);
  }
  for (; at < size; at++) if (<i32>load<u8>(text + at) == NEWLINE) return at;
  return size;
}

/** Mixes a run of bytes into a hash; as much as 15 bytes behind it may be read. */
function mixRun(hash: u64, from: i32, length: i32): u64 {
  let mixed = (hash ^ <u64>length) * K;
  let at = from;
  let left = length;
  for (; left > 16; left -= 16) {
    mixed = mix(mixed, v128.load(at));
    at += 16;
  }
  return mix(mixed, v128.and(v128.load(at), firstBytes(left)));
}

function mix(mixed: u64, bytes: v128): u64 {
  const low = i64x2.extract_lane(bytes, 0);
  const high = i64x2.extract_lane(bytes, 1);
  return (mixed ^ (mixed >> 29) ^ low ^ rotl<u64>(high * K, 31)) * K;
}

function sameBytes(a: i32, b: i32, length: i32): bool {
  return !v128.any_true(differing(a, b, length));
}

/**
 * First pass: numbers the lines' templates. `size` bytes at `text`, 64 bytes behind them may be read; `words` and `digits`
 * take a bit a byte, `numbers` two bytes a line, `tokens` two words a token.
 */
export function split(
  text: i32,
  size: i32,
  words: i32,
  digits: i32,
  numbers: i32,
  tokens: i32,
): void {
  markWords(text, size, words, digits);
  memory.fill(HASHED, 0, HASHED_CAP * 16);
  lineCount = 0;
  templateCount = 1;
  tokenCount = 0;
  tokenBytes = 0;
  templateBytes = 0;
  wholeBytes = 0;
  columnCount = 0;
  let at = 0;
  while (at < size) {
    const end = findNewline(text, at, size);
    let last = at;
    let hash: u64 = 0;
    let count = 0;
    let longest = 0;
    let list = tokens + (tokenCount << 3);
    for (let digit = nextSet(digits, at, end); digit < end; digit = nextSet(digits, last, end)) {
      const start = runStart(words, digit, last);
      const stop = nextClear(words, digit, end);
      hash = mixRun(hash, text + last, start - last);
      store<i32>(list, start);
      store<i32>(list, stop - start, 4);
      list += 8;
      longest = max(longest, stop - start);
      count++;
      last = stop;
      if (last >= end) break;
    }
    hash = mixRun(hash, text + last, end - last);
    let number = 0;
    if (longest <= LONGEST_TOKEN && count <= MOST_TOKENS) {
      number = numberOf(hash, text, at, end, tokens, count);
    }
    if (number != 0) take(number, tokens, count);
    else wholeBytes += end - at + 1;
    store<u16>(numbers + (lineCount << 1), <u16>number);
    lineCount++;
    at = end + 1;
  }
}

/** Number of the template of a line; 0: it has none and gets none. */
function numberOf(hash: u64, text: i32, at: i32, end: i32, tokens: i32, count: i32): i32 {
  const key = hash ^ (hash >> 31) ^ <u64>count;
  let slot = <i32>(key & (HASHED_CAP - 1));
  let entry = HASHED + (slot << 4);
  while (load<i32>(entry, 8) != 0) {
    const number = load<i32>(entry, 8);
    if (load<u64>(entry) == key) return isOf(number, text, at, end, tokens, count) ? number : 0;
    slot = (slot + 1) & (HASHED_CAP - 1);
    entry = HASHED + (slot << 4);
  }
  return makeTemplate(entry, key, text, at, end, tokens, count);
}

function makeTemplate(
  entry: i32,
  key: u64,
  text: i32,
  at: i32,
  end: i32,
  tokens: i32,
  count: i32,
): i32 {
  if (templateCount == TEMPLATE_CAP || columnCount + count > COLUMN_CAP) return 0;
  for (let i = at; i < end; i++) if (load<u8>(text + i) == 0) return 0;
  const number = templateCount++;
  const template = TEMPLATES + (number << 4);
  store<i32>(template, at);
  store<i32>(template, tokenCount, 4);
  store<u16>(template, <u16>count, 8);
  store<u16>(template, <u16>columnCount, 10);
  store<i32>(template, 0, 12);
  store<u64>(entry, key);
  store<i32>(entry, number, 8);
  templateBytes += end - at + 1 + count;
  for (let i = 0; i < count; i++) {
    templateBytes -= load<i32>(tokens + ((tokenCount + i) << 3), 4);
    store<i32>(COLUMNS + ((columnCount + i) << 4), 0);
  }
  columnCount += count;
  return number;
}

/** Whether a line is of a template, byte by byte: hashes may be equal by chance, or by intent. */
function isOf(number: i32, text: i32, at: i32, end: i32, tokens: i32, count: i32): bool {
  const template = TEMPLATES + (number << 4);
  if (<i32>load<u16>(template, 8) != count) return false;
  let from = load<i32>(template);
  let first = tokens + (load<i32>(template, 4) << 3);
  let own = tokens + (tokenCount << 3);
  for (let i = 0; i < count; i++) {
    const length = load<i32>(own) - at;
    if (load<i32>(first) - from != length || !sameBytes(text + from, text + at, length))
      return false;
    from += length + load<i32>(first, 4);
    at += length + load<i32>(own, 4);
    first += 8;
    own += 8;
  }
  // A newline or the end of the text stands behind both.
  return sameBytes(text + from, text + at, end - at) && !isWithin(text, from, end - at);
}

/** Whether the first line of a template goes on behind what was compared. */
function isWithin(text: i32, from: i32, length: i32): bool {
  return <i32>load<u8>(text + from + length) != NEWLINE;
}

/** Counts the tokens of a line in, which are the next in the list. */
function take(number: i32, tokens: i32, count: i32): void {
  const template = TEMPLATES + (number << 4);
  store<i32>(template, load<i32>(template, 12) + 1, 12);
  let column = COLUMNS + ((<i32>load<u16>(template, 10)) << 4);
  let token = tokens + (tokenCount << 3);
  for (let i = 0; i < count; i++) {
    const length = load<i32>(token, 4);
    store<i32>(column, load<i32>(column) + length);
    tokenBytes += length;
    column += 16;
    token += 8;
  }
  tokenCount += count;
}

/**
 * Copies a token into its column. Sixteen bytes at once where there is room, whatever its length: what is too much the next one
 * writes over, and lengths told apart are guessed wrong half the time.
 */
function copyToken(to: i32, from: i32, length: i32, columnEnd: i32): void {
  if (length <= 16 && to + 16 <= columnEnd) v128.store(to, v128.load(from));
  else memory.copy(to, from, length);
}

/** Bytes that the tokens of a template take in all its lines. */
export function bytesOf(number: i32): i32 {
  const template = TEMPLATES + (number << 4);
  let column = COLUMNS + ((<i32>load<u16>(template, 10)) << 4);
  let bytes = 0;
  for (let k = <i32>load<u16>(template, 8); k > 0; k--) {
    bytes += load<i32>(column);
    column += 16;
  }
  return bytes;
}

/** Tokens that a template has in all its lines. */
export function tokensOf(number: i32): i32 {
  const template = TEMPLATES + (number << 4);
  return <i32>load<u16>(template, 8) * load<i32>(template, 12);
}

/**
 * Second pass: writes whole lines and numbers behind the templates, which stand at `out` already, and the tokens where `places`
 * says.
 *
 * @param places two words a template: where the lengths of its tokens go, and the tokens
 */
export function write(
  text: i32,
  size: i32,
  numbers: i32,
  tokens: i32,
  places: i32,
  out: i32,
): void {
  placeColumns(places);
  const isWide = templateCount > 256;
  const numbersAt = out + templateBytes + wholeBytes;
  for (let i = 0; i < lineCount; i++) {
    const number = load<u16>(numbers + (i << 1));
    store<u8>(numbersAt + i, <u8>number);
    if (isWide) store<u8>(numbersAt + lineCount + i, <u8>(number >> 8));
  }
  let whole = out + templateBytes;
  let token = tokens;
  let at = 0;
  for (let i = 0; i < lineCount; i++) {
    const number = <i32>load<u16>(numbers + (i << 1));
    if (number == 0) {
      const end = findNewline(text, at, size);
      memory.copy(whole, text + at, end - at);
      whole += end - at;
      store<u8>(whole++, <u8>NEWLINE);
      at = end + 1;
      continue;
    }
    const template = TEMPLATES + (number << 4);
    const count = <i32>load<u16>(template, 8);
    let column = COLUMNS + ((<i32>load<u16>(template, 10)) << 4);
    for (let k = 0; k < count; k++) {
      const length = load<i32>(token, 4);
      const lengthAt = load<i32>(column);
      const to = load<i32>(column, 4);
      store<u8>(lengthAt, <u8>length);
      copyToken(to, text + load<i32>(token), length, load<i32>(column, 8));
      store<i32>(column, lengthAt + 1);
      store<i32>(column, to + length, 4);
      column += 16;
      token += 8;
    }
    if (wholeBytes != 0) at = findNewline(text, at, size) + 1;
  }
}

/** Turns the columns' sizes into the places where their first tokens go. */
function placeColumns(places: i32): void {
  for (let number = 1; number < templateCount; number++) {
    const template = TEMPLATES + (number << 4);
    const count = <i32>load<u16>(template, 8);
    const ofLines = load<i32>(template, 12);
    let lengths = load<i32>(places + (number << 3));
    let bytes = load<i32>(places + (number << 3), 4);
    let column = COLUMNS + ((<i32>load<u16>(template, 10)) << 4);
    for (let k = 0; k < count; k++) {
      const size = load<i32>(column);
      store<i32>(column, lengths);
      store<i32>(column, bytes, 4);
      lengths += ofLines;
      bytes += size;
      store<i32>(column, bytes, 8);
      column += 16;
    }
  }
}

/** Writes the templates at `out`; gives where they end. */
export function writeTemplates(text: i32, tokens: i32, out: i32): i32 {
  for (let number = 1; number < templateCount; number++) {
    const template = TEMPLATES + (number << 4);
    let at = load<i32>(template);
    let token = tokens + (load<i32>(template, 4) << 3);
    for (let k = <i32>load<u16>(template, 8); k > 0; k--) {
      const start = load<i32>(token);
      memory.copy(out, text + at, start - at);
      out += start - at;
      store<u8>(out++, 0);
      at = start + load<i32>(token, 4);
      token += 8;
    }
    while (<i32>load<u8>(text + at) != NEWLINE) store<u8>(out++, load<u8>(text + at++));
    store<u8>(out++, <u8>NEWLINE);
  }
  return out;
}
