ALTER TABLE shared_case DROP COLUMN archived_by, DROP COLUMN archived_at;
