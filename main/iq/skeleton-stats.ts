import type { Database } from 'better-sqlite3';
import { LEVEL_CODE, LEVELS } from '#shared/model/level.ts';
import { slotValuesOf } from '#shared/model/slot-values.ts';
import type { SkeletonStats } from '#shared/model/template.ts';
import {
  BlockParts,
  readColumns,
  readKinds,
  unpackColumns,
  type BlockColumns,
  type KindTable,
} from '../logstore/index.ts';

/** Slices of the case's time range in a trend. */
const TREND_SLICES = 40;

/** So many blocks are counted record by record, at most: more would take seconds. */
const COUNTED_BLOCKS = 250;

interface BlockRow {
  id: number;
  source_id: number;
  header: Buffer;
  shift_us: number;
}

type Sums = {
  -readonly [K in 'count' | 'firstUs' | 'lastUs']: SkeletonStats[K];
} & { levels: number[]; trend: number[]; sources: Map<number, number> };

interface Slices {
  readonly fromUs: number;
  readonly widthUs: number;
}

/**
 * What the case holds of every skeleton, from block headers and, for the trends of blocks that are of several slices, the times in the
 * columns; no text is opened. Unless `exact`, and where very many blocks are of several slices, a trend spreads a skeleton's count
 * in a block evenly between its first and last time there. All of it is of one moment: blocks may be replaced meanwhile.
 */
export function skeletonStats(database: Database, exact: boolean): SkeletonStats[] {
  return database.transaction(() => readStats(database, exact))();
}

function readStats(database: Database, exact: boolean): SkeletonStats[] {
  const range = database
    .prepare<[], { fromUs: number | null; toUs: number | null }>(
      `SELECT MIN(time_min_us + COALESCE(shift_us, 0)) AS fromUs, MAX(time_max_us + COALESCE(shift_us, 0)) AS toUs
       FROM block LEFT JOIN source ON source.id = source_id WHERE staged = 0`,
    )
    .get();
  const fromUs = range?.fromUs ?? 0;
  const slices = { fromUs, widthUs: Math.max(1, ((range?.toUs ?? 0) - fromUs + 1) / TREND_SLICES) };
  const all = new Map<number, Sums>();
  const grave = new Map<number, Sums>();
  const columns = exact ? columnsReader(database) : () => null;
  const blocks = database.prepare<[], BlockRow>(
    `SELECT block.id, source_id, header, COALESCE(shift_us, 0) AS shift_us
     FROM block LEFT JOIN source ON source.id = source_id WHERE staged = 0`,
  );
  for (const block of blocks.all()) addBlock({ all, grave }, block, slices, columns);
  const skeletons = database.prepare<[], { id: number; text: string; slots: string | null }>(
    'SELECT id, text, slots FROM skeleton ORDER BY id',
  );
  return skeletons.all().flatMap(({ id, text, slots }) => {
    const found = all.get(id);
    if (found === undefined) return [];
    const failures = grave.get(id);
    const mixed = failures !== undefined && failures.count < found.count;
    return [
      {
        id,
        text,
        ...(slots === null ? {} : { slots: slotValuesOf(slots) }),
        ...found,
        ...(mixed ? { grave: failures } : {}),
      },
    ];
  });
}

/** Gives the columns of so many blocks. */
function columnsReader(database: Database): (block: BlockRow) => BlockColumns | null {
  const select = database.prepare<[number], { codec: string; data: Buffer }>(
    'SELECT codec, data FROM block_columns WHERE block_id = ?',
  );
  const parts = new BlockParts(database);
  let left = COUNTED_BLOCKS;
  return (block) => {
    if (left-- <= 0) return null;
    const row = select.get(block.id);
    if (row === undefined) throw new RangeError(`block ${block.id} has no columns`);
    const rest = (): Uint8Array => parts.of(block.id, 'columns')(0);
    return readColumns(unpackColumns(row.codec, row.data, rest), {
      shiftUs: block.shift_us,
      inOrder: false,
    });
  };
}

function addBlock(
  stats: { all: Map<number, Sums>; grave: Map<number, Sums> },
  block: BlockRow,
  slices: Slices,
  columnsOf: (block: BlockRow) => BlockColumns | null,
): void {
  const kinds = readKinds(block.header, block.shift_us);
  const columns = areOfOneSlice(kinds, slices) ? null : columnsOf(block);
  const targets: Sums[][] = [];
  for (let i = 0; i < kinds.size; i++) {
    const id = kinds.skeletonIds[i] ?? 0;
    const level = kinds.levels[i] ?? 0;
    const of = [sumsOf(stats.all, id)];
    if (level >= LEVEL_CODE.error) of.push(sumsOf(stats.grave, id));
    targets.push(of);
    for (const sums of of) addKind(sums, kinds, i, block.source_id);
    if (columns === null) for (const sums of of) spreadTrend(sums.trend, kinds, i, slices);
  }
  if (columns !== null) countTrends(targets, columns, slices);
}

/** Each kind is of one slice: its trend is its count. Most blocks of a large case are. */
function areOfOneSlice({ size, firstUs, lastUs }: KindTable, slices: Slices): boolean {
  for (let kind = 0; kind < size; kind++) {
    const [first = 0, last = 0] = [firstUs[kind], lastUs[kind]];
    if (!Number.isNaN(first) && sliceOf(first, slices) !== sliceOf(last, slices)) return false;
  }
  return true;
}

function sumsOf(stats: Map<number, Sums>, id: number): Sums {
  let sums = stats.get(id);
  if (sums === undefined) {
    sums = {
      count: 0,
      levels: LEVELS.map(() => 0),
      firstUs: null,
      lastUs: null,
      trend: Array.from({ length: TREND_SLICES }, () => 0),
      sources: new Map(),
    };
    stats.set(id, sums);
  }
  return sums;
}

function addKind(sums: Sums, kinds: KindTable, kind: number, sourceId: number): void {
  const count = kinds.counts[kind] ?? 0;
  const level = kinds.levels[kind] ?? 0;
  sums.count += count;
  sums.levels[level] = (sums.levels[level] ?? 0) + count;
  sums.sources.set(sourceId, (sums.sources.get(sourceId) ?? 0) + count);
  const firstUs = kinds.firstUs[kind] ?? Number.NaN;
  const lastUs = kinds.lastUs[kind] ?? Number.NaN;
  if (Number.isNaN(firstUs)) return;
  sums.firstUs = Math.min(sums.firstUs ?? firstUs, firstUs);
  sums.lastUs = Math.max(sums.lastUs ?? lastUs, lastUs);
}

function sliceOf(us: number, { fromUs, widthUs }: Slices): number {
  return Math.min(TREND_SLICES - 1, Math.floor((us - fromUs) / widthUs));
}

function countTrends(targets: readonly Sums[][], columns: BlockColumns, slices: Slices): void {
  for (let i = 0; i < columns.records; i++) {
    if (columns.timed[i] !== 1) continue;
    const slice = sliceOf(columns.timeUs[i] ?? 0, slices);
    for (const { trend } of targets[columns.kinds[i] ?? 0] ?? []) {
      trend[slice] = (trend[slice] ?? 0) + 1;
    }
  }
}

function spreadTrend(trend: number[], kinds: KindTable, kind: number, slices: Slices): void {
  const firstUs = kinds.firstUs[kind] ?? Number.NaN;
  if (Number.isNaN(firstUs)) return;
  const first = sliceOf(firstUs, slices);
  const last = sliceOf(kinds.lastUs[kind] ?? firstUs, slices);
  const share = (kinds.counts[kind] ?? 0) / (last - first + 1);
  for (let slice = first; slice <= last; slice++) trend[slice] = (trend[slice] ?? 0) + share;
}
