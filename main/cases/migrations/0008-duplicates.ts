/**
 * What is not counted twice. `duplicate` is JSON of the `Duplicate` that a source is, or begins with; `head` is the
 * SHA-256 of how its content begins, by which another copy is suspected before all of it is read.
 */
export const sql = `
ALTER TABLE source ADD COLUMN counted_anyway INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source_read ADD COLUMN duplicate TEXT;
ALTER TABLE source_read ADD COLUMN head TEXT;
`;
