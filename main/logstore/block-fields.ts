import type { Database, Statement } from 'better-sqlite3';
import type { BlockParts } from './block-parts.ts';
import { readFieldColumns, type FieldColumn } from './field-columns.ts';
import type { RecordKinds } from './numbers-by-kind.ts';
import { RecentCache } from './recent-cache.ts';

type Columns = ReadonlyMap<string, FieldColumn>;

const NONE: Columns = new Map();
/** What is kept a thread, in bytes: at 1 GB the columns of four fields, where two threads share the blocks. */
const BUDGET = 16 * 1024 * 1024;
/** What the values of a head take in memory, a byte that is stored. */
const HEAD_WEIGHT = 4;

/**
 * The columns of fields of blocks. Those that were opened are remembered: counted as if all were, two fields of 1 GB of Java pushed
 * each other out, and a second query unpacked them anew.
 */
export class BlockFields {
  private readonly known = new RecentCache<Columns>(BUDGET);
  private readonly parts: BlockParts;
  private readonly select: Statement<[number], { data: Buffer }>;

  constructor(database: Database, parts: BlockParts) {
    this.parts = parts;
    this.select = database.prepare('SELECT data FROM block_fields WHERE block_id = ?');
  }

  /** By name; empty: there are none, or the block is from before they were kept. Throws as `readFieldColumns`; `kinds` as there. */
  of(id: number, records: number, kinds: () => RecordKinds): Columns {
    let bytes = 0;
    const make = (): Columns => {
      const row = this.select.get(id);
      if (row === undefined) return NONE;
      bytes = row.data.length * HEAD_WEIGHT;
      const part = this.parts.of(id, 'fields');
      return readFieldColumns(row.data, records, kinds, (index) => {
        this.known.grow(id, records);
        return part(index);
      });
    };
    return this.known.get(id, make, () => bytes);
  }

  clear(): void {
    this.known.clear();
  }
}
