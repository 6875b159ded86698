import { LEVELS } from '#shared/model/level.ts';
import { VarintReader, VarintWriter } from './varint.ts';

/** All records of a block that share a skeleton and a level. */
export interface Kind {
  skeletonId: number;
  /** LEVEL_CODE. */
  level: number;
  count: number;
  /** Earliest and latest own time, microseconds UTC; null: none of them has a time. */
  firstUs: number | null;
  lastUs: number | null;
}

/** The dictionary of a block as stored beside it: what counts can be answered from without opening it. */
export function writeKinds(kinds: readonly Kind[]): Uint8Array {
  const writer = new VarintWriter();
  writer.unsigned(kinds.length);
  for (const kind of kinds) {
    writer.unsigned(kind.skeletonId);
    writer.unsigned(kind.level);
    writer.unsigned(kind.count);
    if (kind.firstUs === null || kind.lastUs === null) {
      writer.unsigned(0);
    } else {
      writer.unsigned(1);
      writer.signed(kind.firstUs);
      writer.unsigned(kind.lastUs - kind.firstUs);
    }
  }
  return writer.written().slice();
}

/** The dictionary opened, one entry a kind in each array; times are NaN where there are none. */
export interface KindTable {
  readonly size: number;
  readonly skeletonIds: Uint32Array;
  readonly levels: Uint8Array;
  readonly counts: Uint32Array;
  readonly firstUs: Float64Array;
  readonly lastUs: Float64Array;
  /** Records by level code. */
  readonly ofLevels: readonly number[];
}

/**
 * Reads what `writeKinds` wrote, with `shiftUs` added to its times. Throws a RangeError when it is damaged.
 */
export function readKinds(bytes: Uint8Array, shiftUs = 0): KindTable {
  const reader = new VarintReader(bytes);
  const size = reader.unsigned();
  const ofLevels = LEVELS.map(() => 0);
  const table = {
    size,
    ofLevels,
    skeletonIds: new Uint32Array(size),
    levels: new Uint8Array(size),
    counts: new Uint32Array(size),
    firstUs: new Float64Array(size).fill(Number.NaN),
    lastUs: new Float64Array(size).fill(Number.NaN),
  };
  for (let i = 0; i < size; i++) {
    const skeletonId = reader.unsigned();
    const level = reader.unsigned();
    const count = reader.unsigned();
    table.skeletonIds[i] = skeletonId;
    table.levels[i] = level;
    table.counts[i] = count;
    ofLevels[level] = (ofLevels[level] ?? 0) + count;
    if (reader.unsigned() === 0) continue;
    const first = reader.signed() + shiftUs;
    table.firstUs[i] = first;
    table.lastUs[i] = first + reader.unsigned();
  }
  return table;
}

/** The kinds of an opened dictionary, with the numbers that skeletons have elsewhere. */
export function listKinds(table: KindTable, numberOf: (id: number) => number): Kind[] {
  return Array.from({ length: table.size }, (_, at) => {
    const [firstUs = Number.NaN, lastUs = Number.NaN] = [table.firstUs[at], table.lastUs[at]];
    const timed = !Number.isNaN(firstUs);
    return {
      skeletonId: numberOf(table.skeletonIds[at] ?? 0),
      level: table.levels[at] ?? 0,
      count: table.counts[at] ?? 0,
      firstUs: timed ? firstUs : null,
      lastUs: timed ? lastUs : null,
    };
  });
}
