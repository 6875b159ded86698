/** How many records of a block secondary formats explain: JSON of counts by format; null: none. Few sources have any. */
export const sql = `
ALTER TABLE block ADD COLUMN others TEXT;
CREATE INDEX block_others ON block (staged, source_id, others) WHERE others IS NOT NULL;
`;
