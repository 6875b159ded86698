-- Rules, formats and playbooks that a team releases to its desktops, by the digest of what was signed.
CREATE TABLE team_pack (
  tenant_id uuid NOT NULL REFERENCES tenant,
  digest text NOT NULL CHECK (digest ~ '^sha256:[0-9a-f]{64}$'),
  body text NOT NULL,
  signature text NOT NULL,
  kept_by uuid NOT NULL,
  kept_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, digest),
  FOREIGN KEY (tenant_id, kept_by) REFERENCES member (tenant_id, member_id)
);
CALL isolate('team_pack', 'SELECT, INSERT');
