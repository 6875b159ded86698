-- The audit log: one entry for what each transaction wrote, in one order a tenant. Its leaves, and the perfect subtrees
-- over them (RFC 6962), so that a proof is a few rows.
CREATE TABLE audit_head (
  tenant_id uuid PRIMARY KEY REFERENCES tenant,
  size bigint NOT NULL CHECK (size > 0),
  last_leaf bytea NOT NULL CHECK (length(last_leaf) = 32),
  peaks bytea NOT NULL CHECK (length(peaks) % 32 = 0)
);
CALL isolate('audit_head', 'SELECT, INSERT, UPDATE');

CREATE TABLE audit_entry (
  tenant_id uuid NOT NULL REFERENCES tenant,
  seq bigint NOT NULL CHECK (seq >= 0),
  -- As it was hashed.
  body text NOT NULL,
  leaf bytea NOT NULL CHECK (length(leaf) = 32),
  PRIMARY KEY (tenant_id, seq)
);
CALL isolate('audit_entry', 'SELECT, INSERT');

CREATE TABLE audit_node (
  tenant_id uuid NOT NULL REFERENCES tenant,
  level smallint NOT NULL CHECK (level > 0),
  position bigint NOT NULL CHECK (position >= 0),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (tenant_id, level, position)
);
CALL isolate('audit_node', 'SELECT, INSERT');

CREATE TABLE audit_checkpoint (
  tenant_id uuid NOT NULL REFERENCES tenant,
  size bigint NOT NULL CHECK (size > 0),
  note text NOT NULL,
  signed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, size)
);
CALL isolate('audit_checkpoint', 'SELECT, INSERT');

-- What checkpoints are signed with; the private part is encrypted under the master key.
CREATE TABLE audit_key (
  tenant_id uuid PRIMARY KEY REFERENCES tenant,
  sealed_key text NOT NULL
);
CALL isolate('audit_key', 'SELECT, INSERT');

-- What was written for many tenants at once, until the next entry of each takes it in.
CREATE TABLE audit_pending (
  tenant_id uuid NOT NULL REFERENCES tenant,
  pending_id bigint GENERATED ALWAYS AS IDENTITY,
  write jsonb NOT NULL,
  PRIMARY KEY (tenant_id, pending_id)
);
CALL isolate('audit_pending', 'SELECT, INSERT, DELETE');
GRANT INSERT ON audit_pending TO eiq_maint;

REVOKE DELETE ON audit_head, audit_entry, audit_node, audit_checkpoint, audit_key, audit_pending FROM eiq_maint;
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is only added to';
END $$;
DO $$
DECLARE target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['audit_entry', 'audit_node', 'audit_checkpoint', 'audit_key'] LOOP
    EXECUTE format(
      'CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse_change()', target);
  END LOOP;
END $$;

-- Notes what a statement wrote: into the transaction that works for one tenant, which makes an entry of it before it
-- commits; else into what is pending. Arguments: the key without the tenant, and how old and new rows are matched by it.
CREATE FUNCTION note_writes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  written record;
  note jsonb;
  changed jsonb;
BEGIN
  FOR written IN EXECUTE format(
    'SELECT tenant_id, count(*) AS rows, jsonb_path_query_array(jsonb_agg(jsonb_build_array(%s)), ''$[0 to 19]'') AS keys
       FROM %I GROUP BY tenant_id', TG_ARGV[0], CASE TG_OP WHEN 'DELETE' THEN 'old_rows' ELSE 'new_rows' END)
  LOOP
    note := jsonb_build_object(
      'table', TG_TABLE_NAME, 'did', lower(TG_OP), 'rows', written.rows, 'keys', written.keys);
    IF TG_OP = 'UPDATE' THEN
      EXECUTE format(
        'SELECT coalesce(jsonb_agg(DISTINCT c.key), ''[]'') FROM new_rows n JOIN old_rows o ON o.tenant_id = n.tenant_id AND %s
           CROSS JOIN LATERAL jsonb_each(to_jsonb(n)) c
          WHERE n.tenant_id = $1 AND c.value IS DISTINCT FROM to_jsonb(o) -> c.key', TG_ARGV[1])
        USING written.tenant_id INTO changed;
      -- The number of the last change says nothing beside the rows of that change.
      CONTINUE WHEN changed = '[]' OR (TG_TABLE_NAME = 'tenant' AND changed = '["last_seq"]');
      note := note || jsonb_build_object('columns', changed);
    END IF;
    IF written.tenant_id = current_tenant() THEN
      PERFORM set_config(
        'app.writes', concat_ws(E'\n', nullif(current_setting('app.writes', true), ''), note::text), true);
    ELSE
      INSERT INTO audit_pending (tenant_id, write) VALUES (written.tenant_id, note);
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

CREATE PROCEDURE audit_writes(target regclass) LANGUAGE plpgsql AS $$
DECLARE
  keys text;
  matched text;
  written text;
BEGIN
  SELECT coalesce(string_agg(format('%I', a.attname), ', ' ORDER BY k.n), ''),
         coalesce(string_agg(format('n.%1$I = o.%1$I', a.attname), ' AND ' ORDER BY k.n), 'true')
    INTO keys, matched
    FROM pg_index i
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, n)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
   WHERE i.indrelid = target AND i.indisprimary AND a.attname <> 'tenant_id';
  FOREACH written IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
    EXECUTE format(
      'CREATE TRIGGER %I AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION note_writes(%L, %L)',
      'note_' || lower(written), written, target,
      CASE written WHEN 'INSERT' THEN 'NEW TABLE AS new_rows' WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
        ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows' END,
      keys, matched);
  END LOOP;
END $$;
REVOKE EXECUTE ON PROCEDURE audit_writes(regclass) FROM PUBLIC;

-- The tables that are there, and, by what each is made with, those to come.
DO $$
DECLARE target regclass;
BEGIN
  FOR target IN
    SELECT c.oid FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relrowsecurity AND c.relname NOT LIKE 'audit\_%'
  LOOP
    CALL audit_writes(target);
  END LOOP;
END $$;

CREATE OR REPLACE PROCEDURE isolate(target regclass, rights text)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY of_tenant ON %s USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())',
    target);
  EXECUTE format('CREATE POLICY of_all ON %s TO eiq_maint USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT %s ON %s TO eiq_app', rights, target);
  EXECUTE format('GRANT SELECT, DELETE ON %s TO eiq_maint', target);
  CALL audit_writes(target);
END $$;
