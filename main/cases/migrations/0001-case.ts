/**
 * SQL of the case file's first version. A module and not a `.sql` file, because it must load the same
 * from the source tree under Node and from the bundle.
 */
export const sql = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The only truth about what was done. What follows until "derived" is projected from it.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  body BLOB NOT NULL,
  hash BLOB NOT NULL,
  signature BLOB NOT NULL
) STRICT;

CREATE TABLE case_info (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  created TEXT NOT NULL
) STRICT;

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  origin TEXT NOT NULL,
  size INTEGER,
  mtime_us INTEGER NOT NULL,
  added TEXT NOT NULL,
  sha256 TEXT,
  format_override TEXT,
  zone_override TEXT,
  encoding_override TEXT
) STRICT;

CREATE TABLE pin (
  id TEXT PRIMARY KEY,
  source_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  note TEXT NOT NULL,
  author TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE TABLE issue_state (
  issue_key TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  author TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

-- Derived by reading the sources; can be made again from them.
CREATE TABLE source_read (
  source_id INTEGER PRIMARY KEY,
  state TEXT NOT NULL,
  format TEXT NOT NULL,
  format_score REAL NOT NULL,
  encoding TEXT NOT NULL,
  zone TEXT NOT NULL,
  year_hint INTEGER,
  bytes INTEGER NOT NULL DEFAULT 0,
  lines INTEGER NOT NULL DEFAULT 0,
  records INTEGER NOT NULL DEFAULT 0,
  unparsed INTEGER NOT NULL DEFAULT 0,
  time_min_us INTEGER,
  time_max_us INTEGER,
  error TEXT,
  seconds REAL NOT NULL DEFAULT 0,
  staged TEXT
) STRICT;

CREATE TABLE skeleton (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE block (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  staged INTEGER NOT NULL,
  first_line INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  first_ordinal INTEGER NOT NULL,
  records INTEGER NOT NULL,
  time_min_us INTEGER,
  time_max_us INTEGER,
  fallback_us INTEGER,
  unparsed INTEGER NOT NULL,
  size INTEGER NOT NULL,
  header BLOB NOT NULL,
  filter BLOB NOT NULL
) STRICT;
CREATE INDEX block_by_source ON block (source_id, staged, id);

CREATE TABLE block_columns (
  block_id INTEGER PRIMARY KEY REFERENCES block (id) ON DELETE CASCADE,
  codec TEXT NOT NULL,
  data BLOB NOT NULL
) STRICT;

CREATE TABLE block_text (
  block_id INTEGER PRIMARY KEY REFERENCES block (id) ON DELETE CASCADE,
  codec TEXT NOT NULL,
  size INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;

CREATE TABLE skipped (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE TABLE view_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
