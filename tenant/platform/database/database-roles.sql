-- The four roles of a tenant server. Run once as an administrator of an external PostgreSQL, then give each a
-- password of its own, and make the database: CREATE DATABASE error_iq OWNER eiq_owner;
-- eiq_owner makes and changes tables. It may not see past row-level security, which is forced on it too.
CREATE ROLE eiq_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
-- eiq_app answers requests: it owns nothing and sees one tenant at a time.
CREATE ROLE eiq_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
-- eiq_maint does what is due for all tenants: retention, backup.
CREATE ROLE eiq_maint LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
-- eiq_jobs works with the queue of jobs, and sees nothing else.
CREATE ROLE eiq_jobs LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
