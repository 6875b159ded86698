import type { MessagePlace } from './template-course.ts';
import type { SourceText } from './record-text.ts';

/** One line of a template: the constant pieces, and what stands between them. */
export interface ExampleLine {
  readonly pieces: readonly string[];
  readonly tokens: readonly string[];
}

/** A place in a line: in one of the constant pieces, so many characters from its beginning. */
interface Place {
  readonly piece: number;
  readonly at: number;
}

/** A text between quotation marks, without them. */
interface Quoted {
  readonly from: Place;
  readonly to: Place;
  readonly isKey: boolean;
}

/** In place of a message, to see whether it is read from there. */
const PROBE = 'probe Zq';

/**
 * Where the message is in all lines of a template that goes on from a place to their end. Null: it begins in what varies.
 *
 * @param messageAt where it begins in this line
 */
export function placeToEnd(
  { pieces, tokens }: ExampleLine,
  messageAt: number,
): MessagePlace | null {
  const last = pieces.length - 1;
  const end = pieces[last]?.length ?? 0;
  let start = 0;
  for (const [piece, text] of pieces.entries()) {
    const at = messageAt - start;
    if (at >= 0 && at <= text.length) {
      return { first: piece, from: at, last, to: end, quoted: false };
    }
    start += text.length + (tokens[piece]?.length ?? 0);
    if (start > messageAt) return null;
  }
  return null;
}

/**
 * Where the message is between quotation marks, in all lines of JSON of a template whose message stands as it is in them. Null: that
 * cannot be told. All marks of JSON are constant in a template, and its keys, if nothing varies in them; so lines of it have the
 * same keys with values of the same kinds. Where its keys tell which value is the message (`byKeys` of the source) it is the same in all.
 */
export function placeInQuotes(
  { pieces, tokens }: ExampleLine,
  source: SourceText,
): MessagePlace | null {
  if (!source.byKeys || pieces[0]?.startsWith('{') !== true) return null;
  const quoted = quotedIn(pieces);
  if (quoted === null) return null;
  const line = textBetween(pieces, tokens, START, endOf(pieces));
  const message = source.message(line);
  for (const { from, to, isKey } of quoted) {
    // What is escaped reads otherwise than it is written, and so is no message as it stands.
    if (isKey || textBetween(pieces, tokens, from, to) !== message) continue;
    const before = textBetween(pieces, tokens, START, from);
    const behind = textBetween(pieces, tokens, to, endOf(pieces));
    if (source.message(before + PROBE + behind) !== PROBE) continue;
    return { first: from.piece, from: from.at, last: to.piece, to: to.at, quoted: true };
  }
  return null;
}

const START: Place = { piece: 0, at: 0 };
const endOf = (pieces: readonly string[]): Place => ({
  piece: pieces.length - 1,
  at: pieces.at(-1)?.length ?? 0,
});

function textBetween(
  pieces: readonly string[],
  tokens: readonly string[],
  from: Place,
  to: Place,
): string {
  let text = '';
  for (let piece = from.piece; piece <= to.piece; piece++) {
    const constant = pieces[piece] ?? '';
    text += constant.slice(
      piece === from.piece ? from.at : 0,
      piece === to.piece ? to.at : undefined,
    );
    if (piece < to.piece) text += tokens[piece] ?? '';
  }
  return text;
}

/** All that stands between quotation marks; null: a key varies, or the last mark is missing. */
function quotedIn(pieces: readonly string[]): Quoted[] | null {
  const found: Quoted[] = [];
  let from: Place | null = null;
  for (const [piece, text] of pieces.entries()) {
    for (let at = 0; at < text.length; at++) {
      const char = text.charAt(at);
      if (char === '\\') at++;
      if (char !== '"') continue;
      if (from === null) {
        from = { piece, at: at + 1 };
        continue;
      }
      const isKey = /^\s*:/.test(text.slice(at + 1));
      if (isKey && from.piece !== piece) return null;
      found.push({ from, to: { piece, at }, isKey });
      from = null;
    }
  }
  return from === null ? found : null;
}
