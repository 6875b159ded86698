/** What detection rules found when they last ran: see `main/rule-result-operations.ts`. */
export const sql = `
CREATE TABLE rule_result (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- What ran over what, as JSON.
  header TEXT NOT NULL
) STRICT;

CREATE TABLE rule_found (
  key TEXT NOT NULL UNIQUE,
  -- The rule, counts, times and matches, as JSON.
  facts TEXT NOT NULL,
  -- A position a record: 32 bit little-endian numbers, times as 64 bit floating point microseconds.
  sources BLOB NOT NULL,
  ordinals BLOB NOT NULL,
  lines BLOB NOT NULL,
  times BLOB NOT NULL
) STRICT;
`;
