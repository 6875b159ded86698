import type { CallEdge } from './hypothesis.ts';

/** Something that logs, in its place in a drawing of who calls whom. */
export interface PlacedCaller {
  readonly name: string;
  /** Who calls nobody's bidding stands in layer 0; each other behind all that call it. */
  readonly layer: number;
  /** Place in its layer, from 0. */
  readonly place: number;
}

/** A call in the drawing. `back`: it goes against the others, and the drawing would have a circle with it. */
export interface PlacedCall {
  readonly from: string;
  readonly to: string;
  readonly ids: number;
  readonly back: boolean;
}

export interface CallLayout {
  readonly callers: readonly PlacedCaller[];
  readonly calls: readonly PlacedCall[];
  /** Callers that are not drawn, as they share the fewest ids. */
  readonly left: number;
}

/** More cannot be told apart in a drawing. */
const MOST_CALLERS = 16;

/**
 * Places who calls whom in layers, so that calls go one way: the best attested calls first, and each that would close a
 * circle with them goes back. Files of one name are one caller.
 *
 * @param nameOf what a source is called; sources of one name are one
 */
export function layoutCalls(
  edges: readonly CallEdge[],
  nameOf: (sourceId: number) => string,
): CallLayout {
  const all = joined(edges, nameOf);
  const weights = new Map<string, number>();
  for (const { from, to, ids } of all) {
    weights.set(from, (weights.get(from) ?? 0) + ids);
    weights.set(to, (weights.get(to) ?? 0) + ids);
  }
  const names = [...weights].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const drawn = new Set(names.slice(0, MOST_CALLERS).map(([name]) => name));
  const next = new Map<string, string[]>();
  const calls = all
    .filter(({ from, to }) => drawn.has(from) && drawn.has(to))
    .map((call): PlacedCall => {
      const back = reaches(next, call.to, call.from);
      if (!back) next.set(call.from, [...(next.get(call.from) ?? []), call.to]);
      return { ...call, back };
    });
  const layers = layersOf(drawn, calls);
  const filled = new Map<number, number>();
  const callers = names
    .filter(([name]) => drawn.has(name))
    .map(([name]) => {
      const layer = layers.get(name) ?? 0;
      const place = filled.get(layer) ?? 0;
      filled.set(layer, place + 1);
      return { name, layer, place };
    });
  return { callers, calls, left: names.length - drawn.size };
}

function joined(
  edges: readonly CallEdge[],
  nameOf: (sourceId: number) => string,
): { from: string; to: string; ids: number }[] {
  const byEnds = new Map<string, { from: string; to: string; ids: number }>();
  for (const edge of edges) {
    const [from, to] = [nameOf(edge.from), nameOf(edge.to)];
    if (from === to) continue;
    const key = JSON.stringify([from, to]);
    const known = byEnds.get(key);
    byEnds.set(key, { from, to, ids: (known?.ids ?? 0) + edge.ids });
  }
  return [...byEnds.values()].sort(
    (a, b) => b.ids - a.ids || (a.from + a.to < b.from + b.to ? -1 : 1),
  );
}

function reaches(next: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set<string>([from]);
  for (const name of seen) {
    if (name === to) return true;
    for (const other of next.get(name) ?? []) seen.add(other);
  }
  return false;
}

/** Each name behind all that call it: the longest way from one that nobody calls. */
function layersOf(names: ReadonlySet<string>, calls: readonly PlacedCall[]): Map<string, number> {
  const layers = new Map([...names].map((name) => [name, 0]));
  // No circle is left, so that as many rounds as there are names are enough.
  for (let round = 0; round < names.size; round++) {
    for (const { from, to, back } of calls) {
      const behind = (layers.get(from) ?? 0) + 1;
      if (!back && behind > (layers.get(to) ?? 0)) layers.set(to, behind);
    }
  }
  return layers;
}
