-- How long a team has something kept that is forgotten by itself, where it wants another time than the server's own.
CREATE TABLE retention (
  tenant_id uuid NOT NULL REFERENCES tenant,
  kind text NOT NULL CHECK (kind IN ('deliveries', 'sessions', 'answers')),
  days int NOT NULL CHECK (days BETWEEN 1 AND 3650),
  PRIMARY KEY (tenant_id, kind)
);
CALL isolate('retention', 'SELECT, INSERT, UPDATE');
REVOKE DELETE ON retention FROM eiq_maint;

-- Before when a team has a kind forgotten; `own_days`: the server's own time.
CREATE FUNCTION kept_from(of_tenant uuid, of_kind text, own_days int) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp
RETURN now() - make_interval(days => coalesce(
  (SELECT days FROM retention WHERE tenant_id = of_tenant AND kind = of_kind), own_days));
REVOKE EXECUTE ON FUNCTION kept_from(uuid, text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kept_from(uuid, text, int) TO eiq_maint;
