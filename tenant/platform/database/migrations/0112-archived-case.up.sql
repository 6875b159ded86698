-- A case that is read only and out of everyday lists, until it is brought back.
ALTER TABLE shared_case ADD COLUMN archived_at timestamptz, ADD COLUMN archived_by uuid,
  ADD CONSTRAINT shared_case_archived CHECK ((archived_at IS NULL) = (archived_by IS NULL)),
  ADD CONSTRAINT shared_case_archived_by FOREIGN KEY (tenant_id, archived_by) REFERENCES member (tenant_id, member_id);
