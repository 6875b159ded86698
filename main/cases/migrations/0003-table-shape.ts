/** What the rows of a block are read with, when it is of a table: JSON of the columns that its header names. */
export const sql = `
ALTER TABLE block ADD COLUMN shape TEXT;
`;
