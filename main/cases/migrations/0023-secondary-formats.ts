/**
 * How many records of a block secondary formats explain: JSON of counts by format; null: none. Few sources have any, and rows of
 * blocks are large: a list of sources finds the blocks that have some in an index which holds no others, and so costs nothing
 * where there are none, however many blocks a case has.
 */
export const sql = `
ALTER TABLE block ADD COLUMN others TEXT;
CREATE INDEX block_others ON block (staged, source_id, others) WHERE others IS NOT NULL;
`;
