DROP FUNCTION kept_from(uuid, text, int);
DROP TABLE retention;
