ALTER TABLE audit_archive DROP COLUMN decided_by;
ALTER TABLE retention DROP COLUMN set_by;
