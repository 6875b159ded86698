import { compileProgram, type Program } from '#shared/pattern/program.ts';
import type { CodeTest } from '#shared/pattern/character-set.ts';
import type { Pattern } from '#shared/pattern/index.ts';
import { alikeIn } from './alike-bytes.ts';
import { withLooksForEnds } from './end-looks.ts';

/** What an automaton is made of: a pattern up to its message, with the groups that a header needs and no others. */
export interface HeaderPattern {
  readonly pattern: Pattern;
  /** Names of the groups that tell a level, in their order. */
  readonly levels: readonly string[];
  /** Names of the groups whose texts are kept in columns, in the order of these. */
  readonly fields: readonly string[];
}

/** What the match of one pattern gives: tags, -1 where it has no such group. */
export interface HeaderParts {
  readonly time: number;
  readonly message: number;
  readonly levels: readonly number[];
  readonly fields: readonly number[];
  /** Look-aheads on its way: the register of the place, the state that reads on from there, and whether it must fail. */
  readonly looks: readonly {
    readonly register: number;
    readonly state: number;
    readonly not: boolean;
  }[];
}

/** One step of a state: where a byte leads, and what it does to the registers (`to <- from`, from -1: the position). */
export interface HeaderStep {
  readonly state: number;
  readonly moves: readonly (readonly [to: number, from: number])[];
}

/** Where a state accepts: a pattern, and by tag the register that has its place; `final`: nothing that goes on would be preferred. */
export interface HeaderAccept {
  readonly pattern: number;
  readonly registers: Registers;
  readonly final: boolean;
}

/** A pattern says something that an automaton cannot. */
export class NoAutomaton extends Error {}

/** Nothing matches any more. */
export const DEAD_STATE = 1;
/** The line is not for the automaton. */
export const ODD_STATE = 2;
const FIRST_STATE = 3;

/** Places that a way through the patterns notes: beginnings and ends of groups, and where it looks ahead. */
export const MOST_TAGS = 16;
/** Registers that hold them. */
const MOST_REGISTERS = 64;
const MOST_STATES = 1000;
const ASCII = 128;

type Node =
  | { readonly do: 'read'; readonly test: Uint8Array }
  | { readonly do: 'split'; readonly first: number; readonly second: number }
  | { readonly do: 'jump'; readonly to: number }
  | { readonly do: 'save'; readonly register: number }
  | { readonly do: 'start' }
  | { readonly do: 'end'; readonly pattern: number };

/** Of each tag the register that has its place; NO_REGISTER: it was not come by. Ways that came by it together share one. */
export type Registers = readonly number[];

/** In place of a register: there is none. */
export const NO_REGISTER = 255;
const NO_REGISTERS: Registers = Array.from({ length: MOST_TAGS }, () => NO_REGISTER);

/** A way: the node it stands before, and the registers it has. */
interface Way {
  readonly node: number;
  readonly registers: Registers;
}

/** A way on its way to a next state, with the tags that it comes by here. */
interface Draft {
  readonly node: number;
  readonly from: Registers;
  readonly saved: ReadonlySet<number>;
}

/**
 * The patterns of a format as one automaton over ASCII, made state by state as bytes ask for them (a tagged automaton after
 * Laurikari, "NFAs with Tagged Transitions", 2000, with the priorities of a backtracking engine as in Cox, "Regular
 * Expression Matching: the Virtual Machine Approach", 2009). It gives what V8's expression gives, a table look-up a byte.
 * All that is noted at one position is noted once, in a register that no way has, so a step moves no other; where a state comes
 * again with registers named otherwise, they are moved to the names that it had.
 * Look-aheads are passed over and noted: who runs it looks whether they hold on the way that was found. If they do, no way
 * that is preferred to it can be real, because the automaton knows them all.
 */
export class HeaderAutomaton {
  /** What a match of each pattern gives. */
  readonly parts: readonly HeaderParts[];
  /** Where reading begins, and what it does to the registers before the first byte. */
  readonly start: HeaderStep;
  private readonly nodes: Node[] = [];
  private readonly states: {
    readonly ways: readonly Way[];
    readonly accept: HeaderAccept | null;
    /** By byte, those that were asked for. */
    readonly steps: HeaderStep[];
  }[] = [];
  private readonly numbers = new Map<string, number>();
  /** Which characters of ASCII a test takes, for the many steps that share it. */
  private readonly tests = new Map<CodeTest, Uint8Array>();
  /** Of each byte of ASCII those that no test tells from it, itself included. */
  private readonly alike: readonly (readonly number[])[];

  /** @throws NoAutomaton */
  constructor(patterns: readonly HeaderPattern[]) {
    const starts: number[] = [];
    this.parts = patterns.map((pattern, index) => this.addPattern(pattern, index, starts));
    this.alike = alikeIn([...this.tests.values()]);
    this.start = this.stateOf(
      starts.map((node) => ({ node, from: NO_REGISTERS, saved: NONE })),
      true,
    );
  }

  /** States made so far, those that are no real ones included. */
  get size(): number {
    return FIRST_STATE + this.states.length;
  }

  acceptOf(state: number): HeaderAccept | null {
    return this.states[state - FIRST_STATE]?.accept ?? null;
  }

  /** The bytes that lead to where a byte of ASCII leads, from any state; itself is one of them. */
  alikeTo(byte: number): readonly number[] {
    return this.alike[byte] ?? [byte];
  }

  /** Where a byte of ASCII leads from a state. */
  step(state: number, byte: number): HeaderStep {
    const from = this.states[state - FIRST_STATE];
    const known = from?.steps[byte];
    if (known !== undefined) return known;
    const made = this.makeStep(from?.ways ?? [], byte);
    if (from !== undefined) for (const like of this.alikeTo(byte)) from.steps[like] = made;
    return made;
  }

  private makeStep(ways: readonly Way[], byte: number): HeaderStep {
    const next: Draft[] = [];
    for (const { node, registers } of ways) {
      const at = this.nodes[node];
      if (at?.do === 'read' && at.test[byte] === 1)
        next.push({ node: node + 1, from: registers, saved: NONE });
    }
    return this.stateOf(next, false);
  }

  /** Whether the automaton can tell what a line is, and need not leave it to the patterns. */
  reads(line: string): boolean {
    let { state } = this.start;
    for (let at = 0; at < line.length && state !== DEAD_STATE && state !== ODD_STATE; at++) {
      if (this.acceptOf(state)?.final === true) return true;
      const byte = line.charCodeAt(at);
      if (byte >= ASCII) return false;
      ({ state } = this.step(state, byte));
    }
    return state !== ODD_STATE;
  }

  private addPattern(
    { pattern: written, levels, fields }: HeaderPattern,
    index: number,
    starts: number[],
  ): HeaderParts {
    const pattern = withLooksForEnds(written);
    refuseUnclear(pattern, false);
    const program = compileProgram(pattern);
    const looks: { register: number; state: number; not: boolean }[] = [];
    const inner: { program: Program; register: number; not: boolean }[] = [];
    const base = program.names.length * 2;
    starts.push(this.nodes.length);
    this.addSteps(program, index, (look) => {
      const register = base + inner.length;
      inner.push({ program: look.inner, register, not: look.not });
      return register;
    });
    for (const { program: look, register, not } of inner) {
      const first = this.nodes.length;
      this.addSteps(look, 0, null);
      const { state } = this.stateOf([{ node: first, from: NO_REGISTERS, saved: NONE }], false);
      looks.push({ register, state, not });
    }
    if (base + inner.length > MOST_TAGS) throw new NoAutomaton('too many groups');
    const registerOf = (name: string): number => {
      const group = program.names.indexOf(name);
      return group < 0 ? -1 : group * 2;
    };
    return {
      time: registerOf('time'),
      message: registerOf('message'),
      levels: levels.map(registerOf),
      fields: fields.map(registerOf),
      looks,
    };
  }

  private addSteps(
    { steps }: Program,
    pattern: number,
    addLook: ((look: { inner: Program; not: boolean }) => number) | null,
  ): void {
    const base = this.nodes.length;
    for (const step of steps) {
      switch (step.do) {
        case 'read': {
          const { test } = step;
          const codes =
            this.tests.get(test) ??
            Uint8Array.from({ length: ASCII }, (_, code) => Number(test(code)));
          this.tests.set(test, codes);
          this.nodes.push({ do: 'read', test: codes });
          break;
        }
        case 'split':
          this.nodes.push({ do: 'split', first: base + step.first, second: base + step.second });
          break;
        case 'jump':
          this.nodes.push({ do: 'jump', to: base + step.to });
          break;
        case 'save':
          if (addLook === null) throw new NoAutomaton('a group in a look-ahead');
          this.nodes.push({ do: 'save', register: step.slot });
          break;
        case 'end':
          this.nodes.push({ do: 'end', pattern });
          break;
        case 'look':
          if (step.behind || addLook === null) throw new NoAutomaton('a look-around');
          this.nodes.push({ do: 'save', register: addLook(step) });
          break;
        case 'assert':
          if (step.text !== '^') throw new NoAutomaton(`an assertion ${step.text}`);
          this.nodes.push({ do: 'start' });
          break;
        case 'atomic':
          throw new NoAutomaton('an atomic group');
      }
    }
  }

  /** The state of some ways, the preferred ones first, once all that needs no byte is gone through. */
  private stateOf(drafts: readonly Draft[], atStart: boolean): HeaderStep {
    const found: Draft[] = [];
    const seen = new Set<number>();
    for (const draft of drafts) {
      this.follow(draft, atStart, seen, found);
      if (this.nodes[found.at(-1)?.node ?? -1]?.do === 'end') break;
    }
    if (found.length === 0) return { state: DEAD_STATE, moves: [] };
    const position = freeRegister(found);
    const ways = found.map(({ node, from, saved }): Way => ({
      node,
      registers:
        saved.size === 0
          ? from
          : from.map((register, tag) => (saved.has(tag) ? position : register)),
    }));
    const isNoted = found.some(({ saved }) => saved.size > 0);
    if (isNoted && position >= MOST_REGISTERS) return { state: ODD_STATE, moves: [] };
    const noted: [number, number][] = isNoted ? [[position, POSITION]] : [];
    const key = keyOf(ways);
    const known = this.numbers.get(key);
    if (known !== undefined) {
      const before = this.states[known - FIRST_STATE]?.ways ?? [];
      return { state: known, moves: [...noted, ...renamed(ways, before)] };
    }
    return { state: this.add(key, ways), moves: noted };
  }

  private follow(draft: Draft, atStart: boolean, seen: Set<number>, found: Draft[]): void {
    const open = [draft];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { node: at, from, saved } = next;
      if (seen.has(at)) continue;
      seen.add(at);
      const node = this.nodes[at];
      switch (node?.do) {
        case 'read':
          found.push(next);
          break;
        case 'end':
          found.push(next);
          return;
        case 'jump':
          open.push({ node: node.to, from, saved });
          break;
        case 'split':
          open.push({ node: node.second, from, saved }, { node: node.first, from, saved });
          break;
        case 'save':
          open.push({ node: at + 1, from, saved: new Set([...saved, node.register]) });
          break;
        case 'start':
          if (atStart) open.push({ node: at + 1, from, saved });
          break;
        case undefined:
          break;
      }
    }
  }

  private add(key: string, ways: readonly Way[]): number {
    if (this.states.length >= MOST_STATES) return ODD_STATE;
    const last = ways.at(-1);
    const end = this.nodes[last?.node ?? -1];
    const accept =
      end?.do !== 'end' || last === undefined
        ? null
        : { pattern: end.pattern, registers: last.registers, final: ways.length === 1 };
    const number = this.size;
    this.states.push({ ways, accept, steps: [] });
    this.numbers.set(key, number);
    return number;
  }
}

const NONE: ReadonlySet<number> = new Set();
/** Where a register gets the position from. */
const POSITION = -1;

/** The lowest register that none of the ways goes on with. */
function freeRegister(drafts: readonly Draft[]): number {
  const used = new Set<number>();
  for (const { from, saved } of drafts) {
    from.forEach((register, tag) => {
      if (!saved.has(tag)) used.add(register);
    });
  }
  let free = 0;
  while (used.has(free)) free++;
  return free;
}

/** What ways have in common with all that differ from them in the names of registers only. */
function keyOf(ways: readonly Way[]): string {
  const names = new Map([[NO_REGISTER, -1]]);
  const nameOf = (register: number): number => {
    const name = names.get(register) ?? names.size - 1;
    names.set(register, name);
    return name;
  };
  return ways.map(({ node, registers }) => `${node}/${registers.map(nameOf).join()}`).join(' ');
}

/** Moves of registers that give ways those that the same ways had before. */
function renamed(ways: readonly Way[], before: readonly Way[]): [number, number][] {
  const moves = new Map<number, number>();
  before.forEach(({ registers }, way) => {
    registers.forEach((to, tag) => {
      const from = ways[way]?.registers[tag] ?? to;
      if (to !== from) moves.set(to, from);
    });
  });
  const read = new Set(moves.values());
  if (![...moves.keys()].some((to) => read.has(to))) return [...moves];
  // All are put aside first, so that none is overwritten before it is read.
  const all = [...moves];
  return [
    ...all.map(([, from], index): [number, number] => [MOST_REGISTERS + index, from]),
    ...all.map(([to], index): [number, number] => [to, MOST_REGISTERS + index]),
  ];
}

/** A group that is come through more than once keeps its last text in some engines and none in others. */
function refuseUnclear(pattern: Pattern, repeated: boolean): void {
  switch (pattern.kind) {
    case 'sequence':
      for (const item of pattern.items) refuseUnclear(item, repeated);
      return;
    case 'choice':
      for (const option of pattern.options) refuseUnclear(option, repeated);
      return;
    case 'repeat':
      refuseUnclear(pattern.body, repeated || pattern.max > 1);
      return;
    case 'group':
      if (pattern.name !== null && repeated) throw new NoAutomaton('a group that repeats');
      refuseUnclear(pattern.body, repeated);
      return;
    case 'look':
      if (repeated) throw new NoAutomaton('a look-around that repeats');
      return;
    case 'atomic':
      throw new NoAutomaton('an atomic group');
    default:
  }
}
