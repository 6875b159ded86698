import { HEADER_TEMPLATES, HEADERS, REGISTERS_MOVED, STATES } from './memory';
import { endBefore, entryOfLine, templateOfLine, tokensBefore } from './recall';
import { nextState } from './outside';

/*
 * The way through the automaton that a header took, recalled for lines that must take it, too: where the state that it was in goes on
 * alike for all digits there may be any, and all other bytes are the same. Nothing behind the header was read: the state that it ended in
 * is final. A template has eight, by where the last tokens that the header reaches into end, as tokens of digits are of many lengths.
 *
 * A header: its bytes, 128 at the most, which of them must be the same, which must be digits; the registers of the way; its length,
 * 0: none; its pattern; how often it was learnt.
 */

const LONGEST: i32 = 128;
/** Most headers are no longer, and are asked of no more bytes. */
const SHORT: i32 = 64;
const SAME: i32 = 128;
const DIGITS: i32 = 256;
const PLACES: i32 = 384;
const LENGTH: i32 = 448;
const PATTERN: i32 = 452;
const LEARNT: i32 = 456;
/** In the first of a template's: how often any of them was learnt, and recalled. */
const ALL_LEARNT: i32 = 460;
const ALL_RECALLED: i32 = 464;
const SIZE: i32 = 512;
/** Headers that are different every time are not worth it: those of a template that was learnt so often and recalled no oftener. */
const MOST_LEARNT: i32 = 8;
const ENOUGH: i32 = 24;
/** In place of how many tokens come before the end of the header: it is not kept. */
const DIFFERENT: i32 = -1;

/** Of the header recalled last. */
export let recalledLength: i32 = 0;
export let recalledPattern: i32 = 0;

/** Where the header of the line may be kept; 0: it is not. The tokens before its end are known once one was learnt. */
function slotOfLine(entry: i32): i32 {
  const number = templateOfLine();
  const known = load<i32>(entry, 12);
  if (known <= 0 || number >= HEADER_TEMPLATES) return 0;
  return HEADERS + ((number << 3) + ((endBefore(known - 1) + 3 * endBefore(known - 2)) & 7)) * SIZE;
}

function fits(at: i32, start: i32, slot: i32): v128 {
  const bytes = v128.load(start + at);
  const others = v128.and(v128.xor(bytes, v128.load(slot + at)), v128.load(slot + at, SAME));
  const isDigit = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(48)), i8x16.splat(10));
  return v128.or(others, v128.andnot(v128.load(slot + at, DIGITS), isDigit));
}

function fits64(at: i32, start: i32, slot: i32): bool {
  const low = v128.or(fits(at, start, slot), fits(at + 16, start, slot));
  const high = v128.or(fits(at + 32, start, slot), fits(at + 48, start, slot));
  return !v128.any_true(v128.or(low, high));
}

/** Whether a header is known that the line has; its registers then stand in REGISTERS_MOVED. */
export function recallHeader(start: i32): bool {
  const entry = entryOfLine();
  if (entry == 0) return false;
  const slot = slotOfLine(entry);
  const length = slot == 0 ? 0 : load<i32>(slot, LENGTH);
  if (length == 0 || !fits64(0, start, slot)) return false;
  if (length > SHORT && !fits64(SHORT, start, slot)) return false;
  for (let at = 0; at < 64; at += 16) {
    v128.store(REGISTERS_MOVED + at, v128.load(slot + at, PLACES));
  }
  const first = HEADERS + (templateOfLine() << 3) * SIZE;
  store<i32>(first, load<i32>(first, ALL_RECALLED) + 1, ALL_RECALLED);
  recalledLength = length;
  recalledPattern = load<i32>(slot, PATTERN);
  return true;
}

/** Keeps the way that a header of so many bytes took from a state, whose registers stand in REGISTERS_MOVED. */
export function learnHeader(start: i32, length: i32, from: i32, pattern: i32): void {
  const entry = entryOfLine();
  const number = templateOfLine();
  if (entry == 0 || number >= HEADER_TEMPLATES || length > LONGEST || length == 0) return;
  const first = HEADERS + (number << 3) * SIZE;
  const known = load<i32>(entry, 12);
  if (known == DIFFERENT) return;
  if (known == 0) {
    memory.fill(first, 0, 8 * SIZE);
    store<i32>(entry, tokensBefore(start + length) + 1, 12);
  }
  const slot = slotOfLine(entry);
  const learnt = load<i32>(slot, LEARNT);
  if (learnt == MOST_LEARNT) return;
  const all = load<i32>(first, ALL_LEARNT) + 1;
  if (all > ENOUGH && load<i32>(first, ALL_RECALLED) < all) {
    store<i32>(entry, DIFFERENT, 12);
    return;
  }
  memory.fill(slot, 0, ALL_LEARNT);
  store<i32>(first, all, ALL_LEARNT);
  store<i32>(slot, learnt + 1, LEARNT);
  let state = from;
  for (let at = 0; at < length; at++) {
    const byte = <i32>load<u8>(start + at);
    const isAny = byte >= 48 && byte <= 57 && goesOnAlike(state);
    store<u8>(slot + at, <u8>byte);
    store<u8>(slot + at + (isAny ? DIGITS : SAME), <u8>0xff);
    state = load<i32>(STATES + (state << 9) + (byte << 2)) & 0xffff;
  }
  memory.copy(slot + PLACES, REGISTERS_MOVED, 64);
  store<i32>(slot, length, LENGTH);
  store<i32>(slot, pattern, PATTERN);
}

/** Whether a state goes on in the same way with every digit. */
function goesOnAlike(state: i32): bool {
  const row = STATES + (state << 9);
  let way = 0;
  for (let digit = 48; digit < 58; digit++) {
    let entry = load<i32>(row + (digit << 2));
    if (entry == 0) entry = nextState(0, state, digit);
    if (digit > 48 && entry != way) return false;
    way = entry;
  }
  return true;
}
