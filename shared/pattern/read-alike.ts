import { parsePattern } from './parse-pattern.ts';
import { PatternRefused, type Pattern } from './syntax.ts';

/** What JavaScript reads otherwise than `parsePattern`, or does not read. */
const READ_OTHERWISE =
  /\\(?:[^dDwWsSbBnrtfxu\W]|x(?![\dA-Fa-f]{2})|u(?![\dA-Fa-f]{4}))|\[\^?\]|\[:|\{,|\(\?[^:=!<]/;

/** Takes an expression apart that means the same to JavaScript; null: it may mean something else to it. */
export function readAlike(source: string): Pattern | null {
  if (READ_OTHERWISE.test(source)) return null;
  try {
    return parsePattern(source);
  } catch (error) {
    if (error instanceof PatternRefused) return null;
    throw error;
  }
}
