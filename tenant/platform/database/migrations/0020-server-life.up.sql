-- Where the database lives: its cluster and timeline. Recovery to an earlier time, and a copy put in its place, change it.
CREATE FUNCTION database_life() RETURNS text LANGUAGE sql STABLE
RETURN (SELECT system_identifier::text || '/' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
          FROM pg_control_system());
REVOKE EXECUTE ON FUNCTION database_life() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION database_life() TO eiq_app, eiq_maint;

-- Where a tenant was last worked with: by it the server notices that it may be an earlier state of itself.
ALTER TABLE tenant ADD COLUMN lived_on text NOT NULL DEFAULT database_life();

-- Each life after the first, with how long the audit log was when it began.
CREATE TABLE server_life (
  tenant_id uuid NOT NULL REFERENCES tenant,
  epoch uuid NOT NULL,
  log_size bigint NOT NULL CHECK (log_size >= 0),
  -- Which time it was put back to, when that is known.
  restored_to timestamptz,
  began_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, epoch)
);
CREATE INDEX server_life_began ON server_life (tenant_id, began_at);
CALL isolate('server_life', 'SELECT, INSERT');
REVOKE DELETE ON server_life FROM eiq_maint;
