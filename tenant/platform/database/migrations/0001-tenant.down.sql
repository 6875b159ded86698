DROP FUNCTION tenant_of_slug(text);
DROP TABLE tenant;
DROP PROCEDURE isolate(regclass, text);
DROP FUNCTION current_tenant();
