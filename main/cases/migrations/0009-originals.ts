/** Originals of sources that are kept with the case, byte for byte, in compressed pieces. */
export const sql = `
CREATE TABLE original (
  source_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  codec TEXT NOT NULL,
  size INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (source_id, seq)
) STRICT;
`;
