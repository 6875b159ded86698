-- As before, but what a push adds is noted by plans that are kept: to plan how its rows are read took longer than all else
-- that notes them (0.22 ms of each of its two statements). The keys are written down here; a table whose key is another one
-- takes the way that all others take, and says the same.
CREATE OR REPLACE FUNCTION note_writes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  found_rows refcursor;
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
  IF TG_OP = 'INSERT' AND TG_TABLE_NAME = 'push_outcome' AND TG_ARGV[0] = 'case_id, member_id, client, seq' THEN
    OPEN found_rows FOR
      SELECT tenant_id, count(*) AS rows,
             jsonb_path_query_array(jsonb_agg(jsonb_build_array(case_id, member_id, client, seq)), '$[0 to 19]') AS keys
        FROM new_rows GROUP BY tenant_id;
  ELSIF TG_OP = 'INSERT' AND TG_TABLE_NAME = 'case_entry' AND TG_ARGV[0] = 'case_id, seq' THEN
    OPEN found_rows FOR
      SELECT tenant_id, count(*) AS rows,
             jsonb_path_query_array(jsonb_agg(jsonb_build_array(case_id, seq)), '$[0 to 19]') AS keys
        FROM new_rows GROUP BY tenant_id;
  ELSE
    OPEN found_rows FOR EXECUTE format(
      'SELECT tenant_id, count(*) AS rows, jsonb_path_query_array(jsonb_agg(jsonb_build_array(%s)), ''$[0 to 19]'') AS keys
         FROM %I GROUP BY tenant_id', TG_ARGV[0], CASE TG_OP WHEN 'DELETE' THEN 'old_rows' ELSE 'new_rows' END);
  END IF;
  LOOP
    FETCH found_rows INTO written;
    EXIT WHEN NOT FOUND;
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
  CLOSE found_rows;
  RETURN NULL;
END $$;
