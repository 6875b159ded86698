import { readComparison, readNamedValue, readStatus } from './field-readers.ts';
import { readLevel, type Reader } from './word-readers.ts';

const DENIES = [
  'is not equal to',
  'not equal to',
  'does not equal',
  'is not',
  'are not',
  'was not',
  'were not',
  'other than',
  "isn't",
  "aren't",
  "wasn't",
  'not',
  '!=',
];
/** Words of a field's name, at most. */
const LONGEST_NAME = 3;

/** A field that has another value: `status is not 200`, `status != 200`, `level other than info`. */
export const readDenied: Reader = async (tokens, at, words) => {
  for (let from = at + 1; from <= at + LONGEST_NAME; from++) {
    for (const said of DENIES) {
      const length = said.split(' ').length;
      const there = tokens.slice(from, from + length).map(({ lower }) => lower);
      if (there.join(' ') !== said) continue;
      const affirmed = tokens.toSpliced(from, length);
      for (const reader of [readStatus, readComparison, readNamedValue, readLevel]) {
        const found = await reader(affirmed, at, words);
        // What was read has to reach over the place where the denial stood.
        if (found === null || found.length <= from - at) continue;
        return { ...found, length: found.length + length, denies: true };
      }
    }
  }
  return null;
};
