-- A service account is somebody of the team who is no person: a program with a name, a role and keys of its own. It stands
-- among the members, so that what it does has an author as theirs has; it has no address, and so no way to sign in.
ALTER TABLE member
  ADD COLUMN kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'service')),
  ADD COLUMN made_by uuid,
  ADD FOREIGN KEY (tenant_id, made_by) REFERENCES member (tenant_id, member_id),
  ALTER COLUMN email DROP NOT NULL,
  ALTER COLUMN email_key DROP NOT NULL,
  ADD CONSTRAINT member_person_has_address CHECK (kind <> 'person' OR (email IS NOT NULL AND email_key IS NOT NULL)),
  ADD CONSTRAINT member_service_has_keys_only CHECK (
    kind <> 'service' OR (email IS NULL AND email_key IS NULL AND passphrase_hash IS NULL AND sealing_key IS NULL
      AND made_by IS NOT NULL AND role <> 'admin'));
CREATE UNIQUE INDEX member_service_name ON member (tenant_id, lower(name)) WHERE kind = 'service' AND disabled_at IS NULL;
