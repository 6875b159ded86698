import {
  FIRST_FORMAT,
  FORMAT_BYTES,
  FORMAT_CAP,
  HEADER_LEVEL,
  HEADER_TIME,
  LISTS,
  LIST_BYTES,
  LISTS_OF,
  MOST_FOUND,
  NEAR_TIME,
  PREFERENCE,
  PREFIXES,
  READ_COUNT,
} from './memory';
import { acceptedAt, MATCH, NO_MATCH, UNSURE } from './automaton';
import { fillHeader, foundIn, matchHeader } from './header';
import { readBy, readJson } from './json';
import { mayHoldTime } from './may-begin';
import { listOf, nextPrefix } from './outside';
import { forgetTime } from './times';

/*
 * Reads lines of secondary formats, which stand among those of the source's own. An automaton over the beginnings of all of them tells
 * which a line may be of (`prefix-automaton.ts`), and theirs which it is: that which finds most in it, of several that which is
 * preferred. It comes to what `SecondaryFormats.of` comes to.
 *
 * An entry of a state's row: 0 not known yet, else the next state; high bit: what follows leaves no other formats. A list has the number of its
 * formats, and each of them, those first that may find most. Number 0: not known yet; 1: the other side must be asked.
 */

/** What comes of a state that there is no room for. */
const NO_STATE: i32 = 0xffff;
const OVER: i32 = 0x8000;
const FIRST_STATE: i32 = 1;
const ASK: i32 = 1;
/** Characters that are looked at for which formats a line may be of. */
const FURTHEST: i32 = 256;
/** Shorter lines are of none, and longer ones of JSON. */
const SHORTEST: i32 = 12;
const LONGEST: i32 = 65536;
const BRACE: i32 = 0x7b;
const QUOTE: i32 = 0x22;

let isOn: bool = false;

/** Whether lines are read so: not before the other side knows what for. */
export function readSecondaries(on: i32): void {
  isOn = on != 0;
  forgetSecondaryTimes();
}

/** Times of secondary formats may have been others meanwhile. */
export function forgetSecondaryTimes(): void {
  if (!isOn) return;
  for (let i = 0; i < FORMAT_CAP; i++) forgetTime(FIRST_FORMAT + i * FORMAT_BYTES);
}

/** The list of formats that a line may be of; ASK: the other side must be asked. */
function listOfLine(start: i32, end: i32): i32 {
  const stop = min(end, start + FURTHEST);
  let state = FIRST_STATE;
  let isOver = false;
  for (let at = start; at < stop && !isOver; at++) {
    const byte = <i32>load<u8>(at);
    if (byte > 127) return ASK;
    let entry = <i32>load<u16>(PREFIXES + (state << 8) + (byte << 1));
    if (entry == 0) entry = nextPrefix(state, byte);
    if (entry == NO_STATE) return ASK;
    isOver = (entry & OVER) != 0;
    state = entry & ~OVER;
  }
  const goesOn = isOver || stop < end ? 1 : 0;
  const list = <i32>load<u16>(LISTS_OF + (state << 2) + (goesOn << 1));
  return list == 0 ? listOf(state, goesOn) : list;
}

/**
 * Reads the header of a line that is none of the source's own.
 *
 * @param near time of the record above, NaN: it has none
 * @returns the format that it was read by; 0: the other side must be asked, and the header is as it was
 */
export function readSecondary(start: i32, end: i32, near: f64): i32 {
  if (!isOn || end - start < SHORTEST) return 0;
  const time = v128.load(HEADER_TIME);
  const level = load<i32>(HEADER_LEVEL);
  store<f64>(NEAR_TIME, near);
  const format = load<u8>(start) == BRACE ? objectOf(start, end) : textOf(start, end);
  if (format == 0) {
    v128.store(HEADER_TIME, time);
    store<i32>(HEADER_LEVEL, level);
  } else store<i32>(format + READ_COUNT, load<i32>(format + READ_COUNT) + 1);
  return format;
}

/** The format of JSON that a line was read by; 0: the other side must be asked. */
function objectOf(start: i32, end: i32): i32 {
  if (load<u8>(start, 1) != QUOTE || end - start > LONGEST) return 0;
  return readJson(start, end) == MATCH ? readBy : 0;
}

/** The same of text. */
function textOf(start: i32, end: i32): i32 {
  if (!mayHoldTime(start, end)) return 0;
  const number = listOfLine(start, end);
  if (number == ASK) return 0;
  const list = LISTS + number * LIST_BYTES;
  const count = load<i32>(list);
  let best = 0;
  let last = 0;
  let most = 0;
  for (let i = 1; i <= count; i++) {
    const format = load<i32>(list + (i << 2));
    if (load<i32>(format + MOST_FOUND) < most) break;
    const matched = matchHeader(format, start, end);
    if (matched == UNSURE) return 0;
    if (matched == NO_MATCH) continue;
    last = format;
    const found = foundIn(format, start);
    if (found == 0 || found < most) continue;
    if (found == most && load<i32>(format + PREFERENCE) > load<i32>(best + PREFERENCE)) continue;
    best = format;
    most = found;
  }
  if (best == 0 || (last != best && matchHeader(best, start, end) != MATCH)) return 0;
  // Characters count, and what stands behind a header may have more bytes.
  if (acceptedAt - start < SHORTEST) return 0;
  return fillHeader(best, start, end) == MATCH ? best : 0;
}
