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

const DELIMITERS = '=,;:()[]{}"\'<>|';

/** First code unit of the scripts written without spaces (CJK and what follows, surrogates included). */
const UNSPACED = 0x2e80;

/**
 * Class of every UTF-16 code unit (64 KiB; a table costs less than a branch a character). Control
 * characters count as space. Scripts without spaces between words delimit: else a number inside a
 * Chinese sentence would mask the whole sentence.
 */
const CLASSES = buildClasses();

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000).fill(OTHER);
  classes.fill(DELIMITER, UNSPACED);
  classes.fill(SPACE, 0, 33);
  classes.fill(DIGIT, 0x30, 0x3a);
  for (const letter of 'abcdefABCDEF') classes[letter.charCodeAt(0)] = HEX_LETTER;
  for (const mark of DELIMITERS) classes[mark.charCodeAt(0)] = DELIMITER;
  classes[0x2e] = DOT;
  classes[0x40] = AT;
  classes[0x2f] = SLASH;
  classes[0x5c] = SLASH;
  return classes;
}

/** Class of a UTF-16 code unit. */
export const classOf = (code: number): number => CLASSES[code] as number;
