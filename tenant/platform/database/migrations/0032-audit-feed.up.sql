-- How much of a tenant's audit log a SIEM has been sent: entries before this number.
CREATE TABLE audit_feed (
  tenant_id uuid PRIMARY KEY REFERENCES tenant,
  sent bigint NOT NULL CHECK (sent >= 0),
  sent_at timestamptz NOT NULL DEFAULT now()
);
CALL isolate('audit_feed', 'SELECT, INSERT, UPDATE');
-- That entries were sent is no entry: each would have to be sent in its turn, without end.
DROP TRIGGER note_insert ON audit_feed;
DROP TRIGGER note_update ON audit_feed;
DROP TRIGGER note_delete ON audit_feed;
