import { isDelimiter } from '#shared/model/skeleton-text.ts';

/**
 * What a character means to the skeleton. One bit each, so that a token's letters can be summed up
 * with `|`; the classes from DELIMITER on end a token, which the scanner tests with one comparison.
 */
export const DIGIT = 1;
export const HEX_LETTER = 2;
export const OTHER = 4;
export const AT = 8;
export const SLASH = 16;
export const DOT = 32;
export const DELIMITER = 64;
export const SPACE = 128;

/**
 * Class of every UTF-16 code unit (64 KiB; a table costs less than a branch a character). Control
 * characters count as space.
 */
const CLASSES = buildClasses();

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000).fill(OTHER);
  for (let code = 0; code < classes.length; code++) {
    if (isDelimiter(code)) classes[code] = DELIMITER;
  }
  classes.fill(SPACE, 0, 33);
  classes.fill(DIGIT, 0x30, 0x3a);
  classes.fill(HEX_LETTER, 0x41, 0x47);
  classes.fill(HEX_LETTER, 0x61, 0x67);
  classes[0x2e] = DOT;
  classes[0x40] = AT;
  classes[0x2f] = SLASH;
  classes[0x5c] = SLASH;
  return classes;
}

/** Class of a UTF-16 code unit. */
export const classOf = (code: number): number => CLASSES[code] as number;
