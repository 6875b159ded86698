DROP TABLE push_outcome;
DROP TABLE case_entry;
DROP TABLE case_grant;
DROP TABLE shared_case;
ALTER TABLE tenant DROP COLUMN epoch;
