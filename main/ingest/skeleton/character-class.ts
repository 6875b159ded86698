import { isDelimiter } from '#shared/model/skeleton-text.ts';

/**
 * What a byte of UTF-8 means to the skeleton. One bit each, so that a token's letters can be summed up
 * with `|`; the classes from DELIMITER on end a token, which the scanner tests with one comparison.
 */
export const DIGIT = 1;
export const HEX_LETTER = 2;
export const OTHER = 4;
export const AT = 8;
export const SLASH = 16;
/** Set beside HEX_LETTER for `E`, with which the words Exception and Error begin. */
export const CAPITAL_E = 32;
export const DOT = 64;
export const DELIMITER = 128;
export const SPACE = 256;

/** First byte of U+3000 in UTF-8; all that follow begin no lower. */
export const UNSPACED_LEAD = 0xe3;

/** Class of every byte (a table costs less than a branch a byte). Control characters count as space. */
export const CLASS_OF_BYTE = buildClasses();

function buildClasses(): Uint16Array {
  const classes = new Uint16Array(256).fill(OTHER);
  for (let code = 0; code < 128; code++) {
    if (isDelimiter(code)) classes[code] = DELIMITER;
  }
  classes.fill(DELIMITER, UNSPACED_LEAD);
  classes.fill(SPACE, 0, 33);
  classes.fill(DIGIT, 0x30, 0x3a);
  classes.fill(HEX_LETTER, 0x41, 0x47);
  classes.fill(HEX_LETTER, 0x61, 0x67);
  classes[0x45] = HEX_LETTER | CAPITAL_E;
  classes[0x2e] = DOT;
  classes[0x40] = AT;
  classes[0x2f] = SLASH;
  classes[0x5c] = SLASH;
  return classes;
}
