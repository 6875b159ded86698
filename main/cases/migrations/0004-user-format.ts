/**
 * The definitions of formats that the analyst made or brought along, as sources were read with them:
 * a copy of the case is read the same on a machine that has not got them.
 */
export const sql = `
CREATE TABLE user_format (
  hash TEXT PRIMARY KEY,
  definition TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Null: the format is built in.
ALTER TABLE source_read ADD COLUMN format_hash TEXT;
`;
