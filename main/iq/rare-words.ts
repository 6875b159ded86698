import { MASK } from '#shared/model/skeleton-text.ts';
import type { LineHash } from './line-hash.ts';
import { isWord } from './pieces.ts';
import { anchorsOf } from './variable-position.ts';

/** A word in so few lines of one build, at one place, is rare. */
const RARE = 2;

/** A state or a constant of the program (`NEW`, `FAIL_CLEANUP`): there are few, and they tell what happened. */
const CONSTANT = /^[A-Z][A-Z_]+$/;

/** Lines that have to share all their other words: more if those are few, or if the subject is open. */
const needed = (form: readonly string[]): number =>
  anchorsOf(form) < 3 || form.find((piece) => piece === MASK || isWord(piece)) === MASK ? 8 : 5;

/**
 * Lines that vary in several places at once (`ann opened plan`, `ben opened draft`), where no two
 * lines differ in one place only: each with its rare words open, if enough lines then are equal, and
 * at least as many anchors stay as places open. Null for a line that stays as it is. The idea of taking
 * the words that lines share for the constant ones is Brain's (Yu et al., "Brain: Log Parsing With
 * Bidirectional Parallel Tree", IEEE TSC 2023).
 */
export function openRareWords(
  lines: readonly (readonly string[])[],
  hash: LineHash,
): (readonly string[] | null)[] {
  const shared = new Map<number, number>();
  for (const pieces of lines) for (const key of wordKeys(pieces, hash)) increase(shared, key);
  const forms = lines.map((pieces) => opened(pieces, wordKeys(pieces, hash), shared));
  const members = new Map<number, number>();
  for (const form of forms) if (form !== null) increase(members, hash.keyOf(form));
  return forms.map((form) => {
    if (form === null) return null;
    return (members.get(hash.keyOf(form)) ?? 0) >= needed(form) ? form : null;
  });
}

function increase(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** For every word of a line the key of the line's build (its delimiters and masks) with that word in its place; 0 for other pieces. */
function wordKeys(pieces: readonly string[], hash: LineHash): number[] {
  hash.keyOf(pieces.map((piece) => (isWord(piece) ? WORD : piece)));
  return pieces.map((piece, at) => (isWord(piece) ? hash.keyWith(at, piece) : 0));
}

const WORD = '\u0002';

function opened(
  pieces: readonly string[],
  keys: readonly number[],
  shared: ReadonlyMap<number, number>,
): string[] | null {
  const first = pieces.findIndex((piece) => piece === MASK || isWord(piece));
  let places = 0;
  const form = pieces.map((piece, at) => {
    if (!isWord(piece) || CONSTANT.test(piece)) return piece;
    if ((shared.get(keys[at] ?? 0) ?? 0) > RARE) return piece;
    places++;
    return MASK;
  });
  if (places < 2) return null;
  const anchors = anchorsOf(form);
  if (anchors < Math.max(2, places) || (form[first] !== pieces[first] && anchors < 3)) return null;
  return form;
}
