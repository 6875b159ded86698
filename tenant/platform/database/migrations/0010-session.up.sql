-- A sign-in of a member on one device, from the first token to its end. The device is known by the key that its tokens
-- are bound to (RFC 9449): a new sign-in on it takes the place of the one before.
CREATE TABLE session (
  tenant_id uuid NOT NULL,
  session_id uuid NOT NULL,
  member_id uuid NOT NULL,
  -- What the identity provider keeps the refresh tokens of this sign-in under.
  grant_digest bytea NOT NULL CHECK (length(grant_digest) = 32),
  -- Thumbprint of the device's key (RFC 7638).
  device_key text NOT NULL CHECK (length(device_key) = 43),
  -- As the device calls itself.
  device text NOT NULL CHECK (length(device) BETWEEN 1 AND 200),
  began_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  PRIMARY KEY (tenant_id, session_id),
  UNIQUE (tenant_id, grant_digest),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, member_id)
);
CREATE INDEX session_member ON session (tenant_id, member_id) WHERE ended_at IS NULL;
CALL isolate('session', 'SELECT, INSERT, UPDATE');

-- Who asks is looked up with each request: one way to the database and back, under the same security as everything else,
-- for the tenant is chosen within the one statement.
CREATE FUNCTION role_in_session(of_tenant uuid, of_member uuid, of_session uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM set_config('app.tenant', of_tenant::text, true);
  RETURN (
    SELECT member.role FROM session JOIN member USING (tenant_id, member_id)
    WHERE tenant_id = of_tenant AND member_id = of_member AND session_id = of_session
      AND ended_at IS NULL AND disabled_at IS NULL);
END $$;
REVOKE EXECUTE ON FUNCTION role_in_session(uuid, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION role_in_session(uuid, uuid, uuid) TO eiq_app;
