-- What every table of a tenant is made with: row-level security that its owner is under as well. A tenant is chosen
-- for one transaction by set_config('app.tenant', id, true). After it the setting is an empty string, not NULL, which
-- must mean "no tenant" and not an error.
CREATE FUNCTION current_tenant() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.tenant', true), '')::uuid;

-- Puts a table under row-level security and grants `rights` on it to the server. Maintenance sees all tenants.
CREATE PROCEDURE isolate(target regclass, rights text)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY of_tenant ON %s USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())',
    target);
  EXECUTE format('CREATE POLICY of_all ON %s TO eiq_maint USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT %s ON %s TO eiq_app', rights, target);
  EXECUTE format('GRANT SELECT, DELETE ON %s TO eiq_maint', target);
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO eiq_app, eiq_maint;
REVOKE EXECUTE ON PROCEDURE isolate(regclass, text) FROM PUBLIC;

CREATE TABLE tenant (
  tenant_id uuid PRIMARY KEY,
  -- In addresses: lower case, digits and hyphens.
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  -- The number of its last change: one row, locked last in a transaction, so that numbers commit in their order.
  last_seq bigint NOT NULL DEFAULT 0 CHECK (last_seq >= 0),
  created_at timestamptz NOT NULL DEFAULT now()
);
CALL isolate('tenant', 'SELECT, INSERT, UPDATE');

-- Which tenant an address means, before one is chosen. Tells an id and nothing else; for that its owner sees the names
-- of all tenants, and no more of them than this table has.
CREATE POLICY of_address ON tenant FOR SELECT TO eiq_owner USING (true);
CREATE FUNCTION tenant_of_slug(wanted text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT tenant_id FROM tenant WHERE slug = wanted $$;
REVOKE EXECUTE ON FUNCTION tenant_of_slug(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_of_slug(text) TO eiq_app;
