DROP TABLE server_life;
ALTER TABLE tenant DROP COLUMN lived_on;
DROP FUNCTION database_life();
