import type { KeptException, KeptTrace } from '../ingest/traces/index.ts';

/** A group of traces of one identity, by one of them. */
export interface TraceGroup {
  readonly trace: KeptTrace;
  /** Records that it holds. */
  readonly count: number;
}

/**
 * Which groups are one problem although their traces differ: one is a cut-off piece of the other (a limit on
 * the length of messages, a start that was lost), or a frame came or went between (a release). Gives for each
 * group the position of the one that it belongs to, often its own. A piece that could belong to several stays
 * alone: better two issues for one problem than one for two.
 */
export function joinTraces(groups: readonly TraceGroup[]): number[] {
  const all = groups.map(({ trace }) => outlineOf(trace));
  const places = new Map<string, number[]>();
  for (const [at, { names }] of all.entries()) {
    for (const name of names) {
      const found = places.get(name);
      if (found === undefined) places.set(name, [at]);
      else found.push(at);
    }
  }
  const targets = groups.map((_, at) => at);
  for (const [at, outline] of all.entries()) {
    const near = neighbours(outline, at, places);
    const whole = near.filter((other) => isPiece(outline, all[other]));
    const roots = new Set(whole.map((other) => all[other]?.root));
    const best = roots.size === 1 ? largest(whole, groups) : undefined;
    if (best !== undefined) {
      targets[at] = best;
      continue;
    }
    const alike = near.filter((other) => isAlike(outline, all[other]));
    const like = largest(alike, groups);
    if (like !== undefined && outranks(groups, like, at)) targets[at] = like;
  }
  return targets.map((_, at) => finalTarget(targets, at));
}

/** A trace with what is asked of it once for each of its neighbours. */
interface Outline {
  readonly trace: KeptTrace;
  /** By what traces of one problem find each other. */
  readonly names: ReadonlySet<string>;
  /** Pieces that fit several problems are told apart by what those are. */
  readonly root: string;
  /** Exceptions that are there, their types that are known, and frames. */
  readonly size: number;
  /** The innermost frames of the program's own, of the innermost exception that has some. */
  readonly own: readonly string[];
}

function outlineOf(trace: KeptTrace): Outline {
  const root = trace.exceptions.at(-1);
  return {
    trace,
    names: namesOf(trace),
    root: `${root?.type} ${root?.frames[0]?.name}`,
    size: sizeOf(trace),
    own: ownNames(trace),
  };
}

const outranks = (groups: readonly TraceGroup[], a: number, b: number): boolean => {
  const [x, y] = [groups[a]?.count ?? 0, groups[b]?.count ?? 0];
  return x > y || (x === y && a < b);
};

/** A piece of a piece belongs where that belongs. */
function finalTarget(targets: readonly number[], at: number): number {
  let target = at;
  for (let steps = 0; steps < targets.length; steps++) {
    const next = targets[target] ?? target;
    if (next === target) break;
    target = next;
  }
  return target;
}

function largest(found: readonly number[], groups: readonly TraceGroup[]): number | undefined {
  let best: number | undefined;
  for (const at of found) if (best === undefined || outranks(groups, at, best)) best = at;
  return best;
}

/** More groups than this share a name that tells nothing, such as `main`. */
const MOST_NEIGHBOURS = 400;

function neighbours(
  { names }: Outline,
  self: number,
  places: ReadonlyMap<string, number[]>,
): number[] {
  const found = new Set<number>();
  for (const name of names) {
    const at = places.get(name) ?? [];
    if (at.length > MOST_NEIGHBOURS) continue;
    for (const other of at) if (other !== self) found.add(other);
  }
  return [...found].sort((a, b) => a - b);
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Frames and their files, and the beginnings of names that may be cut. */
const namesOf = ({ exceptions }: KeptTrace): Set<string> =>
  new Set(
    exceptions.flatMap(({ type, frames }) =>
      frames.flatMap(({ name, path, library }) =>
        library ? [name] : [name, baseName(path), `${type} ${name.slice(0, CUT_NAME)}`],
      ),
    ),
  );

/** Letters of a name that a cut must have left. */
const CUT_NAME = 5;

/**
 * Whether a trace is what is left of another: each of its exceptions is one of the other's in their order, with a
 * run of the same frames from the start or up to the end, and it has less than the other. A cut can fall into the
 * middle of a name, so the last name counts by its beginning.
 */
function isPiece({ trace: piece, size }: Outline, whole: Outline | undefined): boolean {
  if (whole === undefined || piece.language !== whole.trace.language) return false;
  if (size >= whole.size) return false;
  let from = 0;
  for (const exception of piece.exceptions) {
    const at = whole.trace.exceptions.findIndex(
      (other, index) => index >= from && isPart(exception, other),
    );
    if (at < 0) return false;
    from = at + 1;
  }
  return piece.exceptions.some(({ frames }) => frames.length > 0);
}

const sizeOf = ({ exceptions }: KeptTrace): number =>
  exceptions.reduce((sum, { type, frames }) => sum + 1 + (type === '?' ? 0 : 1) + frames.length, 0);

function isPart(part: KeptException, whole: KeptException): boolean {
  const open = part.type === '?';
  if (!open && part.type !== whole.type && !cutName(part.type, whole.type)) return false;
  if (open && part.frames.length < 2) return false;
  if (part.frames.length > whole.frames.length) return false;
  const names = part.frames.map(({ name }) => name);
  const all = whole.frames.map(({ name }) => name);
  if (
    names.length === 1 &&
    whole.frames.some(({ path, library }) => !library && baseName(path) === names[0])
  )
    return true;
  const fromStart = names.every(
    (name, at) => name === all[at] || (at === names.length - 1 && cutName(name, all[at] ?? '')),
  );
  const toEnd = (): boolean =>
    names.every((name, at) => name === all[all.length - names.length + at]);
  return fromStart || toEnd();
}

const cutName = (cut: string, name: string): boolean =>
  cut.length >= CUT_NAME && name.startsWith(cut);

/** So much of the longer one's own frames has to be in both. */
const SHARED = 0.75;

/** One problem with a frame more or less: the same root cause raised through the same two innermost frames. */
function isAlike({ trace: a, own: x }: Outline, b: Outline | undefined): boolean {
  if (b === undefined || a.language !== b.trace.language) return false;
  const [rootA, rootB] = [a.exceptions.at(-1), b.trace.exceptions.at(-1)];
  if (rootA?.type !== rootB?.type || rootA?.message !== rootB?.message || rootA?.type === '?')
    return false;
  const y = b.own;
  if (Math.min(x.length, y.length) < 3 || x[0] !== y[0] || x[1] !== y[1]) return false;
  return sharedInOrder(x, y) >= SHARED * Math.max(x.length, y.length);
}

function ownNames({ exceptions }: KeptTrace): string[] {
  const owner = exceptions.findLast(({ frames }) => frames.some(({ library }) => !library));
  return owner?.frames.flatMap(({ library, name }) => (library ? [] : [name])).slice(0, 8) ?? [];
}

/** Length of the longest common subsequence. */
function sharedInOrder(a: readonly string[], b: readonly string[]): number {
  let row = b.map(() => 0);
  for (const name of a) {
    let diagonal = 0;
    row = row.map((above, at) => {
      const left = at === 0 ? 0 : (row[at - 1] ?? 0);
      const best = name === b[at] ? diagonal + 1 : Math.max(above, left);
      diagonal = above;
      row[at] = best;
      return best;
    });
  }
  return row.at(-1) ?? 0;
}
