import { charactersOf } from './character-set.ts';
import { PatternRefused, type Pattern } from './syntax.ts';

/**
 * How the time that a backtracking engine needs for a line grows with its length: 1 in step, 2 with
 * its square and so on, Infinity exponentially. Never too low for what repeats; too high at times,
 * which costs speed only (see `bounded-pattern.ts`).
 *
 * The pattern becomes an automaton whose states are its characters (Glushkov), its edges counted.
 * Backtracking is exponential when a loop can read one text in two ways, and of the degree of the
 * longest chain of loops that can share a text.
 *
 * @throws PatternRefused when the pattern is too large to tell
 */
export function growth(pattern: Pattern): number {
  const automaton = new Automaton();
  automaton.build(pattern);
  const own = automaton.degree();
  const inside = Math.max(0, ...automaton.looks.map(growth));
  return own + inside;
}

/** Ways into, through and out of a part: state to how often, 2 standing for more than once. */
interface Part {
  readonly first: ReadonlyMap<number, number>;
  readonly last: ReadonlyMap<number, number>;
  /** Ways to read nothing. */
  readonly empty: number;
}

const MOST_STATES = 3000;
/** Copies of a counted repetition that tell as much as all of them. */
const MOST_COPIES = 4;
/** A count this large is as good as none. */
const ENDLESS = 100;
/** So is an upper bound this large. */
const MOST_COUNTED = 16;

const NOTHING: Part = { first: new Map(), last: new Map(), empty: 1 };

function add(to: Map<number, number>, from: ReadonlyMap<number, number>, times: number): void {
  if (times === 0) return;
  for (const [state, count] of from) {
    to.set(state, Math.min(2, (to.get(state) ?? 0) + count * times));
  }
}

class Automaton {
  readonly looks: Pattern[] = [];
  private readonly sets: bigint[] = [];
  private readonly edges: Map<number, number>[] = [];

  build(pattern: Pattern): Part {
    switch (pattern.kind) {
      case 'chars': {
        const state = this.sets.push(charactersOf(pattern)) - 1;
        if (state > MOST_STATES)
          throw new PatternRefused('repetitions that multiply to thousands of characters');
        this.edges.push(new Map());
        return { first: new Map([[state, 1]]), last: new Map([[state, 1]]), empty: 0 };
      }
      case 'assert':
        return NOTHING;
      case 'look':
        this.looks.push(pattern.body);
        return NOTHING;
      case 'group':
      case 'atomic':
        return this.build(pattern.body);
      case 'sequence':
        return pattern.items.reduce<Part>(
          (before, item) => this.join(before, this.build(item)),
          NOTHING,
        );
      case 'choice':
        return pattern.options.map((option) => this.build(option)).reduce(either);
      case 'repeat':
        return this.repeat(pattern);
    }
  }

  private join(before: Part, after: Part): Part {
    this.connect(before.last, after.first);
    const first = new Map(before.first);
    add(first, after.first, before.empty);
    const last = new Map(after.last);
    add(last, before.last, after.empty);
    return { first, last, empty: Math.min(2, before.empty * after.empty) };
  }

  private connect(from: ReadonlyMap<number, number>, to: ReadonlyMap<number, number>): void {
    for (const [state, count] of from) add(this.edges[state] ?? new Map(), to, count);
  }

  private repeat({ body, min, max }: Extract<Pattern, { kind: 'repeat' }>): Part {
    // What varies multiplies with every copy: (a?){30} is as bad as (a?)*.
    const varies = max > 1 && !isFixed(body) && (max > MOST_COPIES || hasRepeat(body));
    const endless = max > ENDLESS || varies || (max > MOST_COUNTED && max > min);
    const needed = Math.min(min, MOST_COPIES);
    let part = NOTHING;
    for (let copy = 0; copy < needed - (endless && needed > 0 ? 1 : 0); copy++) {
      part = this.join(part, this.build(body));
    }
    if (endless) {
      const again = this.build(body);
      this.connect(again.last, again.first);
      // A copy that reads nothing can stand anywhere among those that do; an engine tries every place.
      if (Number.isFinite(max) && again.empty > 0) this.connect(again.last, again.first);
      return this.join(part, min > 0 ? again : { ...again, empty: 1 });
    }
    for (let copy = 0; copy < Math.min(max - min, MOST_COPIES); copy++) {
      const more = this.build(body);
      part = this.join(part, { ...more, empty: Math.min(2, more.empty + 1) });
    }
    return part;
  }

  degree(): number {
    const loops = this.loops();
    for (const loop of loops) if (this.readsTwoWays(loop)) return Number.POSITIVE_INFINITY;
    const alphabets = loops.map((loop) => this.alphabet(loop));
    const follows = loops.map((second, b) =>
      loops.flatMap((first, a) => (a < b && this.shareText(first, second) ? [a] : [])),
    );
    return longestChain(alphabets, follows);
  }

  /** States that lie on cycles, by cycle, in the order of the pattern. */
  private loops(): number[][] {
    const reach = this.sets.map((_, state) => this.reachable(state, () => true));
    const loops: number[][] = [];
    const placed = new Set<number>();
    for (const [state, from] of reach.entries()) {
      if (placed.has(state) || !from.has(state)) continue;
      const loop = [...from].filter((other) => reach[other]?.has(state) === true);
      for (const member of loop) placed.add(member);
      loops.push(loop);
    }
    return loops;
  }

  private reachable(start: number, through: (state: number) => boolean): Set<number> {
    const seen = new Set<number>();
    const open = [start];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      for (const next of this.edges[state]?.keys() ?? []) {
        if (seen.has(next) || !through(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
    return seen;
  }

  /** Whether two different walks around the loop read the same text. */
  private readsTwoWays(loop: readonly number[]): boolean {
    const members = new Set(loop);
    for (const state of loop) {
      for (const [next, count] of this.edges[state] ?? []) {
        if (count > 1 && members.has(next)) return true;
      }
    }
    return loop.some((state) => this.partsAndMeets(state, members));
  }

  /** Walks two walks at once from `start`: they read the same, part, and both come back. */
  private partsAndMeets(start: number, members: ReadonlySet<number>): boolean {
    const size = this.sets.length;
    const seen = new Set<number>();
    const open: (readonly [number, number, boolean])[] = [[start, start, false]];
    for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
      const [left, right, parted] = pair;
      for (const a of this.within(left, members)) {
        for (const b of this.within(right, members)) {
          if (((this.sets[a] ?? 0n) & (this.sets[b] ?? 0n)) === 0n) continue;
          const now = parted || a !== b;
          if (now && a === start && b === start) return true;
          const key = (a * size + b) * 2 + Number(now);
          if (seen.has(key)) continue;
          seen.add(key);
          open.push([a, b, now]);
        }
      }
    }
    return false;
  }

  private *within(state: number, members: ReadonlySet<number>): Generator<number> {
    for (const next of this.edges[state]?.keys() ?? []) if (members.has(next)) yield next;
  }

  /** Whether the second loop comes after the first, over a way that may read what both read. */
  private shareText(first: readonly number[], second: readonly number[]): boolean {
    const common = this.alphabet(first) & this.alphabet(second);
    const [start] = first;
    const [goal] = second;
    if (common === 0n || start === undefined || goal === undefined) return false;
    const way = this.reachable(start, (state) => ((this.sets[state] ?? 0n) & common) !== 0n);
    return second.some((state) => way.has(state));
  }

  private alphabet(loop: readonly number[]): bigint {
    return loop.reduce((all, state) => all | (this.sets[state] ?? 0n), 0n);
  }
}

/** Whether every text that it reads is as long as any other, and there is one way to read it. */
function isFixed(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case 'chars':
    case 'assert':
      return true;
    case 'sequence':
      return pattern.items.every(isFixed);
    case 'group':
    case 'atomic':
      return isFixed(pattern.body);
    case 'repeat':
      return pattern.min === pattern.max && isFixed(pattern.body);
    case 'choice':
    case 'look':
      return false;
  }
}

function hasRepeat(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case 'chars':
    case 'assert':
      return false;
    case 'sequence':
      return pattern.items.some(hasRepeat);
    case 'choice':
      return pattern.options.some(hasRepeat);
    case 'group':
    case 'atomic':
    case 'look':
      return hasRepeat(pattern.body);
    case 'repeat':
      return true;
  }
}

function either(a: Part, b: Part): Part {
  const first = new Map(a.first);
  add(first, b.first, 1);
  const last = new Map(a.last);
  add(last, b.last, 1);
  return { first, last, empty: Math.min(2, a.empty + b.empty) };
}

/** Most loops in a row that all can read one character, each sharing a text with the next. */
function longestChain(
  alphabets: readonly bigint[],
  follows: readonly (readonly number[])[],
): number {
  let longest = 0;
  for (let char = 1n; char <= alphabets.reduce((all, one) => all | one, 0n); char <<= 1n) {
    const lengths: number[] = [];
    for (const [b, before] of follows.entries()) {
      const reads = ((alphabets[b] ?? 0n) & char) !== 0n;
      const most = before.reduce((length, a) => Math.max(length, lengths[a] ?? 0), 0);
      lengths.push(reads ? most + 1 : 0);
      longest = Math.max(longest, lengths[b] ?? 0);
    }
  }
  return longest;
}
