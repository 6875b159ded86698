-- Cases that the team deleted from the server: what is left is who did it and why, and who had them, who are told.
CREATE TABLE deleted_case (
  tenant_id uuid NOT NULL REFERENCES tenant,
  case_id uuid NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  deleted_by uuid NOT NULL,
  deleted_at timestamptz NOT NULL DEFAULT now(),
  had_by uuid[] NOT NULL,
  PRIMARY KEY (tenant_id, case_id),
  FOREIGN KEY (tenant_id, deleted_by) REFERENCES member (tenant_id, member_id)
);
CALL isolate('deleted_case', 'SELECT, INSERT, DELETE');
REVOKE DELETE ON deleted_case FROM eiq_maint;

-- A case that is shared again after it was deleted lives anew: its copies notice, and send all that they have.
ALTER TABLE shared_case ADD COLUMN life uuid;

-- Deletes all that the server has of a case of the tenant at work; gives the bytes of entries and raw logs that went. Entries
-- are only added otherwise, and nobody who answers requests has the right to delete one.
CREATE FUNCTION delete_case(of_case uuid) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  freed bigint;
BEGIN
  SELECT coalesce((SELECT sum(octet_length(sealed)) FROM case_entry WHERE tenant_id = current_tenant() AND case_id = of_case), 0)
       + coalesce((SELECT sum(octet_length(sealed)) FROM raw_chunk WHERE tenant_id = current_tenant() AND case_id = of_case), 0)
    INTO freed;
  DELETE FROM raw_logs WHERE tenant_id = current_tenant() AND case_id = of_case;
  DELETE FROM raw_chunk WHERE tenant_id = current_tenant() AND case_id = of_case;
  DELETE FROM push_outcome WHERE tenant_id = current_tenant() AND case_id = of_case;
  DELETE FROM case_entry WHERE tenant_id = current_tenant() AND case_id = of_case;
  DELETE FROM case_grant WHERE tenant_id = current_tenant() AND case_id = of_case;
  DELETE FROM shared_case WHERE tenant_id = current_tenant() AND case_id = of_case;
  RETURN freed;
END $$;
REVOKE EXECUTE ON FUNCTION delete_case(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delete_case(uuid) TO eiq_app;
