import type { Database, Statement } from 'better-sqlite3';
import type { Fields } from '#shared/model/record.ts';
import { readColumns, type BlockColumns, type ColumnStreams } from './block-columns.ts';
import { rememberingKinds } from './remembered-kinds.ts';
import { BlockFields } from './block-fields.ts';
import type { FieldColumn } from './field-columns.ts';
import { readKinds, type KindTable } from './block-header.ts';
import {
  factsOf,
  formatsOf,
  inSource,
  UNTIMED_US,
  withTimes,
  type BlockFacts,
  type BlockRow,
  type SourcePlace,
} from './block-facts.ts';
import { openTextLines, unpackText, wholeText } from './block-text.ts';
import { BlockParts } from './block-parts.ts';
import { lastWhere } from './last-where.ts';
import { PassedBlock, type PassingMemory } from './passed-block.ts';
import { decodeText, unpackRow } from './packed-block.ts';
import { unpackColumns } from './packed-columns.ts';
import { RecentCache } from './recent-cache.ts';
import type { StoredLines } from './stored-lines.ts';
import { viewGone } from './view-gone.ts';

/** Decoded columns and texts kept a thread, in bytes: a dozen blocks each. */
const COLUMNS_BUDGET = 32 * 1024 * 1024;
/** A byte a record: those of 1 GB stay. */
const KINDS_BUDGET = 8 * 1024 * 1024;
const TEXT_BUDGET = 24 * 1024 * 1024;
const FILTER_BUDGET = 16 * 1024 * 1024;
const BYTES_A_RECORD = 40;
const TIMES_BUDGET = 16 * 1024 * 1024;
const NO_FILTER = new Uint8Array(0);
const NO_TIMES = new Uint8Array(0);

/** The blocks of an open case, for one thread: facts in memory, columns and texts read when asked for. */
export class CaseBlocks {
  private readonly byId = new Map<number, BlockFacts>();
  /** In the order of the source. */
  private readonly bySource = new Map<number, BlockFacts[]>();
  private readonly passed = new PassedBlock();
  private readonly columnsCache = new RecentCache<BlockColumns>(COLUMNS_BUDGET);
  private readonly kindsCache = new RecentCache<Uint8Array>(KINDS_BUDGET);
  private readonly textCache = new RecentCache<string>(TEXT_BUDGET);
  private readonly filterCache = new RecentCache<Uint8Array>(FILTER_BUDGET);
  private readonly varyingCache = new RecentCache<Uint8Array>(FILTER_BUDGET);
  private readonly timesCache = new RecentCache<Uint8Array>(TIMES_BUDGET);
  private readonly ofFields: BlockFields;
  private shared: { readonly blockId: number; readonly fields: Map<number, Fields> } | null = null;
  private readonly parts: BlockParts;
  private readonly selectTimes: Statement<[number], { data: Buffer }>;
  private readonly selectVarying: Statement<[number], { varying: Buffer | null }>;
  private readonly selectIds: Statement<[number], { id: number }>;
  private readonly selectNew: Statement<[number], BlockRow>;
  private readonly selectOthers: Statement<[number], { id: number; others: string }>;
  private readonly selectHeader: Statement<[number], { header: Buffer }>;
  private readonly selectColumns: Statement<[number], { codec: string; data: Buffer }>;
  private readonly selectText: Statement<[number], { codec: string; data: Buffer }>;
  private readonly selectFilter: Statement<[number], { filter: Buffer }>;
  private lastId = 0;
  private readonly places = new Map<number, SourcePlace>();

  constructor(database: Database) {
    this.parts = new BlockParts(database);
    this.ofFields = new BlockFields(database, this.parts);
    // All that is asked of blocks stands in the index: a row of the table is a page of its own.
    this.selectNew = database.prepare(
      `SELECT block.id, source_id, first_line, first_ordinal, records, time_min_us, time_max_us, fallback_us,
         back = 0 AND last_us IS NOT NULL AS in_order, shape, COALESCE(shift_us, 0) AS shift_us
       FROM block INDEXED BY block_facts LEFT JOIN source ON source.id = source_id
       WHERE staged = 0 AND block.id > ? ORDER BY block.id`,
    );
    // Of few blocks, which stand in an index of their own.
    this.selectOthers = database.prepare(
      'SELECT id, others FROM block INDEXED BY block_others WHERE staged = 0 AND others IS NOT NULL AND id > ?',
    );
    this.selectHeader = database.prepare('SELECT header FROM block WHERE id = ?');
    this.selectIds = database.prepare('SELECT id FROM block WHERE source_id = ? AND staged = 0');
    this.selectColumns = database.prepare(
      'SELECT codec, data FROM block_columns WHERE block_id = ?',
    );
    this.selectText = database.prepare('SELECT codec, data FROM block_text WHERE block_id = ?');
    this.selectTimes = database.prepare('SELECT data FROM block_times WHERE block_id = ?');
    this.selectVarying = database.prepare('SELECT varying FROM block WHERE id = ?');
    this.selectFilter = database.prepare('SELECT filter FROM block WHERE id = ?');
    this.extend();
    for (const ofSource of this.bySource.values()) ofSource.sort(inSource);
  }

  /** Takes in blocks that were committed since. */
  extend(): void {
    const rows = this.selectNew.all(this.lastId);
    // After the blocks: of one that was committed between, nothing is known yet.
    const others = new Map(this.selectOthers.all(this.lastId).map((row) => [row.id, row.others]));
    for (const row of rows) {
      const ofOthers = formatsOf(others.get(row.id));
      const block = factsOf(row, this.placeOf(row.source_id), ofOthers, () => this.readKinds(row));
      this.byId.set(row.id, block);
      const ofSource = this.bySource.get(block.sourceId);
      if (ofSource === undefined) this.bySource.set(block.sourceId, [block]);
      else ofSource.push(block);
      this.lastId = row.id;
    }
  }

  private readKinds({ id, shift_us }: BlockRow): KindTable {
    const row = this.selectHeader.get(id);
    if (row === undefined) throw viewGone();
    return readKinds(row.header, shift_us);
  }

  /** Forgets blocks of a source whose records stand in other blocks by now, and puts the others in order. */
  dropReplaced(sourceId: number): void {
    const ofSource = this.bySource.get(sourceId) ?? [];
    const present = new Set(this.selectIds.all(sourceId).map(({ id }) => id));
    const kept = ofSource.filter(({ id }) => present.has(id));
    for (const { id } of ofSource) if (!present.has(id)) this.byId.delete(id);
    this.bySource.set(sourceId, kept.sort(inSource));
  }

  /** Starts anew, because blocks were replaced or removed, or the clock of a source was set. */
  reload(): void {
    this.byId.clear();
    this.bySource.clear();
    this.forget();
    this.lastId = 0;
    this.extend();
    for (const ofSource of this.bySource.values()) ofSource.sort(inSource);
  }

  /** Puts a source in its place among the others. `startUs`: when what it begins with is from, if it has no time. */
  put(sourceId: number, rank: number, startUs: number | null): void {
    const place = this.placeOf(sourceId);
    place.rank = rank;
    if (place.startUs === startUs) return;
    place.startUs = startUs;
    const ofSource = this.bySource.get(sourceId) ?? [];
    for (const [at, block] of ofSource.entries()) {
      if (!block.timed && block.isFirst) ofSource[at] = this.begun(block, startUs);
    }
  }

  private begun(block: BlockFacts, startUs: number | null): BlockFacts {
    const us = startUs ?? UNTIMED_US;
    // A copy by spreading would read the kinds, which are not there any more when the block was replaced meanwhile.
    const placed = withTimes(block, us);
    this.byId.set(block.id, placed);
    this.columnsCache.delete(block.id);
    this.passed.leave();
    return placed;
  }

  private placeOf(sourceId: number): SourcePlace {
    let place = this.places.get(sourceId);
    if (place === undefined) {
      place = { rank: sourceId, startUs: null };
      this.places.set(sourceId, place);
    }
    return place;
  }

  /** Keeps the fields of a block's records while several queries are asked of them. */
  together<T>(blockId: number, work: () => T): T {
    this.shared = { blockId, fields: new Map() };
    try {
      return work();
    } finally {
      this.shared = null;
    }
  }

  /** Whether several queries are asked of the records of a block. */
  get isTogether(): boolean {
    return this.shared !== null;
  }

  /** Fields of a record, read again unless queries are asked together. */
  fieldsOf(block: BlockFacts, index: number, read: () => Fields): Fields {
    if (this.shared?.blockId !== block.id) return read();
    let fields = this.shared.fields.get(index);
    if (fields === undefined) {
      fields = read();
      this.shared.fields.set(index, fields);
    }
    return fields;
  }

  /** Lets go of what was opened; it is opened again when it is needed. */
  forget(): void {
    this.columnsCache.clear();
    this.passed.leave();
    this.kindsCache.clear();
    this.textCache.clear();
    this.filterCache.clear();
    this.varyingCache.clear();
    this.timesCache.clear();
    this.ofFields.clear();
  }

  all(): IterableIterator<BlockFacts> {
    return this.byId.values();
  }

  find(id: number): BlockFacts | undefined {
    return this.byId.get(id);
  }

  /** The block with the source's record of that ordinal, and its index there. */
  record(sourceId: number, ordinal: number): { block: BlockFacts; index: number } | null {
    const block = lastWhere(this.bySource.get(sourceId) ?? [], (b) => b.firstOrdinal <= ordinal);
    const index = block === null ? 0 : ordinal - block.firstOrdinal;
    return block === null || index >= block.records ? null : { block, index };
  }

  /** How many records of a source there are. */
  recordsOf(sourceId: number): number {
    const last = this.bySource.get(sourceId)?.at(-1);
    return last === undefined ? 0 : last.firstOrdinal + last.records;
  }

  /** The record that spans a physical line of a source. */
  recordAtLine(sourceId: number, line: number): { block: BlockFacts; index: number } | null {
    const block = lastWhere(this.bySource.get(sourceId) ?? [], (b) => b.firstLine <= line);
    if (block === null) return null;
    const { lineOffsets, records } = this.columns(block);
    const inBlock = line - block.firstLine;
    if (inBlock >= (lineOffsets[records] ?? 0)) return null;
    let index = records - 1;
    while (index > 0 && (lineOffsets[index] ?? 0) > inBlock) index--;
    return { block, index };
  }

  columns(block: BlockFacts): BlockColumns {
    const make = (): BlockColumns => this.openColumns(block);
    return this.columnsCache.get(block.id, make, (made) => made.records * BYTES_A_RECORD);
  }

  /**
   * As `columns`, for a search that passes over all blocks: it does not push out of memory what rows are shown from. Valid until those of
   * another block are asked for, which may stand in the same memory.
   */
  passingColumns(block: BlockFacts): BlockColumns {
    if (this.columnsCache.has(block.id)) return this.columns(block);
    return this.passed.columns(block.id, (memory) => this.openColumns(block, memory));
  }

  private openColumns(block: BlockFacts, memory: PassingMemory | null = null): BlockColumns {
    const columns = readColumns(
      rememberingKinds(block, this.kindsCache, () => this.columnStreams(block, memory)),
      block,
    );
    // A block in which nothing is timed stands where its source stood before it.
    if (!block.timed) columns.timeUs.fill(block.minUs);
    return columns;
  }

  private columnStreams({ id }: BlockFacts, memory: PassingMemory | null): ColumnStreams {
    const row = this.selectColumns.get(id);
    if (row === undefined) throw viewGone();
    const rest = (): Buffer => this.parts.of(id, 'columns')(0);
    if (memory === null) return unpackColumns(row.codec, row.data, rest);
    return unpackColumns(row.codec, memory.note(row.data), () => memory.note(rest()), memory.room);
  }

  /** @param lines what it is stored in, where it was opened already */
  text(block: BlockFacts, lines: StoredLines | null = null): string {
    const make = (): string => {
      if (lines !== null) return decodeText(wholeText(lines));
      const row = this.selectText.get(block.id);
      if (row === undefined) throw viewGone();
      return decodeText(unpackText(row.codec, row.data, this.parts.of(block.id, 'text')));
    };
    return this.textCache.get(block.id, make, (text) => text.length * 2);
  }

  /** Whether the text of a block is in memory. */
  hasText(block: BlockFacts): boolean {
    return this.textCache.has(block.id);
  }

  /** The lines that a block's text is stored in; null: the whole is at hand, or as soon had. */
  storedLines(block: BlockFacts): StoredLines | null {
    if (this.textCache.has(block.id)) return null;
    const row = this.selectText.get(block.id);
    if (row === undefined) return null;
    return openTextLines(row.codec, row.data, this.parts.of(block.id, 'text'));
  }

  filter(block: BlockFacts): Uint8Array {
    const make = (): Uint8Array => {
      const row = this.selectFilter.get(block.id);
      if (row === undefined) throw viewGone();
      return unpackRow(row.filter);
    };
    return this.filterCache.get(block.id, make, (filter) => filter.length);
  }

  /** The block's time index; null: nothing in it has a time, or the block is from before there was one. */
  times(block: BlockFacts): Uint8Array | null {
    const make = (): Uint8Array => this.selectTimes.get(block.id)?.data ?? NO_TIMES;
    const times = this.timesCache.get(block.id, make, ({ length }) => length);
    return times === NO_TIMES ? null : times;
  }

  /** Fields of the block that have few values, by name; empty: there are none, or it is from before they were kept. */
  fields(block: BlockFacts): ReadonlyMap<string, FieldColumn> {
    return this.ofFields.of(block.id, block.records, () => ({
      column: this.passingColumns(block).kinds,
      size: block.kinds.size,
    }));
  }

  /** Filter of what the skeletons of the block leave open; null: the block is from before there was one. */
  varying(block: BlockFacts): Uint8Array | null {
    const make = (): Uint8Array => {
      const stored = this.selectVarying.get(block.id)?.varying ?? null;
      return stored === null ? NO_FILTER : unpackRow(stored);
    };
    const filter = this.varyingCache.get(block.id, make, ({ length }) => length);
    return filter === NO_FILTER ? null : filter;
  }
}
