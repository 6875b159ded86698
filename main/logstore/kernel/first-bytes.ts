import { FIRST_BYTES } from './memory';

/*
 * The first bytes of sixteen, by a mask that is looked up: pieces of lines are of all lengths, and a loop over one of them is left
 * where nobody guesses it.
 */

/** Writes the masks. To be called once. */
export function prepareMasks(): void {
  v128.store(FIRST_BYTES, i8x16.splat(-1));
  v128.store(FIRST_BYTES, i8x16.splat(0), 16);
}

/** A mask of the first bytes, 0 to 16. */
export function firstBytes(count: i32): v128 {
  return v128.load(FIRST_BYTES + 16 - count);
}

/** Bits of what differs; as much as 15 bytes behind both may be read. */
export function differing(a: i32, b: i32, length: i32): v128 {
  let bits = i64x2.splat(0);
  let left = length;
  for (; left > 16; left -= 16) {
    bits = v128.or(bits, v128.xor(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
  }
  return v128.or(bits, v128.and(v128.xor(v128.load(a), v128.load(b)), firstBytes(left)));
}
