/**
 * How often the times of a source go back from one record to the next, and how far at most. Of a block the step from the
 * one before it is its own; `prior_us` is the last time before it, `last_us` the last one with it.
 */
export const sql = `
ALTER TABLE block ADD COLUMN back INTEGER NOT NULL DEFAULT 0;
ALTER TABLE block ADD COLUMN back_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE block ADD COLUMN prior_us INTEGER;
ALTER TABLE block ADD COLUMN last_us INTEGER;
-- Asked for every source that is taken in.
CREATE INDEX custody_by_source ON custody (kind, json_extract(payload, '$.source'));
ALTER TABLE source_read ADD COLUMN back INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source_read ADD COLUMN back_us INTEGER NOT NULL DEFAULT 0;
`;
