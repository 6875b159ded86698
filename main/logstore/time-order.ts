/** Values of a digit, and bits that it has. */
const DIGITS = 2048;
const BITS = 11;
/** Microseconds that three digits tell apart: two hours and more. */
const MOST_US = 2 ** (3 * BITS);

/**
 * Records in order of time, those of one time as they stand; null: they already are. Of a file into which several programs write hardly a
 * block is, as some tell no parts of a second: sorted by comparing, a block took 5 ms in every search.
 *
 * @param timeUs whole microseconds
 */
export function timeOrder(timeUs: Float64Array): Uint32Array | null {
  if (isSorted(timeUs)) return null;
  const { least, most } = endsOf(timeUs);
  if (!(most - least < MOST_US)) {
    const order = Uint32Array.from(timeUs, (_, index) => index);
    return order.sort((a, b) => (timeUs[a] ?? 0) - (timeUs[b] ?? 0) || a - b);
  }
  // A digit after the other, the lowest first: each pass keeps the order of those that are alike.
  let from = new Uint32Array(timeUs.length);
  let to = new Uint32Array(timeUs.length);
  for (let index = 0; index < from.length; index++) from[index] = index;
  for (let unit = 1; unit <= most - least; unit *= DIGITS) {
    sortByDigit(timeUs, least, unit, from, to);
    [from, to] = [to, from];
  }
  return from;
}

// Functions of their own, so that they are fast from the first block on.

function isSorted(timeUs: Float64Array): boolean {
  for (let i = 1; i < timeUs.length; i++) {
    if ((timeUs[i] as number) < (timeUs[i - 1] as number)) return false;
  }
  return true;
}

function endsOf(timeUs: Float64Array): { least: number; most: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < timeUs.length; i++) {
    const us = timeUs[i] as number;
    if (us < least) least = us;
    if (us > most) most = us;
  }
  return { least, most };
}

/** The digit of each record; used again for every block. */
let room = new Uint16Array(0);

function sortByDigit(
  timeUs: Float64Array,
  least: number,
  unit: number,
  from: Uint32Array,
  to: Uint32Array,
): void {
  if (room.length < from.length) room = new Uint16Array(from.length);
  const next = new Uint32Array(DIGITS + 1);
  for (let i = 0; i < from.length; i++) {
    const digit = Math.floor(((timeUs[from[i] as number] as number) - least) / unit) % DIGITS;
    room[i] = digit;
    next[digit + 1] = (next[digit + 1] as number) + 1;
  }
  for (let digit = 1; digit <= DIGITS; digit++) {
    next[digit] = (next[digit] as number) + (next[digit - 1] as number);
  }
  for (let i = 0; i < from.length; i++) {
    const digit = room[i] as number;
    const at = next[digit] as number;
    to[at] = from[i] as number;
    next[digit] = at + 1;
  }
}
