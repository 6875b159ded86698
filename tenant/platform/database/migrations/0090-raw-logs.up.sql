-- What was read of sources of a case, as a member shared it: a file that only who has the case's key opens, in pieces that
-- are known by the SHA-256 of their sealed bytes. In the database, so that backups, row security and the end of a case hold
-- for them too.
CREATE TABLE raw_logs (
  tenant_id uuid NOT NULL,
  case_id uuid NOT NULL,
  upload_id uuid NOT NULL,
  generation int NOT NULL CHECK (generation > 0),
  -- What it opens with and what is in it, under the case's key of that generation.
  sealed text NOT NULL CHECK (length(sealed) <= 1048576),
  shared_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, case_id, upload_id),
  FOREIGN KEY (tenant_id, case_id) REFERENCES shared_case (tenant_id, case_id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, shared_by) REFERENCES member (tenant_id, member_id)
);
CALL isolate('raw_logs', 'SELECT, INSERT, DELETE');

-- Which pieces a file is made of, in order, whether they are here or not.
CREATE TABLE raw_piece (
  tenant_id uuid NOT NULL,
  case_id uuid NOT NULL,
  upload_id uuid NOT NULL,
  place int NOT NULL CHECK (place >= 0),
  digest text NOT NULL CHECK (length(digest) = 43),
  bytes int NOT NULL CHECK (bytes > 0),
  PRIMARY KEY (tenant_id, case_id, upload_id, place),
  FOREIGN KEY (tenant_id, case_id, upload_id) REFERENCES raw_logs ON DELETE CASCADE
);
CREATE INDEX raw_piece_digest ON raw_piece (tenant_id, case_id, digest);
CALL isolate('raw_piece', 'SELECT, INSERT, DELETE');

-- Pieces that are here, each once in a case.
CREATE TABLE raw_chunk (
  tenant_id uuid NOT NULL,
  case_id uuid NOT NULL,
  digest text NOT NULL CHECK (length(digest) = 43),
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, case_id, digest),
  FOREIGN KEY (tenant_id, case_id) REFERENCES shared_case (tenant_id, case_id) ON DELETE CASCADE
);
-- Sealed bytes do not compress.
ALTER TABLE raw_chunk ALTER COLUMN sealed SET STORAGE EXTERNAL;
CALL isolate('raw_chunk', 'SELECT, INSERT, DELETE');
