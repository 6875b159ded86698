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
END $$;
DROP PROCEDURE audit_writes(regclass);
DROP FUNCTION note_writes() CASCADE;
DROP TABLE audit_pending;
DROP TABLE audit_key;
DROP TABLE audit_checkpoint;
DROP TABLE audit_node;
DROP TABLE audit_entry;
DROP TABLE audit_head;
DROP FUNCTION refuse_change();
