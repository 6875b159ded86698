import { numberText } from '../markup.ts';
import type { Levels } from '../bidi.ts';
import { breaksIn, lettersOf } from './break-word.ts';
import { faceOf } from './face-choice.ts';
import type { Face } from './fonts.ts';
import { shape, type Shaped } from './shape.ts';

/** Text in one style. `apart`: it is no part of the sentence that it stands in. */
export interface Strand {
  readonly text: string;
  readonly face: Face;
  readonly size: number;
  readonly color: string;
  /** Place that it leads to; it is then not broken. */
  readonly target: string | null;
  readonly apart: boolean;
}

/** A part of a word, or the space between two, in one face and one direction. */
export interface Piece extends Strand {
  /** Odd: from right to left. */
  readonly level: number;
  /** Line round its letters in points, where the face lacks the weight that is wanted. */
  readonly stroke: number;
  readonly shaped: Shaped;
  readonly width: number;
}

/** What stands on one line when it fits one: a word, or the space between two. */
export interface Unit {
  readonly pieces: readonly Piece[];
  readonly space: boolean;
  readonly width: number;
}

/** Letters of a word that is not broken when it fits a line of its own. */
const SHORT_WORD = 16;
/** Lines round the letters that make a face of one weight heavier, as parts of the size. */
const STROKES: Partial<Readonly<Record<Face, number>>> = { medium: 0.014, semibold: 0.028 };

/** A strand cut where a line may be broken. `levels`: those of its letters. */
export function unitsOf(strand: Strand, levels: Levels['parts'][number]): Unit[] {
  const words = strand.target === null ? strand.text.split(/( +)/) : [strand.text];
  let at = 0;
  return words.flatMap((word) => {
    const start = at;
    at += word.length;
    if (word === '') return [];
    const space = word.startsWith(' ') && strand.target === null;
    const places = strand.target === null && !space ? breaksIn(word) : [];
    return [0, ...places].map((from, count): Unit => {
      const part = word.slice(from, places[count]);
      const pieces = piecesOf(strand, part, levels.subarray(start + from));
      return { pieces, space, width: widthOf(pieces) };
    });
  });
}

/** A word in pieces, each in a face that has its letters. What no face has is told by its number. */
function piecesOf(strand: Strand, word: string, levels: Uint8Array): Piece[] {
  const parts: { text: string; face: Face; level: number }[] = [];
  let at = 0;
  for (const letter of lettersOf(word)) {
    const level = levels[at] ?? 0;
    at += letter.length;
    for (const [text, face] of facesOf(letter, strand.face)) {
      const last = parts.at(-1);
      if (last !== undefined && last.face === face && last.level === level) last.text += text;
      else parts.push({ text, face, level });
    }
  }
  return parts.map(({ text, face, level }) => piece(strand, text, face, level));
}

function facesOf(letter: string, wanted: Face): (readonly [string, Face])[] {
  const face = faceOf(letter, wanted);
  if (face !== null) return [[letter, face]];
  return Array.from(letter, (one) => {
    const own = faceOf(one, wanted);
    return own === null ? ([numberText(one), wanted] as const) : ([one, own] as const);
  });
}

function piece(strand: Strand, text: string, face: Face, level: number): Piece {
  const shaped = shape(text, face, level % 2 === 1);
  const stroke = face === strand.face ? 0 : (STROKES[strand.face] ?? 0) * strand.size;
  return {
    ...strand,
    text,
    face,
    level,
    stroke,
    shaped,
    width: (shaped.width * strand.size) / 1000,
  };
}

const widthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { width }) => sum + width, 0);

/** Whether a word may begin on a line that has only room for a part of it. */
export function isLong({ pieces, width }: Unit, line: number): boolean {
  const letters = pieces.reduce((sum, { text }) => sum + text.length, 0);
  return letters > SHORT_WORD && width > line * 0.45;
}

/** As much of a word as fits, and the rest; a path or a number is broken behind its marks where one is near. */
export function splitUnit({ pieces }: Unit, room: number): [head: Unit | null, tail: Unit] {
  const head: Piece[] = [];
  const tail = [...pieces];
  let left = room;
  while (tail[0] !== undefined && tail[0].width <= left) {
    left -= tail[0].width;
    head.push(...tail.splice(0, 1));
  }
  if (tail[0] !== undefined) {
    const [first, rest] = splitPiece(tail[0], left);
    if (first !== null) head.push(first);
    tail.splice(0, 1, rest);
  }
  const unit = (parts: readonly Piece[]): Unit => ({
    pieces: parts,
    space: false,
    width: widthOf(parts),
  });
  return [head.length === 0 ? null : unit(head), unit(tail)];
}

function splitPiece(whole: Piece, room: number): [Piece | null, Piece] {
  const letters = lettersOf(whole.text);
  const part = (from: number, to?: number): Piece =>
    piece(whole, letters.slice(from, to).join(''), whole.face, whole.level);
  let low = 0;
  let high = letters.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (part(0, middle).width <= room) low = middle;
    else high = middle - 1;
  }
  if (low === 0) return [null, whole];
  const mark = letters.slice(0, low).findLastIndex((letter) => /[/\\.,;:=&?_)\]}-]/.test(letter));
  const at = mark > low * 0.6 ? mark + 1 : low;
  return [part(0, at), part(at)];
}
