/**
 * The journal in one order for all copies of a case, and what is projected from it since: see `main/journal`.
 * Sources have a key that is the same in every copy; their number is this copy's own.
 */
export const sql = `
ALTER TABLE journal ADD COLUMN clock TEXT NOT NULL DEFAULT '';
ALTER TABLE journal ADD COLUMN device TEXT NOT NULL DEFAULT '';
UPDATE journal SET
  clock = json_extract(CAST(body AS TEXT), '$.clock'),
  device = json_extract(CAST(body AS TEXT), '$.device');
CREATE INDEX journal_in_order ON journal (clock, id);
CREATE INDEX journal_by_device ON journal (device, clock);

CREATE TABLE source_number (
  key TEXT PRIMARY KEY,
  id INTEGER NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
INSERT INTO source_number (key, id)
  SELECT (SELECT value FROM meta WHERE key = 'device') || '/' || id, id FROM source;

DROP TABLE case_info;
DROP TABLE issue_state;
DROP TABLE pin;
DROP TABLE source;

-- The only truth stays the journal; all of these are made from it, and can be made again.
CREATE TABLE case_info (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  created TEXT NOT NULL
) STRICT;

CREATE TABLE known_source (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,
  origin TEXT NOT NULL,
  size INTEGER,
  mtime_us INTEGER NOT NULL,
  added TEXT NOT NULL,
  sha256 TEXT,
  format_override TEXT,
  zone_override TEXT,
  encoding_override TEXT,
  shift_us INTEGER NOT NULL DEFAULT 0,
  removed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE VIEW source AS
  SELECT id, key, path, origin, size, mtime_us, added, sha256, format_override, zone_override,
    encoding_override, shift_us
  FROM known_source WHERE removed = 0;

-- Each value of a thing that is changed value by value, as JSON, and the entry that set it.
CREATE TABLE register (
  entity TEXT NOT NULL,
  id TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (entity, id, field)
) STRICT, WITHOUT ROWID;

-- Things that are added and removed; edits are counted so that a removal can say which it knew.
CREATE TABLE thing (
  entity TEXT NOT NULL,
  id TEXT NOT NULL,
  entry TEXT NOT NULL,
  edits INTEGER NOT NULL DEFAULT 0,
  last_edit TEXT,
  removal TEXT,
  PRIMARY KEY (entity, id)
) STRICT, WITHOUT ROWID;

-- What was overridden by somebody who did not know of it. Without a field: a removal.
CREATE TABLE conflict (
  entity TEXT NOT NULL,
  id TEXT NOT NULL,
  field TEXT NOT NULL,
  kept_entry TEXT NOT NULL,
  kept_value TEXT NOT NULL,
  PRIMARY KEY (entity, id, field, kept_entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
  id TEXT PRIMARY KEY,
  target TEXT NOT NULL,
  content TEXT NOT NULL,
  entry TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tag (
  target TEXT NOT NULL,
  tag TEXT NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (target, tag, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE pin (
  id TEXT PRIMARY KEY,
  record TEXT NOT NULL,
  note TEXT NOT NULL,
  entry TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE custody (
  entry TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
