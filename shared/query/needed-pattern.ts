import { exactNumberOf, numberOf } from './compare-values.ts';

/** Values of an octet that are written out; more of them are any digits. */
const MOST_WRITTEN = 32;
/** Digits of a number that are told apart; those behind may be any. */
const TOLD_DIGITS = 4;

const ANY_OCTET = '\\d{1,3}';
const ZEROS = '0{0,2}';

/** What every number with an exponent has in it. */
const EXPONENT = '\\de[+-]?\\d';

/**
 * An expression that finds something in every text with this number, written with its point where it belongs or with an exponent: 500 as
 * 0500.0 or 5e2. Null: it is no whole number, or too long to be told from its neighbours.
 */
export function patternOfNumber(text: string): string | null {
  const number = exactNumberOf(text);
  if (number === null || !Number.isInteger(number)) return null;
  return `${Math.abs(number)}|${EXPONENT}`;
}

/**
 * An expression that finds something in every text with a number from this one on, written with its point where it belongs or with an
 * exponent: 89990, 090000.5, 9e4. Null: it tells too little, or the end is no number.
 */
export function patternFrom(low: string): string | null {
  const least = numberOf(low);
  if (least === null || least < 10) return null;
  const digits = String(Math.floor(least));
  if (!/^\d+$/.test(digits)) return null;
  const { length } = digits;
  const told = Math.min(length, TOLD_DIGITS);
  const larger = Array.from({ length: told }, (_, at) => {
    const next = Number(digits[at]) + 1;
    if (next > 9) return [];
    const first = next === 9 ? '9' : `[${next}-9]`;
    return [digits.slice(0, at) + first + anyDigits(length - at - 1)];
  }).flat();
  const same = digits.slice(0, told) + anyDigits(length - told);
  return [...larger, same, anyDigits(length + 1), EXPONENT].join('|');
}

function anyDigits(count: number): string {
  return count === 0 ? '' : count === 1 ? '\\d' : `\\d{${count}}`;
}

/**
 * An expression that finds something in every text with an address of a network, written as four numbers or, mapped to IPv6, as two
 * groups. Zeros may stand before a number.
 *
 * @param base the address of the network, as a number
 * @param bits how many of its bits addresses have in common with it
 */
export function patternOfNetwork(base: number, bits: number): string {
  const octets = [0, 1, 2, 3].map((at) => {
    const fixed = Math.min(8, Math.max(0, bits - 8 * at));
    const free = 2 ** (8 - fixed);
    if (free > MOST_WRITTEN) return ANY_OCTET;
    const octet = (base >>> (24 - 8 * at)) & 0xff;
    const first = octet - (octet % free);
    const values = Array.from({ length: free }, (_, value) => first + value);
    return ZEROS + (free === 1 ? String(first) : `(?:${values.join('|')})`);
  });
  return `${octets.join('\\.')}|:ffff:[\\da-f]{1,4}:[\\da-f]{1,4}`;
}

/**
 * Texts of which one stands in every text with an address of a network of at most 256: the inner part of the address up to the first
 * digit of its last number, which word filters know, or that it is written as two groups of IPv6. Null: the network is larger.
 *
 * @param base the address of the network, as a number
 * @param bits how many of its bits addresses have in common with it
 */
export function partsOfNetwork(base: number, bits: number): readonly string[] | null {
  if (bits < 24) return null;
  const [first = 0, second = 0, third = 0] = [24, 16, 8].map((shift) => (base >>> shift) & 0xff);
  const parts = paddedOf(second).flatMap((b) => paddedOf(third).map((c) => `.${b}.${c}.`));
  const ends = Array.from({ length: 10 }, (_, digit) => String(digit));
  return [':ffff:', ...parts.flatMap((part) => ends.map((end) => `${first % 10}${part}${end}`))];
}

/** A number of up to three digits, with zeros before it or without. */
function paddedOf(octet: number): string[] {
  const text = String(octet);
  return Array.from({ length: 4 - text.length }, (_, zeros) => '0'.repeat(zeros) + text);
}
