/** Records that detection rules found, as the search threads are told of them. */
export interface RuleHits {
  readonly keys: readonly string[];
  /** A position a hit, in the order of ordinals; a record that several rules found stands there several times. */
  readonly sources: readonly {
    readonly sourceId: number;
    readonly ordinals: Uint32Array;
    /** Positions in `keys`. */
    readonly rules: Uint32Array;
  }[];
}

/** Before any rule was run. */
export const NO_HITS: RuleHits = { keys: [], sources: [] };

/** Finds the rules that found a record. */
export class HitIndex {
  private readonly keys: readonly string[];
  private readonly bySource: ReadonlyMap<number, RuleHits['sources'][number]>;

  constructor({ keys, sources }: RuleHits) {
    this.keys = keys;
    this.bySource = new Map(sources.map((source) => [source.sourceId, source]));
  }

  /** Keys of the rules that found one of some records of a source, each once: `count` from ordinal `first` on. */
  within(sourceId: number, first: number, count: number): readonly string[] {
    const source = this.bySource.get(sourceId);
    if (source === undefined) return [];
    const { ordinals, rules } = source;
    const found = new Set<number>();
    for (let at = lowerBound(ordinals, first); at < ordinals.length; at++) {
      if ((ordinals[at] ?? 0) >= first + count) break;
      found.add(rules[at] ?? 0);
    }
    return [...found].map((rule) => this.keys[rule] ?? '');
  }
}

function lowerBound(sorted: Uint32Array, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
