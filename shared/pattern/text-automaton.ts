import { IN_LINE } from './bounded-search.ts';
import { readsBeyond } from './character-set.ts';
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
const LINE_END = 3;
type Before = typeof NOTHING | typeof WORD | typeof OTHER | typeof LINE_END;

interface State {
  readonly before: Before;
  /** Steps that read, and asserts of which only the next character tells whether they hold. */
  readonly ways: readonly number[];
}

const NEWLINE = 10;
const RETURN = 13;

function kindOf(code: number): Before {
  if (code === NEWLINE || code === RETURN) return LINE_END;
  return /\w/.test(String.fromCharCode(code)) ? WORD : OTHER;
}

/**
 * An expression as an automaton over texts of ASCII, which tells of one whether V8 finds something in it, a look-up a character. Its
 * states are made as texts ask for them.
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
  private readonly beyonds: (readonly [number, number])[] = [];
  private lineBegin: number | null = null;
  /** What stands before a place changes nothing but at the beginning, or behind a line end. */
  private readonly knowsWords: boolean;
  private readonly knowsLines: boolean;
  private readonly multiline: boolean;
  private readonly asksLines: boolean;

  /** @param multiline `^` and `$` are at line ends, too */
  constructor(steps: readonly Step[], multiline: boolean) {
    this.steps = steps;
    this.multiline = multiline;
    const asserts = (text: RegExp): boolean =>
      steps.some((step) => step.do === 'assert' && text.test(step.text));
    this.knowsWords = asserts(/b/i);
    this.knowsLines = multiline && asserts(/\^/);
    this.asksLines = multiline && asserts(/[$^]/);
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

  /**
   * The state in which a line begins behind one of which nothing is told: every state that the end of a line leads to has its
   * ways, so what is found from it is found.
   */
  get lineStart(): number {
    this.lineBegin ??= this.leastBehindLine();
    return this.lineBegin;
  }

  private leastBehindLine(): number {
    const befores: readonly Before[] = [
      NOTHING,
      this.known(WORD),
      this.known(OTHER),
      this.known(LINE_END),
    ];
    const behind = befores.map((before) => this.behindLine(this.stateOf(before, [0])));
    const [first = UNTOLD_STATE] = behind;
    return behind.every((state) => state === first)
      ? first
      : this.stateOf(this.known(LINE_END), [0]);
  }

  /** The state that the end of a line leads to. */
  behindLine(state: number): number {
    return this.next(state, NEWLINE);
  }

  /** Whether something is found in a text that ends in this state. */
  endsFound(state: number): boolean {
    if (state < FIRST) return state === FOUND;
    const { before, ways } = this.states[state - FIRST] as State;
    this.ends[state] ??= this.spread(ways, this.passes(before, NOTHING)).isThrough;
    return this.ends[state];
  }

  /**
   * The states that a character beyond ASCII may lead to: the one with fewest ways, which only goes on where each such character is
   * read, and the one with most. What is found from the first is found whatever the character is; what is not found from the
   * second is not. `UNTOLD_STATE`: it is not told.
   */
  beyond(state: number): readonly [number, number] {
    if (state < FIRST) return [state, state];
    // Two of them are line ends.
    if (this.asksLines) return [UNTOLD_STATE, UNTOLD_STATE];
    this.beyonds[state] ??= [this.overBeyond(state, 'all'), this.overBeyond(state, 'some')];
    return this.beyonds[state];
  }

  private overBeyond(state: number, needed: 'all' | 'some'): number {
    const { before, ways } = this.states[state - FIRST] as State;
    const { isThrough, open } = this.spread(ways, this.passes(before, OTHER));
    if (isThrough) return FOUND;
    const next = [0];
    for (const index of open) {
      const step = this.steps[index];
      if (step?.do !== 'read') continue;
      const reads = readsBeyond(step.node);
      if (reads === 'all' || reads === needed) next.push(index + 1);
    }
    return this.stateOf(OTHER, next);
  }

  /** Makes the step at a place of the table. */
  make(place: number): number {
    const code = place % CHARACTERS;
    const { before, ways } = this.states[(place - code) / CHARACTERS - FIRST] as State;
    const kind = kindOf(code);
    const { isThrough, open } = this.spread(ways, this.passes(before, kind));
    const next = [0];
    for (const index of open) {
      const step = this.steps[index];
      if (step?.do === 'read' && step.test(code)) next.push(index + 1);
    }
    const state = isThrough ? FOUND : this.stateOf(this.known(kind), next);
    this.table[place] = state;
    return state;
  }

  /** What stands before a place, as far as it changes what follows. */
  private known(kind: Before): Before {
    const isKnown = (kind === WORD && this.knowsWords) || (kind === LINE_END && this.knowsLines);
    return isKnown ? kind : OTHER;
  }

  /** Which asserts hold between what stands before a place and what follows; NOTHING: the end. */
  private passes(before: Before, next: Before): (text: Assert) => boolean {
    return (text) => {
      if (text === '^') return before === NOTHING || before === LINE_END;
      if (text === '$') return next === NOTHING || (this.multiline && next === LINE_END);
      return ((before === WORD) !== (next === WORD)) === (text === '\\b');
    };
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

/**
 * Makes the automaton of an expression with JavaScript's flags `i`, `m` and `s`. Null: it looks around, means something else to
 * JavaScript, or is too long.
 */
export function textAutomaton(source: string, flags: string): TextAutomaton | null {
  const pattern = readAlike(source);
  if (pattern === null) return null;
  try {
    const change = (node: Pattern): Pattern => asFlagged(node, flags);
    const { steps } = compileProgram(rewrite(pattern, change));
    const isPlain = steps.every((step) => step.do !== 'look' && step.do !== 'atomic');
    const multiline = flags.includes('m');
    return isPlain && steps.length <= MOST_STEPS ? new TextAutomaton(steps, multiline) : null;
  } catch (error) {
    if (error instanceof PatternRefused) return null;
    throw error;
  }
}

function asFlagged(node: Pattern, flags: string): Pattern {
  if (node.kind !== 'chars') return node;
  const text = node.text === '.' && !flags.includes('s') ? IN_LINE : node.text;
  return { ...node, text, ignoreCase: node.ignoreCase || flags.includes('i') };
}
