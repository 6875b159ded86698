import type { ReactNode } from 'react';
import { UNSEEN_CHARACTERS } from '#shared/model/unseen-characters.ts';
import classes from './seen-text.module.css';

const UNSEEN = new RegExp(`(${UNSEEN_CHARACTERS})`, 'u');
/** So many are marked; in what has more, which is no text, the others are shown as what cannot be shown. */
const MOST_MARKED = 300;

/** Pieces of a text, every second of which is a character that nobody sees; null: there is none. */
export function unseenPieces(text: string): string[] | null {
  if (!UNSEEN.test(text)) return null;
  const pieces = text.split(UNSEEN);
  if (pieces.length <= 2 * MOST_MARKED) return pieces;
  const rest = pieces
    .slice(2 * MOST_MARKED)
    .map((piece, at) => (at % 2 === 0 ? piece : '\uFFFD'))
    .join('');
  return [...pieces.slice(0, 2 * MOST_MARKED), rest];
}

/**
 * Text out of a log, with a mark in place of each character that nobody sees: a name that is written backwards by one of them
 * reads as what it is not. They are still there to be copied, and change nothing outside of their marks.
 */
export function seenText(text: string): ReactNode {
  const pieces = unseenPieces(text);
  if (pieces === null) return text;
  return pieces.map((piece, at) =>
    at % 2 === 0 ? (
      piece
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- a piece is its position
      <span key={at} className={classes['unseen']} data-code={codeOf(piece)}>
        <span>{piece}</span>
      </span>
    ),
  );
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0');
}
