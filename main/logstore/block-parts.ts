import type { Database } from 'better-sqlite3';
import { piecesOfFields } from './field-columns.ts';
import { COLUMNS_CODEC, piecesOfColumns } from './packed-columns.ts';
import { LINE_FRAMES, piecesOfLines } from './stored-lines.ts';
import { viewGone } from './view-gone.ts';

/** What of a block is stored in pieces, and the numbers of those that stand apart: from the first one on, below the last. */
const NUMBERS = {
  columns: [0, 1],
  fields: [1, 100],
  text: [100, 1_000_000],
} as const;

/** A blob of a block that is stored in pieces. */
export type PiecedBlob = keyof typeof NUMBERS;

/** What fits on a page of the case file is read with its row, whole or not. */
const WORTH_CUTTING = 16 * 1024;

/**
 * The pieces of a blob, in their order, of which the first goes into its own row and each other one into one of `block_part`: SQLite reads
 * rows whole, and an expression needs a fifth of a text. All of them joined are the blob.
 *
 * @param codec of the blob; null: it has none
 */
export function piecesOf(
  blob: PiecedBlob,
  codec: string | null,
  whole: Uint8Array,
): readonly Uint8Array[] {
  if (whole.length <= WORTH_CUTTING) return [whole];
  if (blob === 'fields') return piecesOfFields(whole);
  if (blob === 'columns' && codec === COLUMNS_CODEC) return piecesOfColumns(whole);
  return blob === 'text' && codec === LINE_FRAMES ? piecesOfLines(whole) : [whole];
}

/** Writes the pieces of a blob that do not stand in its own row. Not a transaction by itself. */
export function createPartWriter(database: Database) {
  const insert = database.prepare(
    'INSERT INTO block_part (block_id, number, data) VALUES (?, ?, ?)',
  );
  return (blockId: number | bigint, blob: PiecedBlob, pieces: readonly Uint8Array[]): void => {
    const [first] = NUMBERS[blob];
    for (const [at, piece] of pieces.slice(1).entries()) insert.run(blockId, first + at, piece);
  };
}

/** Reads pieces of blobs that stand apart. */
export class BlockParts {
  private readonly selectOne;
  private readonly selectAll;

  constructor(database: Database) {
    this.selectOne = database
      .prepare<[number, number], Buffer>(
        'SELECT data FROM block_part WHERE block_id = ? AND number = ?',
      )
      .pluck();
    this.selectAll = database
      .prepare<[number, number, number], Buffer>(
        'SELECT data FROM block_part WHERE block_id = ? AND number >= ? AND number < ? ORDER BY number',
      )
      .pluck();
  }

  /** The pieces of a blob that stand apart, by number from 0. Throws VIEW_GONE: the block was replaced. */
  of(blockId: number, blob: PiecedBlob): (index: number) => Buffer {
    const [first] = NUMBERS[blob];
    return (index) => {
      const data = this.selectOne.get(blockId, first + index);
      if (data === undefined) throw viewGone();
      return data;
    };
  }

  /** The whole blob, as it was before it was cut into pieces. @param first what stands in its own row */
  joined(blockId: number, blob: PiecedBlob, first: Buffer): Buffer {
    const [from, until] = NUMBERS[blob];
    const rest = this.selectAll.all(blockId, from, until);
    return rest.length === 0 ? first : Buffer.concat([first, ...rest]);
  }
}
