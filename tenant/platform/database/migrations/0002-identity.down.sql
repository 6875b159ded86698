DROP FUNCTION tenant_count();
DROP TABLE token_key;
DROP TABLE oidc_payload;
DROP TABLE api_key;
DROP TABLE invitation;
DROP TABLE member;
