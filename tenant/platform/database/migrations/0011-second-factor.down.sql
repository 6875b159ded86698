DROP TABLE recovery_code;
DROP TABLE code_app;
DROP TABLE passkey;
