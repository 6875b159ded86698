-- Which life of the server this is. A restored backup gets another one, by which every desktop notices.
ALTER TABLE tenant ADD COLUMN epoch uuid NOT NULL DEFAULT gen_random_uuid();

CREATE TABLE shared_case (
  tenant_id uuid NOT NULL REFERENCES tenant,
  case_id uuid NOT NULL,
  -- Name of the case under its own key, which the server has not.
  sealed_name text NOT NULL CHECK (length(sealed_name) <= 4096),
  shared_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, case_id),
  FOREIGN KEY (tenant_id, shared_by) REFERENCES member (tenant_id, member_id)
);
CALL isolate('shared_case', 'SELECT, INSERT, UPDATE');

-- Who may do what with a case, and the case's key sealed for that member's desktop.
CREATE TABLE case_grant (
  tenant_id uuid NOT NULL,
  case_id uuid NOT NULL,
  member_id uuid NOT NULL,
  access text NOT NULL CHECK (access IN ('read', 'write', 'manage')),
  generation int NOT NULL CHECK (generation > 0),
  sealed_key text NOT NULL CHECK (length(sealed_key) <= 4096),
  granted_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, case_id, member_id),
  FOREIGN KEY (tenant_id, case_id) REFERENCES shared_case (tenant_id, case_id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, member_id)
);
CREATE INDEX case_grant_member ON case_grant (tenant_id, member_id);
CALL isolate('case_grant', 'SELECT, INSERT, UPDATE, DELETE');

-- The journal of a case as the server sees it. Rows are added and never changed.
CREATE TABLE case_entry (
  tenant_id uuid NOT NULL,
  case_id uuid NOT NULL,
  seq bigint NOT NULL,
  entry_id uuid NOT NULL,
  generation int NOT NULL,
  digest text NOT NULL CHECK (length(digest) = 43),
  before text CHECK (length(before) = 43),
  sealed text NOT NULL,
  member_id uuid NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, case_id, seq),
  UNIQUE (tenant_id, case_id, entry_id),
  FOREIGN KEY (tenant_id, case_id) REFERENCES shared_case (tenant_id, case_id)
);
CREATE INDEX case_entry_digest ON case_entry (tenant_id, case_id, digest);
-- Sealed bytes do not compress.
ALTER TABLE case_entry ALTER COLUMN sealed SET STORAGE EXTERNAL;
CALL isolate('case_entry', 'SELECT, INSERT');

-- What became of each number of a copy. Copies are told apart by who syncs them, so that nobody uses up another's numbers.
CREATE TABLE push_outcome (
  tenant_id uuid NOT NULL,
  case_id uuid NOT NULL,
  member_id uuid NOT NULL,
  client uuid NOT NULL,
  seq bigint NOT NULL,
  entry_id uuid NOT NULL,
  digest text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('applied', 'known', 'refused')),
  code text CHECK ((code IS NOT NULL) = (outcome = 'refused')),
  PRIMARY KEY (tenant_id, case_id, member_id, client, seq),
  FOREIGN KEY (tenant_id, case_id) REFERENCES shared_case (tenant_id, case_id)
);
CALL isolate('push_outcome', 'SELECT, INSERT');
