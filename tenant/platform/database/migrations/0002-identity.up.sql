CREATE TABLE member (
  tenant_id uuid NOT NULL REFERENCES tenant,
  member_id uuid NOT NULL,
  -- As it was written, and what it is found by.
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 320),
  email_key text NOT NULL CHECK (email_key = lower(email_key)),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  role text NOT NULL CHECK (role IN ('viewer', 'analyst', 'lead', 'deployer', 'auditor', 'admin')),
  -- Argon2id, in the encoded form that says its own parameters.
  passphrase_hash text NOT NULL,
  -- What others seal keys of cases with for this member, and since when; null: no desktop has told one yet.
  sealing_key text,
  failures int NOT NULL DEFAULT 0,
  locked_until timestamptz,
  disabled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, member_id),
  UNIQUE (tenant_id, email_key)
);
CALL isolate('member', 'SELECT, INSERT, UPDATE');

CREATE TABLE invitation (
  tenant_id uuid NOT NULL,
  invitation_id uuid NOT NULL,
  email text NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'analyst', 'lead', 'deployer', 'auditor', 'admin')),
  token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
  invited_by uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (tenant_id, invitation_id),
  FOREIGN KEY (tenant_id, invited_by) REFERENCES member
);
CALL isolate('invitation', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE api_key (
  tenant_id uuid NOT NULL,
  key_id uuid NOT NULL,
  member_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  secret_hash bytea NOT NULL CHECK (length(secret_hash) = 32),
  scopes text[] NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_on date,
  PRIMARY KEY (tenant_id, key_id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member
);
CALL isolate('api_key', 'SELECT, INSERT, UPDATE');

-- What the built-in identity provider keeps: sessions, grants, codes, refresh tokens. Found by a digest, because what is
-- digested is itself what opens.
CREATE TABLE oidc_payload (
  tenant_id uuid NOT NULL REFERENCES tenant,
  model text NOT NULL,
  id_digest bytea NOT NULL CHECK (length(id_digest) = 32),
  payload jsonb NOT NULL,
  grant_digest bytea,
  uid_digest bytea,
  account uuid,
  expires_at timestamptz,
  consumed_at timestamptz,
  PRIMARY KEY (tenant_id, model, id_digest)
);
CREATE INDEX oidc_payload_grant ON oidc_payload (tenant_id, grant_digest) WHERE grant_digest IS NOT NULL;
CREATE INDEX oidc_payload_uid ON oidc_payload (tenant_id, model, uid_digest) WHERE uid_digest IS NOT NULL;
CREATE INDEX oidc_payload_account ON oidc_payload (tenant_id, account) WHERE account IS NOT NULL;
CREATE INDEX oidc_payload_expiry ON oidc_payload (tenant_id, expires_at);
CALL isolate('oidc_payload', 'SELECT, INSERT, UPDATE, DELETE');

-- Keys that tokens are signed with; the private part is encrypted under the master key.
CREATE TABLE token_key (
  tenant_id uuid NOT NULL REFERENCES tenant,
  kid text NOT NULL,
  sealed_key text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, kid)
);
CALL isolate('token_key', 'SELECT, INSERT');

-- How many tenants there are: nobody is told which. The first start asks it.
CREATE FUNCTION tenant_count() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT count(*) FROM tenant $$;
REVOKE EXECUTE ON FUNCTION tenant_count() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_count() TO eiq_app;
