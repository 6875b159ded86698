import {
  ACCEPTED,
  ACCEPTS,
  HEAD_BYTES,
  HEAD_REGISTERS,
  MOVES,
  NO_REGISTER,
  REGISTERS,
  REGISTERS_MOVED,
  START_MOVES,
  START_STATE,
  STATES,
  TAGS,
} from './memory';
import { nextState } from './outside';

/*
 * Runs the automaton that `header-automaton.ts` makes of a format's patterns, a table look-up a byte.
 *
 * An entry of a state's row: 0 not known yet, else the next state in the low half and what to do with the registers in
 * the high one (offset into MOVES in words, 0: nothing). State 1 is the dead one, state 2 says that the bytes are not for
 * the automaton. An accepting state has in ACCEPTS the pattern plus one, high bit: it is final; and in ACCEPTED its registers.
 * Formats are named as FIRST_FORMAT of memory.ts has it.
 */

const DEAD: i32 = 1;
const ODD: i32 = 2;
const POSITION: i32 = -2;

/** What the automaton came to. */
export const NO_MATCH: i32 = 0;
export const MATCH: i32 = 1;
export const UNSURE: i32 = 2;

/** Where the match ends, and of which pattern it is. */
export let acceptedAt: i32 = 0;
export let acceptedPattern: i32 = 0;
let acceptedBy: i32 = 0;
/** Whether nothing behind what accepted was read. */
export let isFinal: bool = false;

/** Says in which state the patterns of a format begin; 0: it has no automaton. */
export function setStart(format: i32, state: i32, moves: i32): void {
  store<i32>(format + START_STATE, state);
  store<i32>(format + START_MOVES, moves);
  headState = 0;
}

/** Takes a match that is recalled, whose registers stand in REGISTERS_MOVED. */
export function accept(at: i32, pattern: i32): void {
  acceptedAt = at;
  acceptedPattern = pattern;
}

function moveRegisters(format: i32, list: i32, position: i32): void {
  let at = format + MOVES + (list << 2);
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
  return false;
}

/** Keeps the places that the accepting way came by, tag by tag. */
function putAside(format: i32): void {
  const registers = format + ACCEPTED + acceptedBy * TAGS;
  for (let tag = 0; tag < TAGS; tag++) {
    const register = <i32>load<u8>(registers + tag);
    const place = register == NO_REGISTER ? -1 : load<i32>(REGISTERS + (register << 2));
    store<i32>(REGISTERS_MOVED + (tag << 2), place);
  }
}

/** Runs over the bytes. What accepts last keeps its registers in REGISTERS_MOVED, as distances from the line's start. */
export function runAutomaton(format: i32, start: i32, end: i32): i32 {
  const isOwn = format == 0;
  const states = format + STATES;
  let state = load<i32>(format + START_STATE);
  let at = start;
  let stop = isOwn ? min(end, start + HEAD) : end;
  let isAside = true;
  acceptedAt = 0;
  isFinal = false;
  if (isOwn && knowsHead(start, end)) {
    state = headState;
    at = stop;
    stop = end;
  } else {
    const moves = load<i32>(format + START_MOVES);
    if (moves != 0) moveRegisters(format, moves, 0);
  }
  for (;;) {
    const accepts = load<i32>(format + ACCEPTS + (state << 2));
    if (accepts != 0) {
      acceptedAt = at;
      acceptedPattern = (accepts & 0xffff) - 1;
      acceptedBy = state;
      isAside = false;
      isFinal = accepts < 0;
      if (isFinal) break;
    }
    if (at >= stop) {
      if (at >= end) break;
      stop = end;
      if (isOwn && acceptedAt == 0 && !isBeyond) {
        v128.store(HEAD_BYTES, v128.load(start));
        copyHead(HEAD_REGISTERS, REGISTERS);
        headState = state;
      }
    }
    const byte = <i32>load<u8>(at);
    if (byte > 127) return UNSURE;
    let entry = load<i32>(states + (state << 9) + (byte << 2));
    if (entry == 0) entry = nextState(format, state, byte);
    state = entry & 0xffff;
    if (state == DEAD) break;
    if (state == ODD) return UNSURE;
    at++;
    const moves = entry >>> 16;
    if (moves == 0) continue;
    if (!isAside) {
      putAside(format);
      isAside = true;
    }
    moveRegisters(format, moves, at - start);
  }
  if (acceptedAt == 0) return NO_MATCH;
  if (!isAside) putAside(format);
  return MATCH;
}

/** Position that a register of the match holds; -1: its group has no part in it. */
export function register(index: i32, start: i32): i32 {
  const distance = load<i32>(REGISTERS_MOVED + (index << 2));
  return distance < 0 ? -1 : start + distance;
}

/** Whether a look-ahead that the way went through holds: a run of its own over the bytes at its place. */
export function looksRight(format: i32, state: i32, at: i32, end: i32, not: i32): i32 {
  let now = state;
  for (;;) {
    if (load<i32>(format + ACCEPTS + (now << 2)) != 0) return not == 0 ? MATCH : UNSURE;
    if (at >= end) break;
    const byte = <i32>load<u8>(at);
    if (byte > 127) return UNSURE;
    let entry = load<i32>(format + STATES + (now << 9) + (byte << 2));
    if (entry == 0) entry = nextState(format, now, byte);
    now = entry & 0xffff;
    if (now == DEAD) break;
    if (now == ODD) return UNSURE;
    at++;
  }
  return not == 0 ? UNSURE : MATCH;
}
