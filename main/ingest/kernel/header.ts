import {
  HEADER_INSIDE,
  HEADER_INSIDE_END,
  HEADER_LEVEL,
  HEADER_MESSAGE,
  LEVEL_CAP,
  LEVELS,
  PATTERNS,
  START_STATE,
} from './memory';
import {
  accept,
  acceptedAt,
  acceptedPattern,
  isFinal,
  looksRight,
  MATCH,
  NO_MATCH,
  register,
  runAutomaton,
  UNSURE,
} from './automaton';
import { beginRow, takeValue } from './field-values';
import { readLevel, readRow } from './outside';
import { learnHeader, recalledLength, recalledPattern, recallHeader } from './recall-header';
import { noTime, timeAt } from './times';

/* Reads headers by the patterns of a format. */

/** A line that is longer than what patterns see is left to them. */
const LONGEST_HEAD: i32 = 8704;
const BRACE: i32 = 0x7b;

/** Level words are of one format. */
export function forgetLevels(): void {
  memory.fill(LEVELS, 0, LEVEL_CAP * 32);
}

/*
 * A pattern in PATTERNS, 256 bytes: register of the time's start (its end is the next one) or -1, of the message's start or
 * -1 (it begins where the match ends), level when none of its groups tells one, number of levels, number of looks, how much it finds, then
 * for each level its group and its register, for each look its register, its state and whether it must fail; then the
 * number of fields and the register of each, which is -1 where the pattern has none.
 */

/** Reads the header of a line of the source's own format. MATCH: it is filled in; NO_MATCH: no pattern explains the line; UNSURE: ask the patterns. */
export function readHeader(start: i32, end: i32): i32 {
  if (end - start > LONGEST_HEAD) return UNSURE;
  // Of what may be JSON its fields are recalled, in the same place.
  const isText = end > start && load<u8>(start) != BRACE;
  if (isText && recallHeader(start)) {
    accept(start + recalledLength, recalledPattern);
  } else {
    const result = runAutomaton(0, start, end);
    if (result != MATCH) return result;
    if (isText && isFinal) {
      learnHeader(start, acceptedAt - start, load<i32>(START_STATE), acceptedPattern);
    }
  }
  return fillHeader(0, start, end);
}

/** Finds the pattern of a secondary format that explains a line. */
export function matchHeader(format: i32, start: i32, end: i32): i32 {
  return end - start > LONGEST_HEAD ? UNSURE : runAutomaton(format, start, end);
}

function partsOf(format: i32): i32 {
  return format + PATTERNS + (acceptedPattern << 8);
}

/** How much the match that was found tells of a line; 0: not when it was. */
export function foundIn(format: i32, start: i32): i32 {
  const pattern = partsOf(format);
  const time = load<i32>(pattern);
  return time < 0 || register(time, start) < 0 ? 0 : load<i32>(pattern, 20);
}

/** Fills in the header by the match that was found; NO_MATCH is never said. */
export function fillHeader(format: i32, start: i32, end: i32): i32 {
  const pattern = partsOf(format);
  const levels = load<i32>(pattern, 12);
  const looks = load<i32>(pattern, 16);
  let part = pattern + 24;
  let level = 0;
  for (let i = 0; i < levels; i++) {
    const from = register(load<i32>(part, 4), start);
    const to = register(load<i32>(part, 4) + 1, start);
    if (level == 0 && from >= 0 && to >= 0) level = levelAt(load<i32>(part), from, to);
    part += 8;
  }
  for (let i = 0; i < looks; i++) {
    const at = register(load<i32>(part), start);
    const state = load<i32>(part, 4);
    if (at >= 0 && looksRight(format, state, at, end, load<i32>(part, 8)) != MATCH) return UNSURE;
    part += 12;
  }
  const messageRegister = load<i32>(pattern, 4);
  const message = messageRegister < 0 ? acceptedAt : register(messageRegister, start);
  if (message < 0) return UNSURE;
  const timeRegister = load<i32>(pattern);
  const from = timeRegister < 0 ? -1 : register(timeRegister, start);
  if (from < 0) {
    noTime();
  } else if (!timeAt(format, from, register(timeRegister + 1, start))) return UNSURE;
  takeFields(format, part, start, end);
  store<i32>(HEADER_LEVEL, level == 0 ? load<i32>(pattern, 8) : level);
  store<i32>(HEADER_MESSAGE, message);
  store<i32>(HEADER_INSIDE, message);
  store<i32>(HEADER_INSIDE_END, end);
  return MATCH;
}

/** Puts the values of fields, whose registers stand at a place, into the row of the line. */
function takeFields(format: i32, at: i32, start: i32, end: i32): void {
  if (!beginRow(format)) {
    readRow(format, start, end);
    return;
  }
  const fields = load<i32>(at);
  for (let column = 0; column < fields; column++) {
    const index = load<i32>(at + ((column + 1) << 2));
    if (index < 0) continue;
    const from = register(index, start);
    const to = register(index + 1, start);
    if (from >= 0 && to > from) takeValue(format, column, from, to);
  }
}

/** Level of a group's text, remembered by its bytes when these are few. */
export function levelAt(group: i32, from: i32, to: i32): i32 {
  const length = to - from;
  if (length > 16) return readLevel(group, from, to);
  let low: u64 = 0;
  let high: u64 = 0;
  if (length > 8) {
    low = load<u64>(from);
    high = load<u64>(from, 8) & (0xffffffffffffffff >> ((16 - length) << 3));
  } else if (length > 0) low = load<u64>(from) & (0xffffffffffffffff >> ((8 - length) << 3));
  const mixed = (low ^ (high * 31) ^ ((<u64>group) << 3)) * 0x9e3779b97f4a7c15;
  const entry = LEVELS + ((<i32>(mixed >>> 56)) << 5);
  const tag = (group << 8) | (length + 1);
  if (load<u64>(entry) == low && load<u64>(entry, 8) == high && load<i32>(entry, 16) == tag) {
    return load<i32>(entry, 20);
  }
  const level = readLevel(group, from, to);
  store<u64>(entry, low);
  store<u64>(entry, high, 8);
  store<i32>(entry, tag, 16);
  store<i32>(entry, level, 20);
  return level;
}
