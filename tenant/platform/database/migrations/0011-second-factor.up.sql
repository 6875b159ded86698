-- Keys by which a member signs in without a passphrase, or confirms that it is her (WebAuthn).
CREATE TABLE passkey (
  tenant_id uuid NOT NULL,
  -- As the authenticator calls it, base64url.
  credential_id text NOT NULL CHECK (length(credential_id) <= 1400),
  member_id uuid NOT NULL,
  public_key bytea NOT NULL,
  -- How often it was used, as far as it counts; one that falls back is a copy.
  counter bigint NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  created_at timestamptz NOT NULL DEFAULT now(),
  used_at timestamptz,
  PRIMARY KEY (tenant_id, credential_id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, member_id)
);
CREATE INDEX passkey_member ON passkey (tenant_id, member_id);
CALL isolate('passkey', 'SELECT, INSERT, UPDATE, DELETE');

-- What a member's code app counts with (RFC 6238), encrypted under the master key, and the last step that was used.
CREATE TABLE code_app (
  tenant_id uuid NOT NULL,
  member_id uuid NOT NULL,
  sealed_secret text NOT NULL,
  last_step bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, member_id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, member_id)
);
CALL isolate('code_app', 'SELECT, INSERT, UPDATE, DELETE');

-- Codes that stand for a second factor that was lost, each once.
CREATE TABLE recovery_code (
  tenant_id uuid NOT NULL,
  member_id uuid NOT NULL,
  code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
  PRIMARY KEY (tenant_id, member_id, code_hash),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, member_id)
);
CALL isolate('recovery_code', 'SELECT, INSERT, DELETE');
