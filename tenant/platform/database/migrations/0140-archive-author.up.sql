-- Whose decision it was that entries of the audit log go into archives: who set it last, and under whom each archive was made.
ALTER TABLE retention ADD COLUMN set_by uuid,
  ADD FOREIGN KEY (tenant_id, set_by) REFERENCES member (tenant_id, member_id);
ALTER TABLE audit_archive ADD COLUMN decided_by uuid,
  ADD FOREIGN KEY (tenant_id, decided_by) REFERENCES member (tenant_id, member_id);
