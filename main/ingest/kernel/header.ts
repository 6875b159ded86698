import {
  ACCEPTED,
  ACCEPTS,
  HEAD_BYTES,
  HEAD_REGISTERS,
  HEADER_DIGITS,
  HEADER_INSIDE,
  HEADER_INSIDE_END,
  HEADER_LEVEL,
  HEADER_MESSAGE,
  HEADER_NS,
  HEADER_TIME,
  LEVEL_CAP,
  LEVELS,
  MOVES,
  NO_REGISTER,
  PATTERNS,
  REGISTERS,
  REGISTERS_MOVED,
  STATES,
  TAGS,
  TIME_BEFORE,
  TIME_BEHIND,
  TIME_CAP,
  TIME_READ,
  TIME_SECOND,
  TIME_TEXT,
} from './memory';
import { clearRow, takeValue } from './field-values';
import { nextState, readLevel, readTime } from './outside';
import { learnHeader, recalledLength, recalledPattern, recallHeader } from './recall-header';

/*
 * Runs the automaton that `header-automaton.ts` makes of a format's patterns, a table look-up a byte.
 *
 * An entry of a state's row: 0 not known yet, else the next state in the low half and what to do with the registers in
 * the high one (offset into MOVES in words, 0: nothing). State 1 is the dead one, state 2 says that the bytes are not for
 * the automaton. An accepting state has in ACCEPTS the pattern plus one, high bit: it is final; and in ACCEPTED its registers.
 */

const DEAD: i32 = 1;
const ODD: i32 = 2;
const POSITION: i32 = -2;

/** What the automaton came to. */
export const NO_MATCH: i32 = 0;
export const MATCH: i32 = 1;
export const UNSURE: i32 = 2;

/** A line that is longer than what patterns see is left to them. */
const LONGEST_HEAD: i32 = 8704;

/** The state in which the patterns begin; 0: the format has no automaton. */
export let startState: i32 = 0;
let startMoves: i32 = 0;
let timeLength: i32 = 0;
let acceptedAt: i32 = 0;
let acceptedPattern: i32 = 0;
let acceptedBy: i32 = 0;
/** Whether nothing behind what accepted was read. */
let isFinal: bool = false;

export function setStart(state: i32, moves: i32): void {
  startState = state;
  startMoves = moves;
  headState = 0;
  forgetTime();
}

/** Level words are of one format. */
export function forgetLevels(): void {
  memory.fill(LEVELS, 0, LEVEL_CAP * 32);
}

/** The last time may have been another one meanwhile. */
export function forgetTime(): void {
  timeLength = 0;
  store<i32>(TIME_BEFORE, 0);
}

function moveRegisters(list: i32, position: i32): void {
  let at = MOVES + (list << 2);
  for (;;) {
    const to = load<i32>(at);
    if (to < 0) return;
    const from = load<i32>(at, 4);
    if (to >= SAVED_REGISTERS) isBeyond = true;
    store<i32>(
      REGISTERS + (to << 2),
      from == POSITION ? position : load<i32>(REGISTERS + (from << 2)),
    );
    at += 8;
  }
}

/** Registers that are put aside, and those of a head that is known: two sets. */
const SAVED_REGISTERS: i32 = 32;
/** Bytes of a line's beginning that are passed over where they are those of the line before. */
const HEAD: i32 = 16;

/** Whether a register was written that a known head does not keep. */
let isBeyond: bool = false;
let headState: i32 = 0;

function copy64(to: i32, from: i32): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
}

function copyHead(to: i32, from: i32): void {
  copy64(to, from);
  copy64(to + 64, from + 64);
}

/** The beginning of the line before: false, and made ready to begin anew, when it is another one or too short. */
function knowsHead(start: i32, end: i32): bool {
  if (headState != 0 && end - start > HEAD) {
    const differs = v128.xor(v128.load(start), v128.load(HEAD_BYTES));
    if (!v128.any_true(differs)) {
      copyHead(REGISTERS, HEAD_REGISTERS);
      return true;
    }
  }
  isBeyond = false;
  headState = 0;
  if (startMoves != 0) moveRegisters(startMoves, 0);
  return false;
}

/** Keeps the places that the accepting way came by, tag by tag. */
function putAside(): void {
  const registers = ACCEPTED + acceptedBy * TAGS;
  for (let tag = 0; tag < TAGS; tag++) {
    const register = <i32>load<u8>(registers + tag);
    const place = register == NO_REGISTER ? -1 : load<i32>(REGISTERS + (register << 2));
    store<i32>(REGISTERS_MOVED + (tag << 2), place);
  }
}

/** Runs over the bytes. What accepts last keeps its registers in REGISTERS_MOVED, as distances from the line's start. */
function runAutomaton(start: i32, end: i32): i32 {
  let state = startState;
  let at = start;
  let stop = min(end, start + HEAD);
  let isAside = true;
  acceptedAt = 0;
  isFinal = false;
  if (knowsHead(start, end)) {
    state = headState;
    at = stop;
    stop = end;
  }
  for (;;) {
    const accept = load<i32>(ACCEPTS + (state << 2));
    if (accept != 0) {
      acceptedAt = at;
      acceptedPattern = (accept & 0xffff) - 1;
      acceptedBy = state;
      isAside = false;
      isFinal = accept < 0;
      if (isFinal) break;
    }
    if (at >= stop) {
      if (at >= end) break;
      stop = end;
      if (acceptedAt == 0 && !isBeyond) {
        v128.store(HEAD_BYTES, v128.load(start));
        copyHead(HEAD_REGISTERS, REGISTERS);
        headState = state;
      }
    }
    const byte = <i32>load<u8>(at);
    if (byte > 127) return UNSURE;
    let entry = load<i32>(STATES + (state << 9) + (byte << 2));
    if (entry == 0) entry = nextState(state, byte);
    state = entry & 0xffff;
    if (state == DEAD) break;
    if (state == ODD) return UNSURE;
    at++;
    const moves = entry >>> 16;
    if (moves == 0) continue;
    if (!isAside) {
      putAside();
      isAside = true;
    }
    moveRegisters(moves, at - start);
  }
  if (acceptedAt == 0) return NO_MATCH;
  if (!isAside) putAside();
  return MATCH;
}

/** Position that a register of the match holds; -1: its group has no part in it. */
function register(index: i32, start: i32): i32 {
  const distance = load<i32>(REGISTERS_MOVED + (index << 2));
  return distance < 0 ? -1 : start + distance;
}

/** Whether a look-ahead that the way went through holds: a run of its own over the bytes at its place. */
function looksRight(state: i32, at: i32, end: i32, not: i32): i32 {
  let now = state;
  for (;;) {
    if (load<i32>(ACCEPTS + (now << 2)) != 0) return not == 0 ? MATCH : UNSURE;
    if (at >= end) break;
    const byte = <i32>load<u8>(at);
    if (byte > 127) return UNSURE;
    let entry = load<i32>(STATES + (now << 9) + (byte << 2));
    if (entry == 0) entry = nextState(now, byte);
    now = entry & 0xffff;
    if (now == DEAD) break;
    if (now == ODD) return UNSURE;
    at++;
  }
  return not == 0 ? UNSURE : MATCH;
}

/*
 * A pattern in PATTERNS, 256 bytes: register of the time's start (its end is the next one) or -1, of the message's start or
 * -1 (it begins where the match ends), level when none of its groups tells one, number of levels, number of looks, then
 * for each level its group and its register, for each look its register, its state and whether it must fail; then the
 * number of fields and the register of each, which is -1 where the pattern has none.
 */

/** Reads the header of a line. MATCH: it is filled in; NO_MATCH: no pattern explains the line; UNSURE: ask the patterns. */
export function readHeader(start: i32, end: i32): i32 {
  if (end - start > LONGEST_HEAD) return UNSURE;
  const isRecalled = recallHeader(start);
  if (isRecalled) {
    acceptedAt = start + recalledLength;
    acceptedPattern = recalledPattern;
  } else {
    const result = runAutomaton(start, end);
    if (result != MATCH) return result;
  }
  const pattern = PATTERNS + (acceptedPattern << 8);
  const levels = load<i32>(pattern, 12);
  const looks = load<i32>(pattern, 16);
  if (!isRecalled && isFinal) {
    learnHeader(start, acceptedAt - start, startState, acceptedPattern);
  }
  let part = pattern + 20;
  let level = 0;
  for (let i = 0; i < levels; i++) {
    const from = register(load<i32>(part, 4), start);
    const to = register(load<i32>(part, 4) + 1, start);
    if (level == 0 && from >= 0 && to >= 0) level = levelAt(load<i32>(part), from, to);
    part += 8;
  }
  for (let i = 0; i < looks; i++) {
    const at = register(load<i32>(part), start);
    if (at >= 0 && looksRight(load<i32>(part, 4), at, end, load<i32>(part, 8)) != MATCH)
      return UNSURE;
    part += 12;
  }
  const messageRegister = load<i32>(pattern, 4);
  const message = messageRegister < 0 ? acceptedAt : register(messageRegister, start);
  if (message < 0) return UNSURE;
  const timeRegister = load<i32>(pattern);
  const from = timeRegister < 0 ? -1 : register(timeRegister, start);
  if (from < 0) {
    noTime();
  } else if (!timeAt(from, register(timeRegister + 1, start))) return UNSURE;
  takeFields(part, start);
  store<i32>(HEADER_LEVEL, level == 0 ? load<i32>(pattern, 8) : level);
  store<i32>(HEADER_MESSAGE, message);
  store<i32>(HEADER_INSIDE, message);
  store<i32>(HEADER_INSIDE_END, end);
  return MATCH;
}

/** Puts the values of fields, whose registers stand at a place, into the row of the line. */
function takeFields(at: i32, start: i32): void {
  clearRow();
  const fields = load<i32>(at);
  for (let column = 0; column < fields; column++) {
    const index = load<i32>(at + ((column + 1) << 2));
    if (index < 0) continue;
    const from = register(index, start);
    const to = register(index + 1, start);
    if (from >= 0 && to > from) takeValue(column, from, to);
  }
}

/** Says that a line has no time. */
export function noTime(): void {
  store<f64>(HEADER_TIME, NaN);
  store<i32>(HEADER_NS, 0);
  store<i32>(HEADER_DIGITS, 0);
}

function sameBytes(a: i32, b: i32, length: i32): bool {
  let at = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(a + at) != load<u64>(b + at)) return false;
  for (; at < length; at++) if (load<u8>(a + at) != load<u8>(b + at)) return false;
  return true;
}

/** Fills in the time; logs repeat the same one, or the same second, many times over. */
export function timeAt(from: i32, to: i32): bool {
  const length = to - from;
  if (length <= 0 || length > TIME_CAP) {
    timeLength = 0;
    store<i32>(TIME_BEFORE, 0);
    return length > 0 && readTime(from, to) != 0;
  }
  if (length == timeLength && sameBytes(from, TIME_TEXT, length)) {
    v128.store(HEADER_TIME, v128.load(TIME_READ));
    return true;
  }
  if (!sameSecond(from, to)) {
    timeLength = 0;
    store<i32>(TIME_BEFORE, 0);
    if (readTime(from, to) == 0) return false;
  }
  memory.copy(TIME_TEXT, from, length);
  v128.store(TIME_READ, v128.load(HEADER_TIME));
  timeLength = length;
  return true;
}

/** Whether a time differs from the one before in its fraction only, which is then read. */
function sameSecond(from: i32, to: i32): bool {
  const before = load<i32>(TIME_BEFORE);
  const behind = load<i32>(TIME_BEHIND);
  const digits = to - from - before - behind;
  if (before == 0 || timeLength == 0 || digits <= 0) return false;
  if (!sameBytes(from, TIME_TEXT, before)) return false;
  if (!sameBytes(to - behind, TIME_TEXT + timeLength - behind, behind)) return false;
  let micros: i32 = 0;
  let nanos: i32 = 0;
  for (let i = 0; i < digits; i++) {
    const digit = <i32>load<u8>(from + before + i) - 48;
    if (digit < 0 || digit > 9) return false;
    if (i < 6) micros = micros * 10 + digit;
    else if (i < 9) nanos = nanos * 10 + digit;
  }
  for (let i = digits; i < 6; i++) micros *= 10;
  for (let i = max(digits, 6); i < 9; i++) nanos *= 10;
  store<f64>(HEADER_TIME, load<f64>(TIME_SECOND) + <f64>micros);
  store<i32>(HEADER_NS, nanos);
  store<i32>(HEADER_DIGITS, min(digits, 9));
  return true;
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
