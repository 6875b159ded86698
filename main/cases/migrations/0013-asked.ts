/** What the analyst asked for that is not at its end: it goes on after the process ended. See `ingest/asked-requests.ts`. */
export const sql = `
CREATE TABLE asked (id INTEGER PRIMARY KEY, request TEXT NOT NULL) STRICT;

-- Sources that were taken in for it, by their origin.
CREATE TABLE asked_found (
  asked_id INTEGER NOT NULL REFERENCES asked (id) ON DELETE CASCADE,
  origin TEXT NOT NULL,
  PRIMARY KEY (asked_id, origin)
) STRICT, WITHOUT ROWID;

-- How a source that was read is to be read again.
ALTER TABLE source_read ADD COLUMN again TEXT;

-- What is noted of a source that is being read again says from now on how it ended before, too.
UPDATE source_read SET staged = NULL WHERE staged IS NOT NULL;
`;
