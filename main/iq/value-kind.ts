/** What a value is as far as that says whether it is written in a statement or put in by it. */
export type ValueKind = 'name' | 'id' | 'number' | 'path' | 'passing';

/** Dates and times, addresses, ids, hashes, people and text, whatever stands around them. */
const PASSING = [
  /\d:\d\d/,
  /\d{4}-\d\d-\d\d|\d{4}\/\d\d\/\d\d/,
  /\d{1,3}(?:\.\d{1,3}){3}/,
  /(?:[0-9a-fA-F]{1,4}:){3}|::/,
  /[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-/,
  /@/,
  // Five digits in a row are no version and no part of a name; with letters of hex among them, an id.
  /\d{5}/,
  /(?<![0-9a-zA-Z])(?=[a-zA-Z]*\d)[0-9a-fA-F]{8,}(?![0-9a-zA-Z])/,
  /\s.*\s/,
];
/** With sign, point, percent or unit; in hex; a version. */
const NUMBER = /^[#+-]?(?:0x[0-9a-fA-F]+|\d[\d.,]*)\s?(?:%|[a-zA-Zµ]{1,5})?$/;
/** Words, of which a letter begins the first. */
const NAME = /^[\p{L}_][\p{L}\p{N}_.#*+-]*$/u;
const PATH = /[/\\]/;

/** The kind of what stands in a slot. */
export function kindOfValue(value: string): ValueKind {
  if (PASSING.some((pattern) => pattern.test(value))) return 'passing';
  if (NUMBER.test(value)) return 'number';
  if (PATH.test(value)) return 'path';
  if (!NAME.test(value)) return 'number';
  return hasMoreLettersThanDigits(value) ? 'name' : 'id';
}

function hasMoreLettersThanDigits(value: string): boolean {
  const digits = value.match(/\d/g)?.length ?? 0;
  const letters = value.match(/\p{L}/gu)?.length ?? 0;
  return letters > digits || digits <= 1;
}
