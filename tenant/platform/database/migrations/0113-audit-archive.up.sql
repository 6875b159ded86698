-- A team may have old entries of its audit log put into archives; without a row it has all of them kept as they are.
ALTER TABLE retention DROP CONSTRAINT retention_kind_check,
  ADD CONSTRAINT retention_kind_check CHECK (kind IN ('deliveries', 'sessions', 'answers', 'audit'));
GRANT DELETE ON retention TO eiq_app;

-- Entries of the audit log that are not rows any more: each archive is a signed export of some that follow one another, as
-- "error-iq verify" checks it, gzip.
CREATE TABLE audit_archive (
  tenant_id uuid NOT NULL REFERENCES tenant,
  first bigint NOT NULL CHECK (first >= 0),
  upto bigint NOT NULL CHECK (upto > first),
  -- Times of the first entry and the last.
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  gzip bytea NOT NULL,
  archived_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, first)
);
ALTER TABLE audit_archive ALTER COLUMN gzip SET STORAGE EXTERNAL;
CALL isolate('audit_archive', 'SELECT, INSERT');
REVOKE DELETE ON audit_archive FROM eiq_maint;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_archive EXECUTE FUNCTION refuse_change();

-- The entry that says that a life of the server began: desktops ask for it when it is long in an archive.
ALTER TABLE server_life ADD COLUMN entry_seq bigint, ADD COLUMN entry_body text;

-- Takes entries of the tenant at work out of the log that an archive has, and gives how many. The one way past what lets the
-- log only be added to: it goes to the partitions themselves, and refuses what is in no archive, what a hold needs, and what is
-- younger than a team can ask for, whoever asks.
CREATE FUNCTION give_up_audit(from_seq bigint, upto_seq bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  part regclass;
  went bigint;
  gone bigint := 0;
BEGIN
  IF NOT EXISTS (
    SELECT FROM audit_archive WHERE tenant_id = current_tenant() AND first = from_seq AND upto = upto_seq) THEN
    RAISE EXCEPTION 'no archive has these entries of the audit log';
  END IF;
  IF EXISTS (
    SELECT FROM audit_entry WHERE tenant_id = current_tenant() AND seq >= from_seq AND seq < upto_seq
      AND at >= now() - interval '90 days') THEN
    RAISE EXCEPTION 'entries of the audit log stay in it for 90 days';
  END IF;
  IF EXISTS (
    SELECT FROM case_hold h JOIN shared_case c USING (tenant_id, case_id)
     WHERE tenant_id = current_tenant() AND h.lifted_at IS NULL AND EXISTS (
       SELECT FROM audit_entry e
        WHERE e.tenant_id = h.tenant_id AND e.seq >= from_seq AND e.seq < upto_seq AND e.at >= c.created_at)) THEN
    RAISE EXCEPTION 'a legal hold needs these entries of the audit log';
  END IF;
  UPDATE server_life l SET entry_seq = e.seq, entry_body = e.body FROM audit_entry e
   WHERE l.tenant_id = current_tenant() AND e.tenant_id = l.tenant_id AND l.entry_seq IS NULL
     AND e.seq >= greatest(l.log_size, from_seq) AND e.seq < least(l.log_size + 2, upto_seq)
     AND strpos(e.body, '"action":"server.restored"') > 0;
  FOR part IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'audit_entry'::regclass LOOP
    EXECUTE format('DELETE FROM %s WHERE tenant_id = current_tenant() AND seq >= $1 AND seq < $2', part)
      USING from_seq, upto_seq;
    GET DIAGNOSTICS went = ROW_COUNT;
    gone := gone + went;
  END LOOP;
  IF gone <> upto_seq - from_seq THEN
    RAISE EXCEPTION 'an archive of the audit log has other entries than the log';
  END IF;
  RETURN gone;
END $$;
REVOKE EXECUTE ON FUNCTION give_up_audit(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION give_up_audit(bigint, bigint) TO eiq_app;
