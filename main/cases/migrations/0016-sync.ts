/** How far this copy and the team server know each other: see `main/sync-operations.ts`. */
export const sql = `
CREATE INDEX journal_by_hash ON journal (hash);

CREATE TABLE sync_link (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- Who this copy is to the server.
  client TEXT NOT NULL,
  epoch TEXT,
  cursor INTEGER NOT NULL,
  next_seq INTEGER NOT NULL,
  -- Entries of the journal up to this number have been looked at.
  looked INTEGER NOT NULL
) STRICT;

CREATE TABLE sync_entry (
  id TEXT PRIMARY KEY,
  -- The number that it is sent with, while it waits for its answer.
  seq INTEGER UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('pending', 'shared', 'refused')),
  code TEXT,
  CHECK ((seq IS NOT NULL) = (state = 'pending')),
  CHECK ((code IS NOT NULL) = (state = 'refused'))
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_entry_refused ON sync_entry (code) WHERE state = 'refused';

-- Entries of others that could not be taken.
CREATE TABLE sync_fault (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (id, code)
) STRICT, WITHOUT ROWID;
`;
