-- What the transaction has written since the last time that this was asked, in the form of note_writes: for transactions
-- that do the work of several requests, each with an entry of its own in the audit log. Null: nothing.
CREATE FUNCTION take_writes() RETURNS text LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE writes text := nullif(current_setting('app.writes', true), '');
BEGIN
  PERFORM set_config('app.writes', '', true);
  RETURN writes;
END $$;

-- What an entry of the audit log is made from, in one answer: what was written, where the log ends, and what is pending
-- from work for many tenants. From here on other writers of the tenant wait. A transaction that wrote nothing, unless it
-- has something to say all the same, gets nothing and waits for nobody.
CREATE FUNCTION open_seal(
  says boolean, OUT writes text, OUT size bigint, OUT last_leaf bytea, OUT peaks bytea, OUT pending jsonb)
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
  writes := take_writes();
  IF writes IS NULL AND NOT says THEN
    RETURN;
  END IF;
  SELECT h.size, h.last_leaf, h.peaks INTO size, last_leaf, peaks
    FROM audit_head h WHERE h.tenant_id = current_tenant() FOR UPDATE;
  WITH gone AS (DELETE FROM audit_pending WHERE tenant_id = current_tenant() RETURNING pending_id, write)
  SELECT jsonb_agg(gone.write ORDER BY gone.pending_id) INTO pending FROM gone;
END $$;

REVOKE EXECUTE ON FUNCTION take_writes(), open_seal(boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_writes(), open_seal(boolean) TO eiq_app;

-- As before, but that a tenant's last number grew, which every push does, is found out first by a plan that is kept.
CREATE OR REPLACE FUNCTION note_writes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  written record;
  note jsonb;
  changed jsonb;
BEGIN
  -- The number of the last change says nothing beside the rows of that change.
  IF TG_TABLE_NAME = 'tenant' AND TG_OP = 'UPDATE' THEN
    PERFORM FROM new_rows n JOIN old_rows o USING (tenant_id)
      WHERE to_jsonb(n) - 'last_seq' IS DISTINCT FROM to_jsonb(o) - 'last_seq';
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
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
      CONTINUE WHEN changed = '[]';
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

-- An answer is kept in the transaction of what it answers: there is none that is being worked on.
DELETE FROM idempotency WHERE status IS NULL;
ALTER TABLE idempotency ALTER COLUMN status SET NOT NULL, ALTER COLUMN sealed_answer SET NOT NULL;
REVOKE UPDATE ON idempotency FROM eiq_app;

-- By which of its keys a grant is looked up, one look finds it: a plan that is older than most of the grants may take either.
DROP INDEX case_grant_member;
CREATE INDEX case_grant_member ON case_grant (tenant_id, member_id, case_id);
