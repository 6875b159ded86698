DROP FUNCTION give_up_audit(bigint, bigint);
ALTER TABLE server_life DROP COLUMN entry_seq, DROP COLUMN entry_body;
DROP TABLE audit_archive;
REVOKE DELETE ON retention FROM eiq_app;
ALTER TABLE retention NO FORCE ROW LEVEL SECURITY;
DELETE FROM retention WHERE kind = 'audit';
ALTER TABLE retention FORCE ROW LEVEL SECURITY, DROP CONSTRAINT retention_kind_check,
  ADD CONSTRAINT retention_kind_check CHECK (kind IN ('deliveries', 'sessions', 'answers'));
