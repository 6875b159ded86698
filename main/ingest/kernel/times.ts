import {
  HEADER_DIGITS,
  HEADER_NS,
  HEADER_TIME,
  TIME_BEFORE,
  TIME_BEHIND,
  TIME_CAP,
  TIME_LENGTH,
  TIME_READ,
  TIME_SECOND,
  TIME_TEXT,
} from './memory';
import { readNumber, readTime } from './outside';

/* The times of headers: logs repeat the same one, or the same second, many times over. What was read last is kept of each format. */

/** The last time of a format may have been another one meanwhile. */
export function forgetTime(format: i32): void {
  store<i32>(format + TIME_LENGTH, 0);
  store<i32>(format + TIME_BEFORE, 0);
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

/** Fills in the last time of a format again where it is written alike; false: it is not. */
function recallTime(format: i32, from: i32, length: i32): bool {
  if (length != load<i32>(format + TIME_LENGTH)) return false;
  if (!sameBytes(from, format + TIME_TEXT, length)) return false;
  v128.store(HEADER_TIME, v128.load(format + TIME_READ));
  return true;
}

/** Keeps what was filled in as the last time of a format. */
function keepTime(format: i32, from: i32, length: i32): void {
  memory.copy(format + TIME_TEXT, from, length);
  v128.store(format + TIME_READ, v128.load(HEADER_TIME));
  store<i32>(format + TIME_LENGTH, length);
}

/** Fills in the time that a text says as a format has it; false: it says none. */
export function timeAt(format: i32, from: i32, to: i32): bool {
  const length = to - from;
  if (length <= 0 || length > TIME_CAP) {
    forgetTime(format);
    return length > 0 && readTime(format, from, to) != 0;
  }
  if (recallTime(format, from, length)) return true;
  if (!sameSecond(format, from, to)) {
    forgetTime(format);
    if (readTime(format, from, to) == 0) return false;
  }
  keepTime(format, from, length);
  return true;
}

/** The same of a number of JSON. What its digits say depends on all of them: 1.50 is 1.5. */
export function numberTimeAt(format: i32, from: i32, to: i32): bool {
  const length = to - from;
  if (length > TIME_CAP) return false;
  if (recallTime(format, from, length)) return true;
  forgetTime(format);
  if (readNumber(format, from, to) == 0) return false;
  keepTime(format, from, length);
  return true;
}

/** Whether a time differs from the one before in its fraction only, which is then read. */
function sameSecond(format: i32, from: i32, to: i32): bool {
  const before = load<i32>(format + TIME_BEFORE);
  const behind = load<i32>(format + TIME_BEHIND);
  const length = load<i32>(format + TIME_LENGTH);
  const text = format + TIME_TEXT;
  const digits = to - from - before - behind;
  if (before == 0 || length == 0 || digits <= 0) return false;
  if (!sameBytes(from, text, before)) return false;
  if (!sameBytes(to - behind, text + length - behind, behind)) return false;
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
  store<f64>(HEADER_TIME, load<f64>(format + TIME_SECOND) + <f64>micros);
  store<i32>(HEADER_NS, nanos);
  store<i32>(HEADER_DIGITS, min(digits, 9));
  return true;
}
