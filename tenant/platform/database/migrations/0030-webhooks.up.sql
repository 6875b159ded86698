-- Where a team wants to be told of what happens.
CREATE TABLE webhook (
  tenant_id uuid NOT NULL REFERENCES tenant,
  webhook_id uuid NOT NULL,
  url text NOT NULL CHECK (length(url) <= 2000),
  events text[] NOT NULL CHECK (cardinality(events) > 0),
  paused boolean NOT NULL DEFAULT false,
  -- Under the master key.
  sealed_secret text NOT NULL,
  -- The one before, which signs too until then.
  sealed_previous text,
  previous_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, webhook_id)
);
CALL isolate('webhook', 'SELECT, INSERT, UPDATE, DELETE');

-- What happened, as it is sent: the same bytes at each try.
CREATE TABLE webhook_message (
  tenant_id uuid NOT NULL REFERENCES tenant,
  message_id uuid NOT NULL,
  type text NOT NULL,
  body text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, message_id)
);
CALL isolate('webhook_message', 'SELECT, INSERT');

-- A message on its way to one address, made in the transaction of what it tells of.
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
-- Messages are forgotten by their age, with what became of them.
CREATE INDEX webhook_delivery_message ON webhook_delivery (tenant_id, message_id);
CREATE INDEX webhook_delivery_latest ON webhook_delivery (tenant_id, webhook_id, at DESC, delivery_id DESC);
-- What no job was sent for: the server ended just after the transaction.
CREATE INDEX webhook_delivery_untried ON webhook_delivery (tenant_id, at) WHERE state = 'waiting' AND tries = 0;
CALL isolate('webhook_delivery', 'SELECT, INSERT, UPDATE');
