DELETE FROM raw_piece WHERE records IS NOT NULL;
ALTER TABLE raw_piece DROP COLUMN first_record, DROP COLUMN records;
ALTER TABLE raw_logs DROP COLUMN readable, DROP COLUMN readable_as, DROP COLUMN readable_at;
