-- That what a team shares is to be taken off a device, from the order to what the device says it did. An order that ended
-- without an answer was withdrawn. It outlives the session that it ends.
CREATE TABLE device_wipe (
  tenant_id uuid NOT NULL,
  wipe_id uuid NOT NULL,
  -- Whose sign-in it ends, and which.
  member_id uuid NOT NULL,
  session_id uuid NOT NULL,
  -- Thumbprint of the device's key (RFC 7638).
  device_key text NOT NULL CHECK (length(device_key) = 43),
  -- As the device called itself.
  device text NOT NULL CHECK (length(device) BETWEEN 1 AND 200),
  reason text NOT NULL CHECK (length(reason) <= 500),
  ordered_by uuid NOT NULL,
  ordered_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  -- What the device did.
  receipt jsonb,
  PRIMARY KEY (tenant_id, wipe_id),
  CHECK (receipt IS NULL OR ended_at IS NOT NULL),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, member_id),
  FOREIGN KEY (tenant_id, ordered_by) REFERENCES member (tenant_id, member_id)
);
-- A device has one order at a time; whoever signs in there is asked about first.
CREATE UNIQUE INDEX device_wipe_waiting ON device_wipe (tenant_id, device_key) WHERE ended_at IS NULL;
CREATE INDEX device_wipe_device ON device_wipe (tenant_id, device_key, ordered_at);
CALL isolate('device_wipe', 'SELECT, INSERT, UPDATE');
