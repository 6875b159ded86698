import type { Database } from 'better-sqlite3';
import { BlockParts, type PiecedBlob } from '../../logstore/index.ts';
import { blockDigest, DIGESTED_FACTS, type DigestedBlock } from './block-digest.ts';

type StoredBlock = Record<(typeof DIGESTED_FACTS)[number], number | string | null> & {
  readonly [name: string]: unknown;
  readonly header: Buffer;
};

/** Hashes blocks as they lie in the case file. */
export function createStoredBlocks(
  database: Database,
  skeleton: (id: number) => Uint8Array,
): {
  /** SHA-256 of a block and how many bytes of the file that is; null in place of the hash: it is damaged. */
  digest(blockId: number): { readonly digest: Buffer | null; readonly bytes: number };
} {
  const parts = new BlockParts(database);
  const one = database.prepare<[number], StoredBlock>(
    `SELECT block.*, block_columns.codec AS columnsCodec, block_columns.data AS columnsData,
       block_times.data AS timesData, block_fields.data AS fieldsData,
       block_text.codec AS textCodec, block_text.size AS textSize, block_text.data AS textData
     FROM block LEFT JOIN block_columns ON block_columns.block_id = block.id
       LEFT JOIN block_times ON block_times.block_id = block.id
       LEFT JOIN block_fields ON block_fields.block_id = block.id
       LEFT JOIN block_text ON block_text.block_id = block.id
     WHERE block.id = ?`,
  );
  return {
    digest(blockId) {
      const row = one.get(blockId);
      if (row === undefined) return { digest: null, bytes: 0 };
      const block = digestedOf(row, blockId, parts);
      const bytes = block.parts.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
      try {
        // The size of the text stands in its own row, too.
        const isWhole = row['textSize'] === row.size;
        const digest = isWhole ? blockDigest(block, skeleton) : null;
        return { digest, bytes };
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return { digest: null, bytes };
      }
    },
  };
}

function digestedOf(row: StoredBlock, blockId: number, parts: BlockParts): DigestedBlock {
  const part = (codec: string | null, data: string, blob: PiecedBlob | null = null) => {
    const first = row[data] as Buffer | null;
    return {
      codec: codec === null ? null : (row[codec] as string | null),
      data: first === null || blob === null ? first : parts.joined(blockId, blob, first),
    };
  };
  return {
    facts: DIGESTED_FACTS.map((name) => row[name]),
    header: row.header,
    parts: [
      part(null, 'filter'),
      part(null, 'varying'),
      part('columnsCodec', 'columnsData', 'columns'),
      part(null, 'timesData'),
      part(null, 'fieldsData', 'fields'),
      part('textCodec', 'textData', 'text'),
    ],
  };
}
