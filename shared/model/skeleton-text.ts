/** What stands for a masked token in a skeleton's text. No log line has it: U+0000 counts as a space there. */
export const MASK = '\u0000';

const DELIMITERS = ' =,;:()[]{}"\'<>|';

/**
 * First code unit of the scripts written without spaces (CJK and what follows, surrogates included). In
 * UTF-8 it is the first that begins with 0xE3, so that its byte tells.
 */
const UNSPACED = 0x3000;

const ASCII = Uint8Array.from({ length: 128 }, (_, code) =>
  DELIMITERS.includes(String.fromCharCode(code)) ? 1 : 0,
);

/**
 * Whether a UTF-16 code unit stands between tokens in a skeleton's text: the blank, the marks above, and
 * every character of a script without spaces (else a number inside a Chinese sentence would mask the
 * whole sentence).
 */
export const isDelimiter = (code: number): boolean =>
  code < 128 ? ASCII[code] === 1 : code >= UNSPACED;
