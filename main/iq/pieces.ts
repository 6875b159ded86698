import { MASK, isDelimiter } from '#shared/model/skeleton-text.ts';

/**
 * A skeleton's first line cut as the skeletonizer cut it: words and masks, and the delimiters between
 * them, one piece each. The pieces joined give the line.
 */
export function cutPieces(line: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (!isPieceMark(code) && !isFullStop(line, at)) continue;
    if (at > start) pieces.push(line.slice(start, at));
    pieces.push(line.charAt(at));
    start = at + 1;
  }
  if (start < line.length) pieces.push(line.slice(start));
  return pieces;
}

function isFullStop(line: string, at: number): boolean {
  if (line.charCodeAt(at) !== DOT) return false;
  const next = line.charAt(at + 1);
  const before = line.charAt(at - 1);
  return (
    next === '' || next === '.' || next === ' ' || before === '.' || before === ' ' || at === 0
  );
}

const isPieceMark = (code: number): boolean => code === MASK_CODE || isDelimiter(code);

const MASK_CODE = MASK.charCodeAt(0);
const DOT = 0x2e;

/** A piece that is a word of the log, neither a mask nor a delimiter. */
export const isWord = (piece: string | undefined): piece is string =>
  piece !== undefined && (piece.length > 1 || isWordMark(piece.charCodeAt(0)));

const isWordMark = (code: number): boolean => code !== DOT && !isPieceMark(code);
