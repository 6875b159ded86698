DROP INDEX case_grant_member;
CREATE INDEX case_grant_member ON case_grant (tenant_id, member_id);

GRANT UPDATE ON idempotency TO eiq_app;
ALTER TABLE idempotency ALTER COLUMN status DROP NOT NULL, ALTER COLUMN sealed_answer DROP NOT NULL;

DROP FUNCTION open_seal(boolean);
DROP FUNCTION take_writes();

CREATE OR REPLACE FUNCTION note_writes() RETURNS trigger LANGUAGE plpgsql AS $$
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
