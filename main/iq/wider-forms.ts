import { MASK } from '#shared/model/skeleton-text.ts';
import { canonicalPieces } from './canonical-pieces.ts';
import { isWord } from './pieces.ts';
import { anchorsOf, isName } from './variable-position.ts';

const ANCHORS_NEEDED = 2;

/**
 * The pieces with every name open but the subject (which is open too when it is a host before its port); null: there is
 * none, or too few words would stay.
 */
export function withoutNames(pieces: readonly string[]): readonly string[] | null {
  const first = pieces.findIndex((piece) => piece === MASK || isWord(piece));
  const isOpen = (piece: string, at: number): boolean =>
    isWord(piece) && isName(piece) && (at > first || isBeforePort(pieces, at));
  if (!pieces.some(isOpen)) return null;
  const opened = pieces.map((piece, at) => (isOpen(piece, at) ? MASK : piece));
  return anchorsOf(opened) < ANCHORS_NEEDED ? null : canonicalPieces(opened);
}

const isBeforePort = (pieces: readonly string[], at: number): boolean =>
  pieces[at + 1] === ':' && pieces[at + 2] === MASK;

/** The pieces with each compound value (`LOCAL(0)`, `./7.x`: masks and more between two blanks or quotes) in turn as one mask. */
export function* compoundForms(pieces: readonly string[]): Iterable<string[]> {
  let start = 0;
  for (let at = 0; at <= pieces.length; at++) {
    if (at < pieces.length && pieces[at] !== ' ') continue;
    if (at - start > 1) {
      const end = withoutMarks(pieces, start, at);
      const key = pieces.slice(start, end + 1).lastIndexOf('=');
      yield* withCompound(pieces, start + key + 1, end);
    }
    start = at + 1;
  }
  for (let open = pieces.indexOf('"'); open >= 0;) {
    const close = pieces.indexOf('"', open + 1);
    if (close < 0) break;
    yield* withCompound(pieces, open + 1, close);
    open = pieces.indexOf('"', close + 1);
  }
}

function* withCompound(pieces: readonly string[], start: number, end: number): Iterable<string[]> {
  if (end - start < 2 || !pieces.slice(start, end).includes(MASK)) return;
  const form = canonicalPieces([...pieces.slice(0, start), MASK, ...pieces.slice(end)]);
  if (anchorsOf(form) >= ANCHORS_NEEDED) yield form;
}

function withoutMarks(pieces: readonly string[], start: number, end: number): number {
  let last = end;
  while (last > start && [',', ':', ';', '.'].includes(pieces[last - 1] ?? '')) last--;
  return last;
}
