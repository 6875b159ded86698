/* Passes over kinds as they are stored: numbers of seven bits a byte. */

/** Where the number that `numberAt` read ends. */
let numberEnd: i32 = 0;

/** A number as `decode` reads it; nothing is read behind `end`. */
function numberAt(at: i32, end: i32): i32 {
  let value = 0;
  for (let shift = 0; shift < 35 && at < end; shift += 7) {
    const byte = <i32>load<u8>(at++);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      numberEnd = at;
      return value;
    }
  }
  // It does not end.
  numberEnd = end + 1;
  return value;
}

/**
 * Writes the numbers of some records, a word each, of numbers as `decode` reads them.
 *
 * @param places of which, in ascending order
 * @returns where it came to, which is behind `end` when there are fewer
 */
export function decodeSome(bytes: i32, end: i32, places: i32, count: i32, out: i32): i32 {
  let at = bytes;
  let index = 0;
  for (let i = 0; i < count; i++) {
    const place = load<i32>(places + 4 * i);
    // What ends in sixteen bytes: no more than are passed over, and as many only where each byte is a number.
    while (index + 16 <= place && at + 16 <= end) {
      index += 16 - i32.popcnt(i8x16.bitmask(v128.load(at)));
      at += 16;
    }
    if (at + 16 <= end && i8x16.bitmask(v128.load(at)) === 0) {
      at += place - index;
      index = place;
    }
    for (; index < place && at < end; at++) if (load<u8>(at) < 0x80) index++;
    const value = numberAt(at, end);
    if (numberEnd > end) return numberEnd;
    at = numberEnd;
    index++;
    store<i32>(out + 4 * i, value);
  }
  return at;
}

/** A state, in its place among eight. */
function stateOf(classes: i32, kinds: u64, table: i32, seconds: u64, place: u64): u64 {
  const first = <i32>load<u8>(classes + <i32>((kinds >> place) & 0xff));
  const state =
    table === 0 ? first : load<u8>(table + ((first << 8) | <i32>((seconds >> place) & 0xff)));
  return (<u64>state) << place;
}

function eightStates(kinds: u64, classes: i32, seconds: u64, table: i32): u64 {
  return (
    stateOf(classes, kinds, table, seconds, 0) |
    stateOf(classes, kinds, table, seconds, 8) |
    stateOf(classes, kinds, table, seconds, 16) |
    stateOf(classes, kinds, table, seconds, 24) |
    stateOf(classes, kinds, table, seconds, 32) |
    stateOf(classes, kinds, table, seconds, 40) |
    stateOf(classes, kinds, table, seconds, 48) |
    stateOf(classes, kinds, table, seconds, 56)
  );
}

/**
 * Looks a state up for each record by its kind, of numbers as `decode` reads them, and by a byte.
 *
 * @param classes of the kinds, a byte each
 * @param seconds a byte a record
 * @param table 256 states for each class; 0: the state is the class
 * @returns where it came to, which is behind `end` when there are fewer kinds, or one that has no class
 */
export function lookUpKinds(
  kinds: i32,
  end: i32,
  classes: i32,
  kindCount: i32,
  seconds: i32,
  table: i32,
  count: i32,
  out: i32,
): i32 {
  let at = kinds;
  for (let i = 0; i < count; i++) {
    // Eight kinds of a byte each, of which none is too large.
    while (kindCount >= 0x80 && i + 8 <= count && at + 8 <= end) {
      const eight = load<u64>(at);
      if ((eight & 0x8080808080808080) !== 0) break;
      store<u64>(out + i, eightStates(eight, classes, load<u64>(seconds + i), table));
      at += 8;
      i += 8;
    }
    if (i >= count) break;
    if (at >= end) return end + 1;
    let kind = <i32>load<u8>(at++);
    if (kind >= 0x80) {
      kind = numberAt(at - 1, end);
      if (numberEnd > end) return numberEnd;
      at = numberEnd;
    }
    if (<u32>kind >= <u32>kindCount) return end + 1;
    const first = load<u8>(classes + kind);
    const state =
      table === 0 ? first : load<u8>(table + (((<i32>first) << 8) | <i32>load<u8>(seconds + i)));
    store<u8>(out + i, state);
  }
  return at;
}
