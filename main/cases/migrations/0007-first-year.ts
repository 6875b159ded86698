/** The year that dates without one were given at the beginning of a source; null: its dates say theirs, or none was read. */
export const sql = `
ALTER TABLE source_read ADD COLUMN first_year INTEGER;
`;
