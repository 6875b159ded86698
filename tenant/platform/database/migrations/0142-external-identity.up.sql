-- Who a member is to a provider of OpenID Connect outside: its issuer and the subject there, which never changes hands, as an
-- address may. Linked at her first sign-in through it, which the provider must have verified her address for.
CREATE TABLE member_identity (
  tenant_id uuid NOT NULL,
  issuer text NOT NULL CHECK (length(issuer) BETWEEN 1 AND 2048),
  subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
  member_id uuid NOT NULL,
  linked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, issuer, subject),
  UNIQUE (tenant_id, member_id, issuer),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, member_id)
);
CALL isolate('member_identity', 'SELECT, INSERT');

-- Who joins through such a provider has no passphrase here.
ALTER TABLE member ALTER COLUMN passphrase_hash DROP NOT NULL;
