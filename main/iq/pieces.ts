/** What stands for a masked token in a skeleton's text. */
export const MASK = '\u0000';

const DELIMITERS = ' =,;:()[]{}"\'<>|';
const IDEOGRAPH = 0x2e80;

const DELIMITER_CODES = new Set([...DELIMITERS].map((mark) => mark.charCodeAt(0)));

const isDelimiter = (code: number): boolean =>
  code < 128 ? DELIMITER_CODES.has(code) : code >= IDEOGRAPH;

/**
 * A skeleton's first line cut as the skeletonizer cut it: words and masks, and the delimiters between
 * them, one piece each. The pieces joined give the line.
 */
export function cutPieces(line: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code !== 0 && !isDelimiter(code) && !isFullStop(line, at)) continue;
    if (at > start) pieces.push(line.slice(start, at));
    pieces.push(line.charAt(at));
    start = at + 1;
  }
  if (start < line.length) pieces.push(line.slice(start));
  return pieces;
}

function isFullStop(line: string, at: number): boolean {
  if (line.charCodeAt(at) !== 0x2e) return false;
  const next = line.charAt(at + 1);
  const before = line.charAt(at - 1);
  return (
    next === '' || next === '.' || next === ' ' || before === '.' || before === ' ' || at === 0
  );
}

/** A piece that is a word of the log, neither a mask nor a delimiter. */
export const isWord = (piece: string | undefined): piece is string =>
  piece !== undefined && (piece.length > 1 || isWordMark(piece.charCodeAt(0)));

const isWordMark = (code: number): boolean => code !== 0 && code !== 0x2e && !isDelimiter(code);
