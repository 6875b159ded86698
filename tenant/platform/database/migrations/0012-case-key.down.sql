ALTER TABLE shared_case DROP COLUMN generation;
