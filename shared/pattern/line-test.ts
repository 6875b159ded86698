import { charactersOf, readsBeyond, testOf, type CodeTest } from './character-set.ts';
import { compileProgram, type Step } from './program.ts';
import { EMPTY, PatternRefused, type Pattern } from './syntax.ts';

/** Stands in the template of a line where it varies: for any letters, digits and characters beyond ASCII, at least one. */
export const VARIES = '\0';

/** Whether an expression may find something in a line of a template, for which `VARIES` stands where it varies. */
export type LineTest = (template: string) => boolean;

/** With more steps it takes longer to tell than looking at the lines would. */
const MOST_STEPS = 400;
/** Copies of what is repeated that are counted; behind that it may be repeated without end. */
const MOST_COPIES = 4;
/** Templates of which the answer is remembered. */
const MOST_KNOWN = 20_000;

const LINE_END = 10;

/**
 * Makes the test for an expression with JavaScript's flags but `m`. It says no only where none of a template's lines, a line
 * end behind it, has a match that begins in it; what cannot be told of a template counts as a yes. All ways through the
 * expression are walked at once. Null: it is too long for that.
 */
export function lineTest(pattern: Pattern): LineTest | null {
  const machine = machineOf(loosened(pattern, true));
  if (machine === null) return null;
  const remembering = new RememberingMachine(machine);
  const known = new Map<string, boolean>();
  return (template) => {
    const before = known.get(template);
    if (before !== undefined) return before;
    if (known.size >= MOST_KNOWN) known.clear();
    const answer = remembering.mayFind(template);
    known.set(template, answer);
    return answer;
  };
}

/** The pattern without what hangs on more than the characters of a match: it finds as much or more. */
function loosened(node: Pattern, isLast: boolean): Pattern {
  switch (node.kind) {
    case 'chars':
      return node;
    case 'assert':
      return node.text === '$' ? node : EMPTY;
    case 'look':
      // What is looked for behind the whole must stand there, as if it were a part of it.
      return isLast && !node.behind && !node.not ? loosened(node.body, true) : EMPTY;
    case 'group':
    case 'atomic':
      return loosened(node.body, isLast);
    case 'sequence': {
      const last = node.items.length - 1;
      const items = node.items.map((item, at) => loosened(item, isLast && at === last));
      return { kind: 'sequence', items };
    }
    case 'choice':
      return { kind: 'choice', options: node.options.map((option) => loosened(option, isLast)) };
    case 'repeat': {
      const isMany = node.max > MOST_COPIES;
      const body = loosened(node.body, false);
      const min = Math.min(node.min, MOST_COPIES);
      return { ...node, body, min, max: isMany ? Number.POSITIVE_INFINITY : node.max };
    }
  }
}

interface Machine {
  readonly steps: readonly Step[];
  /** Steps that read a character that may stand in what varies. */
  readonly varying: ReadonlySet<CodeTest>;
}

function machineOf(pattern: Pattern): Machine | null {
  try {
    const { steps } = compileProgram(pattern);
    if (steps.length > MOST_STEPS) return null;
    const varying = new Set<CodeTest>();
    noteVarying(pattern, varying);
    return { steps, varying };
  } catch (error) {
    if (error instanceof PatternRefused) return null;
    throw error;
  }
}

function noteVarying(node: Pattern, varying: Set<CodeTest>): void {
  if (node.kind === 'chars') {
    if (mayVary(node)) varying.add(testOf(node));
  } else if (node.kind === 'sequence') for (const item of node.items) noteVarying(item, varying);
  else if (node.kind === 'choice') for (const option of node.options) noteVarying(option, varying);
  else if (node.kind !== 'assert') noteVarying(node.body, varying);
}

const ASCII_VARYING = charactersOf({ kind: 'chars', text: '[\\dA-Za-z]', ignoreCase: false });
function mayVary(node: Extract<Pattern, { kind: 'chars' }>): boolean {
  return (charactersOf(node) & ASCII_VARYING) !== 0n || readsBeyond(node) !== 'none';
}

/** Ways through a machine: steps that read, each once. */
class Ways {
  readonly reading: number[] = [];
  isThrough = false;
  private readonly seen: Uint8Array;
  private readonly steps: readonly Step[];

  constructor(steps: readonly Step[]) {
    this.steps = steps;
    this.seen = new Uint8Array(steps.length);
  }

  /** Adds a step with all that it leads to without reading. */
  add(first: number, isAtEnd: boolean): void {
    const open = [first];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (this.seen[index] === 1) continue;
      this.seen[index] = 1;
      const step = this.steps[index];
      if (step === undefined) continue;
      if (step.do === 'read') this.reading.push(index);
      else if (step.do === 'end') this.isThrough = true;
      else if (step.do === 'split') open.push(step.first, step.second);
      else if (step.do === 'jump') open.push(step.to);
      else if (step.do !== 'assert' || isAtEnd) open.push(index + 1);
    }
  }
}

/** Ways that templates came by, with those that a character leads to from there. */
interface Known {
  readonly ways: Ways;
  /** By character, of ASCII. */
  readonly next: (Known | undefined)[];
}

/** Ways that are remembered. */
const MOST_WAYS = 500;
const ASCII = 128;

/**
 * A machine that remembers the ways from character to character: templates of a log are alike, and walking each anew took a twentieth
 * of a search that reads columns.
 */
class RememberingMachine {
  private readonly machine: Machine;
  private readonly byReading = new Map<string, Known>();
  private readonly begin: Known;

  constructor(machine: Machine) {
    this.machine = machine;
    const ways = new Ways(machine.steps);
    ways.add(0, false);
    this.begin = this.known(ways);
  }

  mayFind(template: string): boolean {
    const { steps } = this.machine;
    const last = template.length - 1;
    let at = this.begin;
    for (let i = 0; i < last && !at.ways.isThrough; i++) at = this.over(at, template.charCodeAt(i));
    if (at.ways.isThrough) return true;
    // What stands at the end is told of the last character alone.
    const ways = last < 0 ? new Ways(steps) : this.step(at.ways, template.charCodeAt(last), true);
    if (last < 0) ways.add(0, true);
    // A way that goes on behind the line end may find something in what follows.
    const behind = new Ways(steps);
    for (const index of ways.reading) {
      const step = steps[index];
      if (step?.do === 'read' && step.test(LINE_END)) behind.add(index + 1, true);
    }
    return ways.isThrough || behind.isThrough || behind.reading.length > 0;
  }

  private over(from: Known, code: number): Known {
    if (code >= ASCII) return this.known(this.step(from.ways, code, false));
    from.next[code] ??= this.known(this.step(from.ways, code, false));
    return from.next[code];
  }

  private step(ways: Ways, code: number, isLast: boolean): Ways {
    return code === 0
      ? overVarying(this.machine, ways, isLast)
      : over(this.machine, ways, code, isLast);
  }

  private known(ways: Ways): Known {
    const key = `${ways.isThrough ? '!' : ''}${ways.reading.join(' ')}`;
    const before = this.byReading.get(key);
    if (before !== undefined) return before;
    const made: Known = { ways, next: [] };
    if (this.byReading.size < MOST_WAYS) this.byReading.set(key, made);
    return made;
  }
}

function over({ steps }: Machine, ways: Ways, code: number, isLast: boolean): Ways {
  const next = new Ways(steps);
  for (const index of ways.reading) {
    const step = steps[index];
    if (step?.do === 'read' && step.test(code)) next.add(index + 1, isLast);
  }
  next.add(0, isLast);
  return next;
}

/** All ways that some characters lead to, one at least. What stands at the end of the line is at the end with the last of them. */
function overVarying({ steps, varying }: Machine, ways: Ways, isLast: boolean): Ways {
  const next = new Ways(steps);
  next.add(0, isLast);
  const readBy = (index: number): void => {
    const step = steps[index];
    if (step?.do === 'read' && varying.has(step.test)) next.add(index + 1, isLast);
  };
  for (const index of ways.reading) readBy(index);
  // It grows while it is walked through.
  for (const index of next.reading) readBy(index);
  return next;
}
