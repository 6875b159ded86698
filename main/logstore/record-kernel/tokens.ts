/* Passes over tokens, which are what varies in the lines of a template: a column for each place, lengths apart, a byte each. */

const DIGITS: i32 = 0;
const HEXADECIMAL: i32 = 1;
const ANY: i32 = 2;

/** Writes the sum of each column's lengths, a word each. */
export function sumColumns(lengths: i32, lines: i32, columns: i32, out: i32): void {
  let at = lengths;
  for (let column = 0; column < columns; column++) {
    const end = at + lines;
    let sums = i32x4.splat(0);
    for (; at + 16 <= end; at += 16) {
      const pairs = i16x8.extadd_pairwise_i8x16_u(v128.load(at));
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(pairs));
    }
    let sum =
      i32x4.extract_lane(sums, 0) +
      i32x4.extract_lane(sums, 1) +
      i32x4.extract_lane(sums, 2) +
      i32x4.extract_lane(sums, 3);
    for (; at < end; at++) sum += <i32>load<u8>(at);
    store<i32>(out + 4 * column, sum);
  }
}

/** Which of sixteen characters are digits, and which are a to f, in any case. */
function digitsIn(some: v128): v128 {
  return i8x16.le_u(i8x16.sub(some, i8x16.splat(0x30)), i8x16.splat(9));
}
function lettersIn(some: v128): v128 {
  const lower = v128.or(some, i8x16.splat(0x20));
  return i8x16.le_u(i8x16.sub(lower, i8x16.splat(0x61)), i8x16.splat(5));
}

/** What stands in tokens: digits alone, those and a to f, or anything. Nothing is said of what is read behind them. */
export function sortOf(tokens: i32, end: i32): i32 {
  let at = tokens;
  for (; at < end; at += 16) {
    const others = ~i8x16.bitmask(digitsIn(v128.load(at)));
    if ((others & bitsBefore(end - at)) !== 0) break;
  }
  if (at >= end) return DIGITS;
  for (; at < end; at += 16) {
    const some = v128.load(at);
    const others = ~i8x16.bitmask(v128.or(digitsIn(some), lettersIn(some)));
    if ((others & bitsBefore(end - at)) !== 0) return ANY;
  }
  return HEXADECIMAL;
}

/** The lowest bits, sixteen at most. */
function bitsBefore(count: i32): i32 {
  return count >= 16 ? 0xffff : (1 << count) - 1;
}

/** The step of the automaton that `readTokens` stopped at, its place in the table, and where the tokens of that line begin. */
export let unmade: i32 = 0;
export let stoppedAt: i32 = 0;

/**
 * Reads a token a line with an automaton, from the state that the line is in to the one that it leaves it in.
 *
 * @param table by state and character, of 128, the state it leads to, two bytes each; 0: that step is not made
 * @param first the line whose token is the first, of `count`
 * @param states two bytes a line
 * @param behind by state the one in which the tokens begin, two bytes each; 0: that in which the line is
 * @param reached becomes 1 for each state in which lines are left, a byte each
 * @returns the line at which a step is missing, which is as it was; else `count`
 */
export function readTokens(
  table: i32,
  lengths: i32,
  tokens: i32,
  first: i32,
  count: i32,
  states: i32,
  behind: i32,
  reached: i32,
): i32 {
  let at = tokens;
  for (let line = first; line < count; line++) {
    let state = <i32>load<u16>(states + 2 * line);
    if (behind !== 0) state = <i32>load<u16>(behind + 2 * state);
    const begin = at;
    for (const end = at + <i32>load<u8>(lengths + line); at < end; at++) {
      const place = (state << 7) | (<i32>load<u8>(at) & 0x7f);
      state = <i32>load<u16>(table + 2 * place);
      if (state === 0) {
        unmade = place;
        stoppedAt = begin;
        return line;
      }
    }
    store<u16>(states + 2 * line, <u16>state);
    store<u8>(reached + state, 1);
  }
  return count;
}

/** Writes what is told of each line by its state. */
export function tellStates(states: i32, count: i32, told: i32, out: i32): void {
  for (let line = 0; line < count; line++) {
    store<u8>(out + line, load<u8>(told + <i32>load<u16>(states + 2 * line)));
  }
}

/** Leaves all lines in one state. */
export function beginStates(states: i32, count: i32, state: i32): void {
  const all = i16x8.splat(<i16>state);
  for (let at = states; at < states + 2 * count; at += 16) v128.store(at, all);
}
