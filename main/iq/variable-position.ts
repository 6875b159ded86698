import { MASK } from '#shared/model/skeleton-text.ts';
import { isWord } from './pieces.ts';
import { NOUNS, PREPOSITIONS, TELLING_WORDS } from './value-words.ts';

/** A place in a line at which lines that are otherwise equal differ. */
interface Place {
  /** Words elsewhere in the line: what holds the lines together. */
  readonly anchors: number;
  /** The line begins with it: the subject, which more often tells lines apart. */
  readonly first: boolean;
  readonly before: string | undefined;
  readonly wordBefore: string | undefined;
  readonly after: string | undefined;
}

/** Different words at one place that make it a variable, by the words that stay: fewer anchors, more proof. */
const DISTINCT_BY_ANCHORS = [Infinity, 8, 6, 5] as const;
/** So many anchors make three words enough; not three marks, though (`x+`, `y+`, `z+`). */
const LONG_LINE = 8;
const WORD = /[A-Za-z\u0080-\uffff]{2}/;
/** The subject of a short line (`klogd startup succeeded`) names what it is about. */
const DISTINCT_SUBJECTS = 25;
/** `result=ok` and `result=failed` are two things to say; from so many values on the key names a variable. */
export const DISTINCT_OF_KEY = 4;
const ENCLOSED = new Set(['()', '[]', '{}', '""', "''", '<>']);

/** A name rather than a word: host, class, package, file (`troi.example.com`, `a.b.C`), object or scope. */
export const isName = (piece: string): boolean => /[\w-][.$@\\][\w-]|::/.test(piece);

/** Words of a line that carry meaning: two letters or more. */
export const anchorsOf = (pieces: readonly string[]): number =>
  pieces.reduce((sum, piece) => sum + (isWord(piece) && WORD.test(piece) ? 1 : 0), 0);

/**
 * Which of the values seen at one place of otherwise equal lines are values of one variable: sets of
 * two or more, to be merged. Evidence: how many there are against how much holds the lines together,
 * what stands around the place, and what the values look like.
 */
export function variableSets(
  values: readonly string[],
  pieces: readonly string[],
  at: number,
): string[][] {
  const open = values.filter((value) => !TELLING_WORDS.has(value));
  if (open.length < 2) return [];
  const place = placeOf(pieces, at);
  if (place.anchors === 0) return [];
  if (isVariable(open, place)) return [open];
  const sets = [...sharedPrefixes(open)];
  if (!place.first) sets.push(open.filter((value) => value === MASK || isName(value)));
  return sets.filter((set) => set.length > 1);
}

function isVariable(values: readonly string[], place: Place): boolean {
  const { anchors, first, before, wordBefore = '' } = place;
  if (values.includes(MASK) && anchors >= (first ? 4 : 2)) return true;
  if (before === '=') return values.length >= DISTINCT_OF_KEY;
  if (values.length >= neededDistinct(anchors, first)) return true;
  if (values.length >= 3) {
    if (values.every((value) => value.length === 1)) return true;
    if (anchors >= LONG_LINE && values.every((value) => WORD.test(value))) return true;
    if (anchors >= 4 && PREPOSITIONS.has(wordBefore)) return true;
  }
  if (NOUNS.has(wordBefore)) return true;
  return ENCLOSED.has(`${before}${place.after}`) && anchors >= 3;
}

const neededDistinct = (anchors: number, first: boolean): number =>
  first && anchors < 3 ? DISTINCT_SUBJECTS : (DISTINCT_BY_ANCHORS[anchors] ?? 5);

function placeOf(pieces: readonly string[], at: number): Place {
  const own = isWord(pieces[at]) ? anchorsOf([pieces[at] ?? '']) : 0;
  let wordAt = at - 1;
  while (wordAt >= 0 && !isWord(pieces[wordAt]) && pieces[wordAt] !== MASK) wordAt--;
  return {
    anchors: anchorsOf(pieces) - own,
    first: wordAt < 0,
    before: pieces[at - 1],
    wordBefore: pieces[wordAt],
    after: pieces[at + 1],
  };
}

/** Names that begin with the same two parts (`CONTAINER_REMOTE_LAUNCH`, `..._CLEANUP`) are of one kind. */
function* sharedPrefixes(values: readonly string[]): Iterable<string[]> {
  const sets = new Map<string, string[]>();
  for (const value of values) {
    const prefix = /^[^._\s]+[._][^._\s]+[._]/.exec(value)?.[0];
    if (prefix === undefined) continue;
    const set = sets.get(prefix);
    if (set === undefined) sets.set(prefix, [value]);
    else set.push(value);
  }
  yield* sets.values();
}
