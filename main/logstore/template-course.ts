import { FOUND, UNTOLD_STATE, type TextAutomaton } from '#shared/pattern/index.ts';

/** Where the message stands in the lines of a template: from a place in one of its constant pieces to one in another. */
export interface MessagePlace {
  readonly first: number;
  readonly from: number;
  readonly last: number;
  readonly to: number;
  /** It stands between quotation marks; otherwise it goes on to the end of the line. */
  readonly quoted: boolean;
}

/**
 * What must be read of the lines of a template to tell in which messages something is found: nothing (`all` or `none` of them),
 * or some columns of what varies, with the constant text behind each.
 */
export type Course =
  | { readonly found: 'all' | 'none' }
  | {
      readonly found: 'some';
      /** The first column that is read, the state in which it begins, and the last column. */
      readonly column: number;
      readonly state: number;
      readonly lastColumn: number;
      /** Whether the end of the message must be asked, too. */
      readonly toEnd: boolean;
    };

/** What is told of a message, or of a line of it: nothing is found in it, something is, or it must be looked at. */
export const MISS = 0;
export const HIT = 1;
export const ASK = 2;

/** How the reading of a line begins and ends. */
export interface LineReading {
  /** The state in which its message begins, or what of it stands in this line. */
  readonly begin: number;
  /** What is told by the state at its end: MISS, HIT or ASK. */
  readonly told: (state: number) => number;
}

/** The reading of a line that is a message, or the first or last or another one of it. */
export function lineReading(
  automaton: TextAutomaton,
  { isLater, goesOn }: { readonly isLater: boolean; readonly goesOn: boolean },
): LineReading {
  const atEnd = (state: number): number =>
    state === UNTOLD_STATE ? ASK : automaton.endsFound(state) ? HIT : MISS;
  // What goes on in the next line from any other state than that in which it is read is not told.
  const atLineEnd = (state: number): number => {
    const behind = automaton.behindLine(state);
    if (behind === FOUND) return HIT;
    return behind === automaton.lineStart && behind !== UNTOLD_STATE ? MISS : ASK;
  };
  return {
    begin: isLater ? automaton.lineStart : automaton.start,
    told: goesOn ? atLineEnd : atEnd,
  };
}

/** What stands in all tokens of a column: digits, those and a to f in any case, all letters and digits, or more than these. */
export const DIGITS = 0;
export const HEXADECIMAL = 1;
export const ALPHANUMERIC = 2;
export const ANYTHING = 3;
export type TokenSort = typeof DIGITS | typeof HEXADECIMAL | typeof ALPHANUMERIC | typeof ANYTHING;

const LETTERS_AND_DIGITS = '0123456789ABCDEFabcdefGHIJKLMNOPQRSTUVWXYZghijklmnopqrstuvwxyz';
const CODES = Array.from(LETTERS_AND_DIGITS, (char) => char.charCodeAt(0));
const CODES_OF: Record<TokenSort, readonly number[]> = {
  [DIGITS]: CODES.slice(0, 10),
  [HEXADECIMAL]: CODES.slice(0, 22),
  [ALPHANUMERIC]: CODES,
  [ANYTHING]: CODES,
};

/** The constant text of a message that follows a column (-1: that it begins with). */
export function constantBehind(
  pieces: readonly string[],
  { first, from, last, to }: MessagePlace,
  column: number,
): string {
  const index = Math.max(column + 1, first);
  return (pieces[index] ?? '').slice(index === first ? from : 0, index === last ? to : undefined);
}

/**
 * Follows an automaton through a template with anything in what varies. Where one state alone is left, whatever the columns before
 * hold, reading begins; behind the last column that may lead to a match it ends.
 *
 * @param pieces the constant text between what varies
 * @param sortOf what stands in the tokens of a column
 */
export function courseOf(
  automaton: TextAutomaton,
  pieces: readonly string[],
  place: MessagePlace,
  reading: LineReading,
  sortOf: (column: number) => TokenSort = () => ANYTHING,
): Course {
  const { first, last } = place;
  const begin = automaton.over(reading.begin, constantBehind(pieces, place, -1));
  const whole: Course = {
    found: 'some',
    column: first,
    state: begin,
    lastColumn: last - 1,
    toEnd: true,
  };
  if (begin === UNTOLD_STATE) return whole;
  let states: readonly number[] = [begin];
  let column = first;
  let state = begin;
  let lastColumn = -1;
  for (let at = first; at < last; at++) {
    const [only] = states;
    if (states.length === 1 && only !== undefined) {
      if (only === FOUND) return { found: 'all' };
      column = at;
      state = only;
      lastColumn = -1;
    }
    const constant = constantBehind(pieces, place, at);
    const open = states.filter((each) => each !== FOUND);
    const behind = varied(automaton, open, sortOf(at)).map((each) =>
      automaton.over(each, constant),
    );
    if (behind.includes(FOUND)) lastColumn = at;
    states = [...new Set(states.includes(FOUND) ? [FOUND, ...behind] : behind)];
    if (states.includes(UNTOLD_STATE)) return whole;
  }
  const ending = states.map((each) => (each === FOUND ? HIT : reading.told(each)));
  if (ending.every((told) => told === HIT)) return { found: 'all' };
  if (ending.every((told) => told === MISS)) return { found: 'none' };
  const toEnd = states.some((each, at) => each !== FOUND && ending[at] !== MISS);
  return { found: 'some', column, state, lastColumn: toEnd ? last - 1 : lastColumn, toEnd };
}

/** By the states before and what stands in a token the states behind it: columns of all templates are alike. */
const variedOf = new WeakMap<TextAutomaton, Map<string, readonly number[]>>();

/**
 * All states that some characters of a token lead to, one at least; of what those beyond ASCII may lead to the least and the most.
 */
function varied(
  automaton: TextAutomaton,
  from: readonly number[],
  sort: TokenSort,
): readonly number[] {
  let known = variedOf.get(automaton);
  if (known === undefined) {
    known = new Map();
    variedOf.set(automaton, known);
  }
  const key = `${sort} ${from.join(' ')}`;
  let reached = known.get(key);
  if (reached === undefined) {
    reached = walk(automaton, from, sort);
    known.set(key, reached);
  }
  return reached;
}

function walk(automaton: TextAutomaton, from: readonly number[], sort: TokenSort): number[] {
  const reached = new Set<number>();
  const codes = CODES_OF[sort];
  const readFrom = (state: number): void => {
    for (const code of codes) reached.add(automaton.next(state, code));
    if (sort === ANYTHING) for (const behind of automaton.beyond(state)) reached.add(behind);
  };
  for (const state of from) readFrom(state);
  // It grows while it is walked through.
  for (const state of reached) if (state !== FOUND && state !== UNTOLD_STATE) readFrom(state);
  return [...reached];
}
