import { compileProgram, type Step } from './program.ts';
import { readAlike } from './read-alike.ts';
import { PatternRefused, rewrite, type Pattern } from './syntax.ts';

/** In the table: the step was not made yet. */
export const UNMADE = 0;
/** A match was read, whatever follows. */
export const FOUND = 1;
/** The automaton grew too large: what a text that comes here holds must be asked elsewhere. */
export const UNTOLD_STATE = 2;
const FIRST = 3;

/** Copies of what is repeated are steps: with more of them a state takes long to make. */
const MOST_STEPS = 400;
/** States that are made before a text is left to others. */
export const MOST_STATES = 1000;
/** Characters that it reads: those of ASCII. */
export const CHARACTERS = 128;

/** What stands before a place. */
const NOTHING = 0;
const WORD = 1;
const OTHER = 2;
type Before = typeof NOTHING | typeof WORD | typeof OTHER;

interface State {
  readonly before: Before;
  /** Steps that read, and asserts of which only the next character tells whether they hold. */
  readonly ways: readonly number[];
}

const isWord = (code: number): boolean => /\w/.test(String.fromCharCode(code));

/**
 * An expression as an automaton over texts of ASCII without line ends, which tells of one whether V8 finds something in it, a
 * look-up a character. Its states are made as texts ask for them.
 */
export class TextAutomaton {
  /** By state and character (`state * CHARACTERS + code`) the state that it leads to, or `UNMADE`. */
  readonly table = new Uint16Array(MOST_STATES * CHARACTERS);
  /** Where a text begins. */
  readonly start: number;
  private readonly steps: readonly Step[];
  private readonly states: State[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly ends: boolean[] = [];
  /** What stands before a place changes nothing but at the beginning. */
  private readonly knowsWords: boolean;

  constructor(steps: readonly Step[]) {
    this.steps = steps;
    this.knowsWords = steps.some((step) => step.do === 'assert' && /b/i.test(step.text));
    const whole = CHARACTERS;
    this.table.fill(FOUND, FOUND * whole, (FOUND + 1) * whole);
    this.table.fill(UNTOLD_STATE, UNTOLD_STATE * whole, (UNTOLD_STATE + 1) * whole);
    this.start = this.stateOf(NOTHING, [0]);
  }

  /** States so far: all are below. */
  get size(): number {
    return FIRST + this.states.length;
  }

  next(state: number, code: number): number {
    const place = state * CHARACTERS + code;
    const known = this.table[place] as number;
    return known === UNMADE ? this.make(place) : known;
  }

  /** The state that a text leads to. */
  over(state: number, text: string): number {
    let to = state;
    for (let at = 0; at < text.length; at++) to = this.next(to, text.charCodeAt(at));
    return to;
  }

  /** Whether something is found in a text that ends in this state. */
  endsFound(state: number): boolean {
    if (state < FIRST) return state === FOUND;
    const { before, ways } = this.states[state - FIRST] as State;
    this.ends[state] ??= this.spread(ways, (text) => holds(text, before, NOTHING)).isThrough;
    return this.ends[state];
  }

  /** Makes the step at a place of the table. */
  make(place: number): number {
    const code = place % CHARACTERS;
    const { before, ways } = this.states[(place - code) / CHARACTERS - FIRST] as State;
    const kind = isWord(code) ? WORD : OTHER;
    const { isThrough, open } = this.spread(ways, (text) => holds(text, before, kind));
    const next = [0];
    for (const index of open) {
      const step = this.steps[index];
      if (step?.do === 'read' && step.test(code)) next.push(index + 1);
    }
    const state = isThrough ? FOUND : this.stateOf(this.knowsWords ? kind : OTHER, next);
    this.table[place] = state;
    return state;
  }

  private stateOf(before: Before, from: readonly number[]): number {
    const { isThrough, open } = this.spread(from, null);
    if (isThrough) return FOUND;
    const ways = open.sort((a, b) => a - b);
    const key = `${before} ${ways.join(' ')}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    if (this.size === MOST_STATES) return UNTOLD_STATE;
    const number = this.size;
    this.states.push({ before, ways });
    this.numbers.set(key, number);
    return number;
  }

  /** All that steps lead to without reading. @param passes tells which asserts hold; null: it is not known yet */
  private spread(
    from: readonly number[],
    passes: ((text: Assert) => boolean) | null,
  ): { isThrough: boolean; open: number[] } {
    const todo = [...from];
    const seen = new Set<number>();
    const open: number[] = [];
    let isThrough = false;
    for (let index = todo.pop(); index !== undefined; index = todo.pop()) {
      const step = this.steps[index];
      if (step === undefined || seen.has(index)) continue;
      seen.add(index);
      if (step.do === 'end') isThrough = true;
      else if (step.do === 'split') todo.push(step.first, step.second);
      else if (step.do === 'jump') todo.push(step.to);
      else if (step.do === 'save') todo.push(index + 1);
      else if (step.do !== 'assert' || passes === null) open.push(index);
      else if (passes(step.text)) todo.push(index + 1);
    }
    return { isThrough, open };
  }
}

type Assert = Extract<Step, { do: 'assert' }>['text'];

/** @param next what follows; NOTHING: the end */
function holds(text: Assert, before: Before, next: Before): boolean {
  if (text === '^') return before === NOTHING;
  if (text === '$') return next === NOTHING;
  return ((before === WORD) !== (next === WORD)) === (text === '\\b');
}

/**
 * Makes the automaton of an expression with JavaScript's flags `i`, `m` and `s`. Null: it looks around, means something else to
 * JavaScript, or is too long.
 */
export function textAutomaton(source: string, flags: string): TextAutomaton | null {
  const pattern = readAlike(source);
  if (pattern === null) return null;
  try {
    const { steps } = compileProgram(flags.includes('i') ? rewrite(pattern, anyCase) : pattern);
    const isPlain = steps.every((step) => step.do !== 'look' && step.do !== 'atomic');
    return isPlain && steps.length <= MOST_STEPS ? new TextAutomaton(steps) : null;
  } catch (error) {
    if (error instanceof PatternRefused) return null;
    throw error;
  }
}

function anyCase(node: Pattern): Pattern {
  return node.kind === 'chars' ? { ...node, ignoreCase: true } : node;
}
