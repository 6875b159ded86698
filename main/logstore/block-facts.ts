import type { KindTable } from './block-header.ts';

/** What is known of a block without opening it. */
export interface BlockFacts {
  readonly id: number;
  readonly sourceId: number;
  /** Physical line of its first record in the source, from 1. */
  readonly firstLine: number;
  /** Ordinal of its first record in the source, from 0. */
  readonly firstOrdinal: number;
  readonly records: number;
  /** Microseconds that the clock of its source is set right by: all times here have it added. */
  readonly shiftUs: number;
  /** Earliest and latest effective time; `UNTIMED_US` when nothing in the source has one so far. */
  readonly minUs: number;
  readonly maxUs: number;
  /** Whether any record has a time of its own. */
  readonly timed: boolean;
  /** Its records are known to stand in order of time; false where they may. */
  readonly inOrder: boolean;
  /** Nothing before it in its source has a time. */
  readonly isFirst: boolean;
  /** Its source's place among the others, where times are the same; changes when a log's files are put in order. */
  readonly place: SourcePlace;
  /** Read when it is first asked for: opening a case waits for no dictionary. Throws VIEW_GONE when the block was replaced. */
  readonly kinds: KindTable;
  /** JSON of what its rows are read with, when it is of a table. */
  readonly shape: string | null;
  /** Secondary formats that read some of its records. */
  readonly others: readonly string[];
}

/** See `BlockFacts.place`. */
export interface SourcePlace {
  rank: number;
  /** Time of what stands before everything that has one; null: none is known. */
  startUs: number | null;
}

/** Effective time of records that have none and no neighbour with one: after everything else. */
export const UNTIMED_US = Number.MAX_SAFE_INTEGER;

/** A block as it is selected. */
export interface BlockRow {
  id: number;
  source_id: number;
  first_line: number;
  first_ordinal: number;
  records: number;
  time_min_us: number | null;
  time_max_us: number | null;
  fallback_us: number | null;
  in_order: number;
  shape: string | null;
  shift_us: number;
}

/** What a row of a block tells. */
export function factsOf(
  row: BlockRow,
  place: SourcePlace,
  others: readonly string[],
  kindsOf: () => KindTable,
): BlockFacts {
  let kinds: KindTable | null = null;
  const timed = row.time_min_us !== null;
  const shiftUs = row.shift_us;
  const standIn =
    row.fallback_us === null ? (place.startUs ?? UNTIMED_US) : row.fallback_us + shiftUs;
  return {
    id: row.id,
    sourceId: row.source_id,
    firstLine: row.first_line,
    firstOrdinal: row.first_ordinal,
    records: row.records,
    shiftUs,
    minUs: row.time_min_us === null ? standIn : row.time_min_us + shiftUs,
    maxUs: row.time_max_us === null ? standIn : row.time_max_us + shiftUs,
    timed,
    // Of a block from before steps back were counted `last_us` is not known.
    inOrder: timed && row.in_order === 1,
    isFirst: row.fallback_us === null,
    place,
    get kinds() {
      kinds ??= kindsOf();
      return kinds;
    },
    shape: row.shape,
    others,
  };
}

const NO_FORMATS: readonly string[] = [];

/** The formats of counts by format; undefined: there are none. */
export function formatsOf(counts: string | undefined): readonly string[] {
  return counts === undefined ? NO_FORMATS : Object.keys(JSON.parse(counts));
}

/** A block as it is, but for its times. */
export function withTimes(block: BlockFacts, us: number): BlockFacts {
  const times = { value: us, enumerable: true };
  const all = { ...Object.getOwnPropertyDescriptors(block), minUs: times, maxUs: times };
  return Object.defineProperties({} as BlockFacts, all);
}

/** Order of the blocks of one source. */
export function inSource(a: BlockFacts, b: BlockFacts): number {
  return a.firstLine - b.firstLine || a.id - b.id;
}

/** Order of blocks whose records have the same time: by place of the source, then by place in it. */
export function compareBlocks(a: BlockFacts, b: BlockFacts): number {
  if (a.place.rank !== b.place.rank) return a.place.rank - b.place.rank;
  return a.sourceId - b.sourceId || a.firstOrdinal - b.firstOrdinal;
}
