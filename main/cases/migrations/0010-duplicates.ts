/**
 * What is not counted twice. `duplicate` is JSON of the `Duplicate` that a source is, or begins with; `head` is the
 * SHA-256 of how its content begins, by which another copy is suspected before all of it is read.
 */
export const sql = `
ALTER TABLE known_source ADD COLUMN counted_anyway INTEGER NOT NULL DEFAULT 0;
DROP VIEW source;
CREATE VIEW source AS
  SELECT id, key, path, origin, size, mtime_us, added, sha256, format_override, zone_override,
    encoding_override, shift_us, counted_anyway
  FROM known_source WHERE removed = 0;
ALTER TABLE source_read ADD COLUMN duplicate TEXT;
ALTER TABLE source_read ADD COLUMN head TEXT;
`;
