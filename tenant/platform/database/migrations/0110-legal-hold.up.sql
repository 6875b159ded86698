-- Why a shared case must be kept (a legal hold): who placed it, and who lifted it again. Rows are added, and lifted once.
CREATE TABLE case_hold (
  tenant_id uuid NOT NULL REFERENCES tenant,
  case_id uuid NOT NULL,
  hold_id uuid NOT NULL DEFAULT gen_random_uuid(),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  placed_by uuid NOT NULL,
  placed_at timestamptz NOT NULL DEFAULT now(),
  lifted_by uuid,
  lifted_at timestamptz,
  lifted_because text CHECK (length(lifted_because) BETWEEN 1 AND 1000),
  PRIMARY KEY (tenant_id, case_id, hold_id),
  FOREIGN KEY (tenant_id, placed_by) REFERENCES member (tenant_id, member_id),
  FOREIGN KEY (tenant_id, lifted_by) REFERENCES member (tenant_id, member_id),
  CHECK ((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lifted_because IS NULL))
);
CREATE UNIQUE INDEX case_hold_standing ON case_hold (tenant_id, case_id) WHERE lifted_at IS NULL;
CALL isolate('case_hold', 'SELECT, INSERT, UPDATE (lifted_by, lifted_at, lifted_because)');
REVOKE DELETE ON case_hold FROM eiq_maint;

-- Of which case an answer to a request tells.
ALTER TABLE idempotency ADD COLUMN case_id uuid;

-- Whether a case is held, and whether words name one that is.
CREATE FUNCTION is_held(of_tenant uuid, of_case uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp
RETURN EXISTS (
  SELECT FROM case_hold WHERE tenant_id = of_tenant AND case_id = of_case AND lifted_at IS NULL);
CREATE FUNCTION names_held(of_tenant uuid, words text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp
RETURN EXISTS (
  SELECT FROM case_hold WHERE tenant_id = of_tenant AND lifted_at IS NULL AND strpos(words, case_id::text) > 0);

-- Lets nobody place or lift a hold until the transaction ends: what is deleted in it stays what nobody holds.
CREATE FUNCTION still_holds() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  LOCK TABLE case_hold IN SHARE MODE;
END $$;
REVOKE EXECUTE ON FUNCTION is_held(uuid, uuid), names_held(uuid, text), still_holds() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_held(uuid, uuid), names_held(uuid, text) TO eiq_app, eiq_maint;
GRANT EXECUTE ON FUNCTION still_holds() TO eiq_maint;

-- Whatever is asked for, and by whom: nothing of a held case is deleted. The argument says which of the rows that went are
-- of a held case.
CREATE FUNCTION refuse_held() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  held boolean;
BEGIN
  IF NOT EXISTS (SELECT FROM case_hold WHERE lifted_at IS NULL) THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM old_rows gone WHERE %s)', TG_ARGV[0]) INTO held;
  IF held THEN
    RAISE EXCEPTION 'the case is under a legal hold';
  END IF;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION refuse_held() FROM PUBLIC;
DO $$
DECLARE
  target regclass;
  of_case CONSTANT text := 'is_held(gone.tenant_id, gone.case_id)';
BEGIN
  FOREACH target IN ARRAY ARRAY[
    'shared_case', 'case_entry', 'push_outcome', 'raw_logs', 'raw_piece', 'raw_chunk', 'idempotency']::regclass[] LOOP
    EXECUTE format(
      'CREATE TRIGGER refuse_held AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT
       EXECUTE FUNCTION refuse_held(%L)', target, of_case);
  END LOOP;
END $$;
CREATE TRIGGER refuse_held AFTER DELETE ON webhook_message REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_held('names_held(gone.tenant_id, gone.body)');
CREATE TRIGGER refuse_held AFTER DELETE ON webhook_delivery REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_held('EXISTS (SELECT FROM webhook_message told WHERE told.tenant_id = gone.tenant_id
    AND told.message_id = gone.message_id AND names_held(told.tenant_id, told.body))');
