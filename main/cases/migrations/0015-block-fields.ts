/** Of the records of a block, fields that have few values. See `logstore/field-columns.ts`. */
export const sql = `
CREATE TABLE block_fields (
  block_id INTEGER PRIMARY KEY REFERENCES block (id) ON DELETE CASCADE,
  data BLOB NOT NULL
) STRICT;
`;
