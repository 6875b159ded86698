/** What analysts decide about issues, and how they want them grouped; projected from the journal. */
export const sql = `
-- JSON of an IssueMark: the decision and what was known when it was made.
CREATE TABLE issue_mark (
  issue_key TEXT PRIMARY KEY,
  mark TEXT NOT NULL,
  author TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE TABLE issue_merge (
  issue_key TEXT PRIMARY KEY,
  into_key TEXT NOT NULL
) STRICT;

CREATE TABLE issue_split (
  part_key TEXT PRIMARY KEY,
  own_key TEXT NOT NULL
) STRICT;

CREATE TABLE issue_grouping (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  fingerprint TEXT NOT NULL,
  stack_trace TEXT NOT NULL
) STRICT;
`;
