import { parsePattern } from './parse-pattern.ts';
import { compileProgram, reachedFrom, type Reached, type Step } from './program.ts';
import { EMPTY, PatternRefused, rewrite, type Pattern } from './syntax.ts';

const CODES = 128;
/** In the table: the step was not made yet. */
const UNMADE = 0;
/** States that are made before no more are. */
const MOST_PREFIX_STATES = 4000;
/** Number 0 stands for what is not made. */
const FIRST_PREFIX_STATE = 1;
/** Characters of a text that are read. */
const FURTHEST = 256;
/** What is repeated more often than this may be repeated for ever, as far as is told here. */
const MOST_COPIES = 4;

/** Where some patterns are in a text: steps that read next, of those that may go on, and which may match whatever comes. */
interface State {
  readonly reads: readonly number[];
  readonly done: readonly number[];
  /** Patterns that may match a text that goes on from here. */
  readonly open: readonly number[];
}

/**
 * Which of some patterns may match at the beginning of a text: sound, not exact. All of them are read at once, as one automaton over
 * ASCII whose states are made as texts ask for them (Thompson's construction), so a text costs a look-up a character however many
 * patterns there are. What is looked at around a place, and long repetitions counted, are not considered.
 */
export class PrefixAutomaton {
  private readonly steps: Step[] = [];
  /** Which pattern each step is of. */
  private readonly patternOf: number[] = [];
  /** Patterns that cannot be read: they may match anything. */
  private readonly unread: number[] = [];
  private readonly closures = new Map<number, Reached>();
  private readonly states: State[] = [];
  private readonly numbers = new Map<string, number>();
  private table = new Uint16Array(64 * CODES);
  /** By state, 1: nothing is read any more. */
  private readonly isOver = new Uint8Array(MOST_PREFIX_STATES);

  constructor(sources: readonly string[]) {
    const first = sources.flatMap((source, pattern) => this.add(source, pattern));
    this.states.push({ reads: [], done: [], open: [] });
    this.stateOf(first, this.unread);
  }

  /** Gives where the pattern begins. */
  private add(source: string, pattern: number): number[] {
    const from = this.steps.length;
    try {
      const { steps } = compileProgram(rewrite(parsePattern(source), loosened));
      for (const step of steps) {
        this.steps.push(moved(step, from));
        this.patternOf.push(pattern);
      }
      return [from];
    } catch (error) {
      if (!(error instanceof PatternRefused)) throw error;
      this.unread.push(pattern);
      return [];
    }
  }

  /** The patterns that may match at the beginning of a text, in ascending order; null: too many states would be needed to tell. */
  of(text: string): readonly number[] | null {
    let number = FIRST_PREFIX_STATE;
    const end = Math.min(text.length, FURTHEST);
    for (let at = 0; at < end && this.isOver[number] === 0; at++) {
      const code = text.charCodeAt(at);
      // What is beyond ASCII is not told apart.
      if (code >= CODES) return this.stateAt(number).open;
      number = this.step(number, code);
      if (number === UNMADE) return null;
    }
    return this.patternsAt(number, text.length > end);
  }

  /** The state in which a character of ASCII leaves a text that was in another one, first in FIRST_PREFIX_STATE; 0: there is no room for it. */
  step(state: number, code: number): number {
    const known = this.table[state * CODES + code] as number;
    return known === UNMADE ? this.make(state, code) : known;
  }

  /** Whether nothing more is read from a state on: what follows changes nothing. */
  endsAt(state: number): boolean {
    return this.isOver[state] !== 0;
  }

  /** The patterns that may match a text which ends in a state, or `goesOn` from there; always the same array. */
  patternsAt(state: number, goesOn: boolean): readonly number[] {
    const { reads, done, open } = this.stateAt(state);
    return reads.length > 0 && goesOn ? open : done;
  }

  private stateAt(number: number): State {
    return this.states[number] as State;
  }

  private make(number: number, code: number): number {
    const { reads, done } = this.stateAt(number);
    const next: number[] = [];
    for (const at of reads) {
      const step = this.steps[at];
      if (step?.do === 'read' && step.test(code)) next.push(at + 1);
    }
    const made = this.stateOf(next, done);
    if (made !== UNMADE) this.table[number * CODES + code] = made;
    return made;
  }

  private stateOf(from: readonly number[], before: readonly number[]): number {
    const done = new Set(before);
    const open = new Set<number>();
    for (const at of from) {
      const { reads, isOver } = this.closureOf(at);
      if (isOver) done.add(this.patternOf[at] as number);
      for (const each of reads) open.add(each);
    }
    const isOpen = (at: number): boolean => !done.has(this.patternOf[at] as number);
    const reads = [...open].filter(isOpen).sort(ascending);
    const sorted = [...done].sort(ascending);
    const key = `${sorted.join(' ')};${reads.join(' ')}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.states.length;
    if (number === MOST_PREFIX_STATES) return UNMADE;
    const going = reads.map((at) => this.patternOf[at] as number);
    const all = [...new Set([...sorted, ...going])].sort(ascending);
    this.states.push({ reads, done: sorted, open: all });
    this.numbers.set(key, number);
    this.isOver[number] = Number(reads.length === 0);
    if ((number + 1) * CODES > this.table.length) {
      const larger = new Uint16Array(2 * this.table.length);
      larger.set(this.table);
      this.table = larger;
    }
    return number;
  }

  private closureOf(from: number): Reached {
    let known = this.closures.get(from);
    if (known === undefined) {
      known = reachedFrom(this.steps, [from]);
      this.closures.set(from, known);
    }
    return known;
  }
}

const ascending = (a: number, b: number): number => a - b;

/** A pattern that matches all that another does, and more. */
function loosened(node: Pattern): Pattern {
  if (node.kind === 'look' || node.kind === 'assert') return EMPTY;
  if (node.kind === 'atomic') return { kind: 'group', name: null, body: node.body };
  if (
    node.kind !== 'repeat' ||
    Math.max(node.min, Number.isFinite(node.max) ? node.max : 0) <= MOST_COPIES
  )
    return node;
  return { ...node, min: Math.min(node.min, MOST_COPIES), max: Number.POSITIVE_INFINITY };
}

function moved(step: Step, by: number): Step {
  if (step.do === 'split') return { ...step, first: step.first + by, second: step.second + by };
  return step.do === 'jump' ? { ...step, to: step.to + by } : step;
}
