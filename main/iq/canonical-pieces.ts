import { MASK } from '#shared/model/skeleton-text.ts';
import { isWord } from './pieces.ts';
import { CALENDAR, EMPTY_VALUES, SWITCHES, TELLING_KEYS, TRUTHS, UNITS } from './value-words.ts';

const HEX_GROUP = /^[0-9a-fA-F]{1,4}$/;
/** A component of Android, as ComponentName.flattenToShortString writes it: package and class. */
const COMPONENT = /^[\w.]+\/\.[\w.$]+$/;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"': '"' };
const LIST_GAPS: ReadonlySet<string> = new Set([
  ' ',
  ',',
  ', ',
  ':',
  ': ',
  ';',
  '; ',
  '|',
  ' | ',
  ' - ',
]);

/**
 * The pieces of a line in the form in which lines that differ only by the make of their values are
 * equal: parts of dates, groups of an address and stand-ins for a missing value are masks, an empty
 * place for a value holds one, a unit belongs to its number, and a list of values is one value.
 */
export function canonicalPieces(pieces: readonly string[]): string[] {
  return foldLists(maskValues(maskQuoted(pieces)));
}

/** So many keys make a line a list of keys and values. */
const KEYS_OF_A_LIST = 3;

/** In a list of keys and values, what stands in quotes behind a key is one value, however many words it has. */
function maskQuoted(pieces: readonly string[]): readonly string[] {
  if (!pieces.includes('"')) return pieces;
  if (pieces.filter((piece) => piece === '=').length < KEYS_OF_A_LIST) return pieces;
  const masked: string[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] ?? '';
    masked.push(piece);
    if (piece !== '"' || pieces[at - 1] !== '=' || TELLING_KEYS.has(pieces[at - 2] ?? '')) continue;
    const close = pieces.indexOf('"', at + 1);
    if (close < 0) continue;
    masked.push(MASK, '"');
    at = close;
  }
  return masked;
}

function maskValues(pieces: readonly string[]): string[] {
  const masked: string[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] ?? '';
    if (!isWord(piece)) {
      masked.push(piece);
      if (piece !== MASK && piece !== ' ' && isEmptyPlace(pieces, at)) masked.push(MASK);
    } else if (masked.at(-1) === ' ' && masked.at(-2) === MASK && UNITS.has(piece)) masked.pop();
    else masked.push(isValue(pieces, masked, at) ? MASK : piece);
  }
  return masked;
}

/** `()`, `[]`, `""` and `key=` before a blank have no value where others have one. */
function isEmptyPlace(pieces: readonly string[], at: number): boolean {
  const piece = pieces[at] ?? '';
  const next = pieces[at + 1];
  if (piece === '=') return next === undefined || next === ' ' || next === ',' || next === ';';
  const closing = CLOSING[piece];
  return closing !== undefined && next === closing && !(piece === '"' && isWord(pieces[at - 1]));
}

/** One look-up for each word instead of three; a word of two kinds is of the first. */
const VALUE_WORDS = new Map(
  (
    [
      [SWITCHES, 'switch'],
      [EMPTY_VALUES, 'empty'],
      [CALENDAR, 'date'],
    ] as const
  ).flatMap(([words, kind]) => [...words].map((word) => [word, kind] as const)),
);

/** `masked` holds what stands before `at`, already judged, so that a chain of values carries on. */
function isValue(pieces: readonly string[], masked: readonly string[], at: number): boolean {
  const piece = pieces[at] ?? '';
  const before = masked.at(-1);
  const after = pieces[at + 1];
  switch (VALUE_WORDS.get(piece)) {
    case 'date':
      return isDatePart(before, masked.at(-2)) || isDatePart(after, pieces[at + 2]);
    case 'empty':
      return isFilledPlace(pieces, masked, at);
    case 'switch':
      return isInList(pieces, masked, at);
    case undefined:
  }
  if (piece.includes('/.') && COMPONENT.test(piece)) return true;
  return (
    (before === ':' && masked.at(-2) === MASK && HEX_GROUP.test(piece)) ||
    (after === ':' && isHexGroup(pieces[at + 2]) && HEX_GROUP.test(piece))
  );
}

/** Behind a key or a quote; a truth also where nothing that it could belong to follows (`isOpen is false`, `the alarm was true, again`). */
function isFilledPlace(pieces: readonly string[], masked: readonly string[], at: number): boolean {
  const before = masked.at(-1);
  if (before === '=' || before === '"') return true;
  if (before !== ' ') return false;
  const mark = masked.at(-2);
  if (mark === ':' || mark === '=') return true;
  const after = pieces[at + 1];
  return TRUTHS.has(pieces[at] ?? '') && (after === undefined || (after !== ' ' && !isWord(after)));
}

/** `( on off )`: between brackets, with nothing but such words and marks around it. By itself such a word tells what happened. */
function isInList(pieces: readonly string[], masked: readonly string[], at: number): boolean {
  const opens = masked.findLastIndex((piece) => piece !== ' ' && piece !== MASK && piece !== ',');
  if (!'([{'.includes(masked[opens] ?? '.')) return false;
  const rest = pieces.slice(at + 1).find((piece) => isWord(piece) || CLOSINGS.has(piece));
  return rest !== undefined && (CLOSINGS.has(rest) || SWITCHES.has(rest));
}

const CLOSINGS: ReadonlySet<string> = new Set([')', ']', '}']);

const isDatePart = (gap: string | undefined, next: string | undefined): boolean =>
  (gap === ' ' || gap === ',') && next !== undefined && (next === MASK || CALENDAR.has(next));

const isHexGroup = (piece: string | undefined): boolean =>
  piece !== undefined && (piece === MASK || HEX_GROUP.test(piece));

function foldLists(pieces: readonly string[]): string[] {
  const folded: string[] = [];
  let gap = '';
  let afterMask = false;
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] ?? '';
    if (piece === MASK && afterMask && (gap === '' || LIST_GAPS.has(gap))) {
      folded.length -= gap.length;
      gap = '';
      continue;
    }
    if (piece === MASK) {
      if (folded.at(-1) === '<' && pieces[at + 1] !== '>') folded.pop();
      afterMask = true;
      gap = '';
    } else if (isWord(piece)) afterMask = false;
    else gap += piece;
    folded.push(piece);
  }
  return folded;
}
