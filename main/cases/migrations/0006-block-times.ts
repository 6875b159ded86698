/** How the records of a block lie in time, by kind: what a histogram is counted from. See `logstore/time-index.ts`. */
export const sql = `
CREATE TABLE block_times (
  block_id INTEGER PRIMARY KEY REFERENCES block (id) ON DELETE CASCADE,
  data BLOB NOT NULL
) STRICT;
`;
