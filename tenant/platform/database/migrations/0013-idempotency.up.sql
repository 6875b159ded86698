-- What became of requests that carried a key of their own, so that one that is sent again does nothing again.
CREATE TABLE idempotency (
  tenant_id uuid NOT NULL,
  member_id uuid NOT NULL,
  key_hash bytea NOT NULL CHECK (length(key_hash) = 32),
  request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
  -- Null while it is worked on.
  status int,
  -- The answer, encrypted under the master key: it may tell what is told once.
  sealed_answer text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, member_id, key_hash),
  CHECK ((status IS NULL) = (sealed_answer IS NULL)),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, member_id)
);
CREATE INDEX idempotency_created ON idempotency (tenant_id, created_at);
CALL isolate('idempotency', 'SELECT, INSERT, UPDATE, DELETE');
