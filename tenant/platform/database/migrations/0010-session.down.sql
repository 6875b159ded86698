DROP FUNCTION role_in_session(uuid, uuid, uuid);
DROP TABLE session;
