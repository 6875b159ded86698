/**
 * Sources that grow. Their small blocks are merged into larger ones, so the order of a source is that of its lines and not
 * that in which blocks were written. `point` is JSON of the file that is being followed and how far, see `FollowPoint`.
 */
export const sql = `
DROP INDEX block_by_source;
CREATE INDEX block_by_source ON block (source_id, staged, first_line, id);
ALTER TABLE source_read ADD COLUMN point TEXT;
`;
