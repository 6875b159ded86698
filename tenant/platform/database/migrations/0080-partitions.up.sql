-- Tables that grow with time and are given up by age lie in one partition a month. Each is under row-level security of its
-- own, and who answers requests is granted nothing on it: what is read and written goes through the whole table.
CREATE PROCEDURE protect(target regclass)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY of_tenant ON %s USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())',
    target);
  EXECUTE format('CREATE POLICY of_all ON %s TO eiq_maint USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT SELECT ON %s TO eiq_maint', target);
END $$;

-- The first id of a moment, and a new one of it: UUIDs in the order of time (RFC 9562, version 7). What is found by such an
-- id lies in the partition that the id says, and the id alone stays its key.
CREATE FUNCTION first_id_at(moment timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN rpad(lpad(to_hex(floor(extract(epoch FROM moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid;
CREATE FUNCTION new_id_at(moment timestamptz) RETURNS uuid
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN (left(first_id_at(moment)::text, 13) || '-7' || substr(gen_random_uuid()::text, 16))::uuid;

-- Makes a table's partition of the month that a moment is in (UTC), where there is none. Rows of it that came before it
-- was made lie in the default partition, and move.
CREATE PROCEDURE make_partition(whole regclass, moment timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
  whole_name name := (SELECT relname FROM pg_class WHERE oid = whole);
  month timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
  part text := format('%s_%s', whole_name, to_char(month, 'YYYY_MM'));
  rest regclass := (SELECT partdefid FROM pg_partitioned_table WHERE partrelid = whole);
  key_column name;
  by_id boolean;
  bounds timestamptz[] := ARRAY[month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC'];
  low text;
  high text;
BEGIN
  IF to_regclass(format('public.%I', part)) IS NOT NULL THEN
    RETURN;
  END IF;
  SELECT a.attname, a.atttypid = 'uuid'::regtype INTO key_column, by_id
    FROM pg_partitioned_table p JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
   WHERE p.partrelid = whole;
  SELECT CASE WHEN by_id THEN first_id_at(bounds[1])::text ELSE bounds[1]::text END,
         CASE WHEN by_id THEN first_id_at(bounds[2])::text ELSE bounds[2]::text END INTO low, high;
  -- Made apart and joined then: whoever writes to the other partitions does not wait for it.
  EXECUTE format('CREATE TABLE %I (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', part, whole);
  -- Its owner, who is under the security too, moves the rows of all tenants. Nobody sees it until it is over.
  EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', rest);
  EXECUTE format(
    'WITH moved AS (DELETE FROM %1$s WHERE %2$I >= %3$L AND %2$I < %4$L RETURNING *) INSERT INTO %5$I SELECT * FROM moved',
    rest, key_column, low, high, part);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', rest);
  CALL protect(part::regclass);
  EXECUTE format('ALTER TABLE %s ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', whole, part, low, high);
END $$;

-- Drops a partition if no tenant has a row in it, and says whether; a default partition never.
CREATE FUNCTION drop_partition(part regclass) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  whole regclass;
  has boolean;
BEGIN
  SELECT i.inhparent INTO whole
    FROM pg_inherits i JOIN pg_partitioned_table p ON p.partrelid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid
   WHERE i.inhrelid = part AND c.relnamespace = 'public'::regnamespace AND c.oid <> p.partdefid;
  IF whole IS NULL THEN
    RETURN false;
  END IF;
  -- Asked of the table as it is, not as its owner may see it, and from here on nobody else writes to it.
  EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', part);
  EXECUTE format('SELECT EXISTS (SELECT FROM %s)', part) INTO has;
  IF has THEN
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', part);
    RETURN false;
  END IF;
  EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', whole, part);
  EXECUTE format('DROP TABLE %s', part);
  RETURN true;
END $$;

-- Drops the partitions of months that are over in which maintenance, who sees all tenants, finds no row.
CREATE FUNCTION drop_empty_partitions() RETURNS int
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  part regclass;
  has boolean;
  gone int := 0;
BEGIN
  FOREACH part IN ARRAY ARRAY(
    SELECT i.inhrelid::regclass
      FROM pg_partitioned_table p JOIN pg_inherits i ON i.inhparent = p.partrelid JOIN pg_class c ON c.oid = i.inhrelid
     WHERE c.relnamespace = 'public'::regnamespace AND c.oid <> p.partdefid
       AND right(c.relname, 7) < to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM'))
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', part) INTO has;
    IF NOT has AND drop_partition(part) THEN
      gone := gone + 1;
    END IF;
  END LOOP;
  RETURN gone;
END $$;

-- Makes the partitions of this month and of those ahead, of every table that has some.
CREATE FUNCTION make_partitions(ahead int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  whole regclass;
  n int;
BEGIN
  FOR whole IN
    SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'p' ORDER BY c.relname
  LOOP
    FOR n IN 0..ahead LOOP
      CALL make_partition(whole, date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + n * interval '1 month');
    END LOOP;
  END LOOP;
END $$;

REVOKE EXECUTE ON PROCEDURE protect(regclass), make_partition(regclass, timestamptz) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION first_id_at(timestamptz), new_id_at(timestamptz), make_partitions(int),
  drop_partition(regclass), drop_empty_partitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION first_id_at(timestamptz), new_id_at(timestamptz) TO eiq_app, eiq_maint;
GRANT EXECUTE ON FUNCTION make_partitions(int), drop_partition(regclass), drop_empty_partitions() TO eiq_maint;

-- Rows of all tenants move: their owner is let see them for as long as this step goes on.
ALTER TABLE audit_entry RENAME TO moving_entry;
ALTER TABLE webhook_message RENAME TO moving_message;
ALTER TABLE webhook_delivery RENAME TO moving_delivery;
ALTER TABLE moving_entry NO FORCE ROW LEVEL SECURITY;
ALTER TABLE moving_message NO FORCE ROW LEVEL SECURITY;
ALTER TABLE moving_delivery NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_node NO FORCE ROW LEVEL SECURITY;
ALTER TABLE moving_entry RENAME CONSTRAINT audit_entry_pkey TO moving_entry_pkey;
ALTER TABLE moving_message RENAME CONSTRAINT webhook_message_pkey TO moving_message_pkey;
ALTER TABLE moving_delivery RENAME CONSTRAINT webhook_delivery_pkey TO moving_delivery_pkey;
DROP INDEX webhook_delivery_message, webhook_delivery_latest, webhook_delivery_untried;

-- The leaves of the log stay in its tree, whatever becomes of their entries; that each number is given once is kept there,
-- because a key of the entries must have the time in it.
ALTER TABLE audit_node DROP CONSTRAINT audit_node_level_check, ADD CHECK (level >= 0);
ALTER TABLE audit_node DISABLE TRIGGER only_added;
INSERT INTO audit_node (tenant_id, level, position, hash) SELECT tenant_id, 0, seq, leaf FROM moving_entry;
ALTER TABLE audit_node ENABLE TRIGGER only_added;

CREATE TABLE audit_entry (
  tenant_id uuid NOT NULL REFERENCES tenant,
  seq bigint NOT NULL CHECK (seq >= 0),
  -- The time that its body says.
  at timestamptz NOT NULL,
  -- As it was hashed.
  body text NOT NULL,
  PRIMARY KEY (tenant_id, seq, at)
) PARTITION BY RANGE (at);
CREATE TABLE audit_entry_rest PARTITION OF audit_entry DEFAULT;
CALL protect('audit_entry');
CALL protect('audit_entry_rest');
GRANT SELECT, INSERT ON audit_entry TO eiq_app;

CREATE TABLE webhook_message (
  tenant_id uuid NOT NULL REFERENCES tenant,
  message_id uuid NOT NULL,
  type text NOT NULL,
  body text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, message_id)
) PARTITION BY RANGE (message_id);
-- Here is also what has an id of before, which says no time.
CREATE TABLE webhook_message_rest PARTITION OF webhook_message DEFAULT;
CALL protect('webhook_message_rest');
CALL isolate('webhook_message', 'SELECT, INSERT');

-- That its message is there is not said by a foreign key, which would hold the message's partition: both are made in one
-- transaction, of one moment, and forgotten by it.
CREATE TABLE webhook_delivery (
  tenant_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  message_id uuid NOT NULL,
  at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead')),
  tries int NOT NULL DEFAULT 0,
  tried_at timestamptz,
  said text,
  PRIMARY KEY (tenant_id, delivery_id),
  FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, webhook_id) ON DELETE CASCADE
) PARTITION BY RANGE (delivery_id);
CREATE TABLE webhook_delivery_rest PARTITION OF webhook_delivery DEFAULT;
CREATE INDEX webhook_delivery_latest ON webhook_delivery (tenant_id, webhook_id, at DESC, delivery_id DESC);
-- What no job was sent for: the server ended just after the transaction.
CREATE INDEX webhook_delivery_untried ON webhook_delivery (tenant_id, at) WHERE state = 'waiting' AND tries = 0;
CALL protect('webhook_delivery_rest');
CALL isolate('webhook_delivery', 'SELECT, INSERT, UPDATE');

-- Joined by the default partitions first, then moved on month by month.
ALTER TABLE audit_entry_rest NO FORCE ROW LEVEL SECURITY;
ALTER TABLE webhook_message_rest NO FORCE ROW LEVEL SECURITY;
ALTER TABLE webhook_delivery_rest NO FORCE ROW LEVEL SECURITY;
INSERT INTO audit_entry_rest (tenant_id, seq, at, body)
  SELECT tenant_id, seq, (body::jsonb ->> 'at')::timestamptz, body FROM moving_entry;
INSERT INTO webhook_message_rest SELECT * FROM moving_message;
INSERT INTO webhook_delivery_rest SELECT * FROM moving_delivery;
DO $$
DECLARE month timestamptz;
BEGIN
  FOREACH month IN ARRAY ARRAY(
    SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' FROM audit_entry_rest)
  LOOP
    CALL make_partition('audit_entry', month);
  END LOOP;
END $$;
ALTER TABLE audit_entry_rest FORCE ROW LEVEL SECURITY;
ALTER TABLE webhook_message_rest FORCE ROW LEVEL SECURITY;
ALTER TABLE webhook_delivery_rest FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_node FORCE ROW LEVEL SECURITY;
DROP TABLE moving_delivery, moving_message, moving_entry;

CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry EXECUTE FUNCTION refuse_change();
SELECT make_partitions(3);
