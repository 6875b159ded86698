import { compileProgram, type Program } from '#shared/pattern/program.ts';
import type { CodeTest } from '#shared/pattern/character-set.ts';
import type { Pattern } from '#shared/pattern/index.ts';

/** What an automaton is made of: a pattern up to its message, with the groups that a header needs and no others. */
export interface HeaderPattern {
  readonly pattern: Pattern;
  /** Names of the groups that tell a level, in their order. */
  readonly levels: readonly string[];
}

/** What the match of one pattern gives: registers, -1 where it has no such group. */
export interface HeaderParts {
  readonly time: number;
  readonly message: number;
  readonly levels: readonly number[];
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

/** Where a state accepts: a pattern and the registers it has; `final`: nothing that goes on would be preferred. */
export interface HeaderAccept {
  readonly pattern: number;
  readonly register: number;
  readonly final: boolean;
}

/** A pattern says something that an automaton cannot. */
export class NoAutomaton extends Error {}

/** Nothing matches any more. */
export const DEAD_STATE = 1;
/** The line is not for the automaton. */
export const ODD_STATE = 2;
const FIRST_STATE = 3;

/** Registers of one way through the patterns, and ways that one state keeps apart. */
export const SET_REGISTERS = 16;
const MOST_SETS = 16;
const MOST_STATES = 1000;
const ASCII = 128;

type Node =
  | { readonly do: 'read'; readonly test: Uint8Array }
  | { readonly do: 'split'; readonly first: number; readonly second: number }
  | { readonly do: 'jump'; readonly to: number }
  | { readonly do: 'save'; readonly register: number }
  | { readonly do: 'start' }
  | { readonly do: 'end'; readonly pattern: number };

/** A way: the node it stands before, and the set of registers it has. */
interface Way {
  readonly node: number;
  readonly set: number;
}

interface Draft {
  readonly node: number;
  readonly from: number;
  readonly saved: ReadonlySet<number>;
}

/**
 * The patterns of a format as one automaton over ASCII, made state by state as bytes ask for them (a tagged automaton after
 * Laurikari, "NFAs with Tagged Transitions", 2000, with the priorities of a backtracking engine as in Cox, "Regular
 * Expression Matching: the Virtual Machine Approach", 2009). It gives what V8's expression gives, a table look-up a byte.
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
  }[] = [];
  private readonly numbers = new Map<string, number>();
  /** Which characters of ASCII a test takes, for the many steps that share it. */
  private readonly tests = new Map<CodeTest, Uint8Array>();

  /** @throws NoAutomaton */
  constructor(patterns: readonly HeaderPattern[]) {
    const starts: number[] = [];
    this.parts = patterns.map((pattern, index) => this.addPattern(pattern, index, starts));
    this.start = this.stateOf(
      starts.map((node) => ({ node, from: 0, saved: new Set<number>() })),
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

  /** Where a byte of ASCII leads from a state. */
  step(state: number, byte: number): HeaderStep {
    const ways = this.states[state - FIRST_STATE]?.ways ?? [];
    const next: Draft[] = [];
    for (const { node, set } of ways) {
      const at = this.nodes[node];
      if (at?.do === 'read' && at.test[byte] === 1)
        next.push({ node: node + 1, from: set, saved: NONE });
    }
    return this.stateOf(next, false);
  }

  private addPattern(
    { pattern, levels }: HeaderPattern,
    index: number,
    starts: number[],
  ): HeaderParts {
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
      const { state } = this.stateOf([{ node: first, from: 0, saved: NONE }], false);
      looks.push({ register, state, not });
    }
    if (base + inner.length > SET_REGISTERS) throw new NoAutomaton('too many groups');
    const registerOf = (name: string): number => {
      const group = program.names.indexOf(name);
      return group < 0 ? -1 : group * 2;
    };
    return {
      time: registerOf('time'),
      message: registerOf('message'),
      levels: levels.map(registerOf),
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
    const sets = new Map<string, { readonly set: number; readonly draft: Draft }>();
    const ways = found.map((draft): Way => {
      const key = `${draft.from}:${[...draft.saved].sort((a, b) => a - b).join()}`;
      const known = sets.get(key) ?? { set: sets.size, draft };
      sets.set(key, known);
      return { node: draft.node, set: known.set };
    });
    const number = sets.size > MOST_SETS ? ODD_STATE : this.numberOf(ways);
    return { state: number, moves: number === ODD_STATE ? [] : movesOf([...sets.values()]) };
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

  private numberOf(ways: readonly Way[]): number {
    const key = ways.map(({ node, set }) => `${node}/${set}`).join();
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    if (this.states.length >= MOST_STATES) return ODD_STATE;
    const last = ways.at(-1);
    const end = this.nodes[last?.node ?? -1];
    const accept =
      end?.do !== 'end' || last === undefined
        ? null
        : { pattern: end.pattern, register: last.set * SET_REGISTERS, final: ways.length === 1 };
    const number = this.size;
    this.states.push({ ways, accept });
    this.numbers.set(key, number);
    return number;
  }
}

const NONE: ReadonlySet<number> = new Set();

/** Position in the registers of what a set copies while others change. */
const ASIDE = MOST_SETS * SET_REGISTERS;

function movesOf(
  sets: readonly { readonly set: number; readonly draft: Draft }[],
): [number, number][] {
  const moves: [number, number][] = [];
  const positions: [number, number][] = [];
  for (const { set, draft } of sets) {
    for (let register = 0; register < SET_REGISTERS; register++) {
      const to = set * SET_REGISTERS + register;
      if (draft.saved.has(register)) positions.push([to, -1]);
      else if (draft.from !== set) moves.push([to, draft.from * SET_REGISTERS + register]);
    }
  }
  const read = new Set(moves.map(([, from]) => from));
  const conflicts = [...moves, ...positions].some(([to]) => read.has(to));
  if (!conflicts) return [...moves, ...positions];
  const aside = moves.map(([, from], index): [number, number] => [ASIDE + index, from]);
  const back = moves.map(([to], index): [number, number] => [to, ASIDE + index]);
  return [...aside, ...back, ...positions];
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
