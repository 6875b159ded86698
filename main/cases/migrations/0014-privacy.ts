/** What stands for what where texts leave the case masked. */
export const sql = `
CREATE TABLE pseudonym (
  pseudonym TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  original TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
