DROP FUNCTION delete_case(uuid);
ALTER TABLE shared_case DROP COLUMN life;
DROP TABLE deleted_case;
