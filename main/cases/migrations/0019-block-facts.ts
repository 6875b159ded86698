/** What a search thread knows of every block from the start, in one place: rows of the table are large, a page or more each. */
export const sql = `
CREATE INDEX block_facts ON block (staged, id, source_id, first_line, first_ordinal, records, time_min_us, time_max_us,
  fallback_us, back, last_us, shape);
`;
