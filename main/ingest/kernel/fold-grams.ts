/*
 * Folds the bits of a word filter in half while they stay sparse: pairs of neighbours fall together, as the upper bits of a
 * hash name its place. In JavaScript, a word of 32 bits at a time, the three filters of a block took a third of what a log of
 * 16 kB costs a parse thread.
 */

/**
 * Folds bits where they stand, and gives how many bytes of them are left. They are a power of two, and at least 64.
 *
 * `fullest`: share of the bits that may be set once they are folded; `least`: so many bytes are left at least.
 */
export function foldGrams(at: i32, bytes: i32, fullest: f64, least: i32): i32 {
  let left = bytes;
  while (left > least) {
    const clear = 1 - <f64>countBits(at, left) / <f64>(left << 3);
    if (1 - clear * clear > fullest) break;
    if (left >= 64) foldVectors(at, left);
    else foldBytes(at, left);
    left >>= 1;
  }
  return left;
}

function countBits(at: i32, bytes: i32): i32 {
  const end = at + bytes;
  let set: i32 = 0;
  for (let from = at; from < end; from += 8) set += <i32>popcnt(load<u64>(from));
  return set;
}

function foldVectors(at: i32, bytes: i32): void {
  let to = at;
  for (let from = at; from < at + bytes; from += 32) {
    v128.store(to, i8x16.narrow_i16x8_u(pairsOf(v128.load(from)), pairsOf(v128.load(from, 16))));
    to += 16;
  }
}

/** The pairs of bits of each 16 as one bit each, eight in the lower byte. */
function pairsOf(bits: v128): v128 {
  let pairs = v128.and(v128.or(bits, i16x8.shr_u(bits, 1)), i8x16.splat(0x55));
  pairs = v128.and(v128.or(pairs, i16x8.shr_u(pairs, 1)), i8x16.splat(0x33));
  pairs = v128.and(v128.or(pairs, i16x8.shr_u(pairs, 2)), i8x16.splat(0x0f));
  return v128.and(v128.or(pairs, i16x8.shr_u(pairs, 4)), i16x8.splat(0xff));
}

function foldBytes(at: i32, bytes: i32): void {
  for (let from = 0; from < bytes; from += 2) {
    const pairs = i16x8.extract_lane_u(pairsOf(i16x8.splat(load<i16>(at + from))), 0);
    store<u8>(at + (from >> 1), pairs);
  }
}
