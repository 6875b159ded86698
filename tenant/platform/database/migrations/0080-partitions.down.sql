ALTER TABLE audit_entry RENAME TO moving_entry;
ALTER TABLE webhook_message RENAME TO moving_message;
ALTER TABLE webhook_delivery RENAME TO moving_delivery;
ALTER TABLE moving_entry RENAME CONSTRAINT audit_entry_pkey TO moving_entry_pkey;
ALTER TABLE moving_message RENAME CONSTRAINT webhook_message_pkey TO moving_message_pkey;
ALTER TABLE moving_delivery RENAME CONSTRAINT webhook_delivery_pkey TO moving_delivery_pkey;
DROP INDEX webhook_delivery_latest, webhook_delivery_untried;
ALTER TABLE moving_entry NO FORCE ROW LEVEL SECURITY;
ALTER TABLE moving_message NO FORCE ROW LEVEL SECURITY;
ALTER TABLE moving_delivery NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_node NO FORCE ROW LEVEL SECURITY;

CREATE TABLE audit_entry (
  tenant_id uuid NOT NULL REFERENCES tenant,
  seq bigint NOT NULL CHECK (seq >= 0),
  -- As it was hashed.
  body text NOT NULL,
  leaf bytea NOT NULL CHECK (length(leaf) = 32),
  PRIMARY KEY (tenant_id, seq)
);
INSERT INTO audit_entry (tenant_id, seq, body, leaf)
  SELECT e.tenant_id, e.seq, e.body, n.hash
    FROM moving_entry e JOIN audit_node n ON n.tenant_id = e.tenant_id AND n.level = 0 AND n.position = e.seq;
CALL protect('audit_entry');
GRANT SELECT, INSERT ON audit_entry TO eiq_app;
ALTER TABLE audit_node DISABLE TRIGGER only_added;
DELETE FROM audit_node WHERE level = 0;
ALTER TABLE audit_node ENABLE TRIGGER only_added;
ALTER TABLE audit_node DROP CONSTRAINT audit_node_level_check, ADD CHECK (level > 0);
ALTER TABLE audit_node FORCE ROW LEVEL SECURITY;

CREATE TABLE webhook_message (
  tenant_id uuid NOT NULL REFERENCES tenant,
  message_id uuid NOT NULL,
  type text NOT NULL,
  body text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, message_id)
);
INSERT INTO webhook_message SELECT * FROM moving_message;
CALL isolate('webhook_message', 'SELECT, INSERT');

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
  FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, webhook_id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, message_id) REFERENCES webhook_message (tenant_id, message_id)
);
INSERT INTO webhook_delivery SELECT * FROM moving_delivery;
CREATE INDEX webhook_delivery_message ON webhook_delivery (tenant_id, message_id);
CREATE INDEX webhook_delivery_latest ON webhook_delivery (tenant_id, webhook_id, at DESC, delivery_id DESC);
CREATE INDEX webhook_delivery_untried ON webhook_delivery (tenant_id, at) WHERE state = 'waiting' AND tries = 0;
CALL isolate('webhook_delivery', 'SELECT, INSERT, UPDATE');

DROP TABLE moving_delivery, moving_message, moving_entry;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry EXECUTE FUNCTION refuse_change();
DROP FUNCTION drop_empty_partitions(), drop_partition(regclass), make_partitions(int),
  new_id_at(timestamptz), first_id_at(timestamptz);
DROP PROCEDURE make_partition(regclass, timestamptz);
DROP PROCEDURE protect(regclass);
