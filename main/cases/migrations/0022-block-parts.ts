/**
 * What a search need not read of a block's columns, fields and text, in rows of their own: SQLite reads rows whole, and a page at a
 * time. See `logstore/block-parts.ts`; blocks from before have none.
 */
export const sql = `
CREATE TABLE block_part (
  block_id INTEGER NOT NULL REFERENCES block (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX block_part_of ON block_part (block_id, number);
`;
