-- Keys that fields of a tenant are sealed with, each wrapped by a root key of the server's secrets. One is in force; those
-- before it are there until nothing is under them.
CREATE TABLE field_key (
  tenant_id uuid NOT NULL REFERENCES tenant,
  key_id text NOT NULL CHECK (key_id ~ '^[0-9a-f]{16}$'),
  root_id text NOT NULL CHECK (root_id ~ '^[0-9a-f]{16}$'),
  wrapped text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  -- Since when nothing new is sealed with it, and since when nothing is under it.
  retired_at timestamptz,
  emptied_at timestamptz CHECK (emptied_at IS NULL OR retired_at IS NOT NULL),
  PRIMARY KEY (tenant_id, key_id)
);
CREATE UNIQUE INDEX field_key_in_force ON field_key (tenant_id) WHERE retired_at IS NULL;
CALL isolate('field_key', 'SELECT, INSERT, UPDATE, DELETE');
REVOKE DELETE ON field_key FROM eiq_maint;

-- Secrets of the server itself, sealed once for each master key that opens them, where an external database keeps them.
-- They are no tenant's: its owner sees them as the tenant that there never is.
CREATE TABLE server_secrets (
  tenant_id uuid NOT NULL CHECK (tenant_id = '00000000-0000-0000-0000-000000000000'),
  place int NOT NULL,
  secrets jsonb NOT NULL,
  PRIMARY KEY (tenant_id, place)
);
CALL isolate('server_secrets', 'SELECT');
REVOKE ALL ON server_secrets FROM eiq_app, eiq_maint;
DROP TRIGGER note_insert ON server_secrets;
DROP TRIGGER note_update ON server_secrets;
DROP TRIGGER note_delete ON server_secrets;

-- Which master key the audit log of a tenant last told of.
ALTER TABLE tenant ADD COLUMN master_key text;

-- What is sealed may be sealed again under another key; nothing else of these rows changes.
GRANT UPDATE (sealed_key) ON token_key, licence_key, audit_key TO eiq_app;
GRANT UPDATE (sealed_answer) ON idempotency TO eiq_app;
DROP TRIGGER only_added ON audit_key;
CREATE TRIGGER only_added BEFORE DELETE OR TRUNCATE ON audit_key EXECUTE FUNCTION refuse_change();
