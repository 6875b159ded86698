-- What who takes the money told of a team's subscriptions. Rows are added and never changed: where the team stands is
-- read from them in the order of their making, whatever order they came in.
CREATE TABLE billing_event (
  tenant_id uuid NOT NULL REFERENCES tenant,
  event_id text NOT NULL CHECK (length(event_id) BETWEEN 1 AND 255),
  -- When it was made there, in whole seconds, and its place among those of the same second.
  made_at timestamptz NOT NULL,
  place smallint NOT NULL,
  subscription text NOT NULL CHECK (length(subscription) <= 255),
  customer text NOT NULL CHECK (length(customer) <= 255),
  price text CHECK (length(price) <= 255),
  seats int NOT NULL CHECK (seats >= 0),
  standing text NOT NULL CHECK (standing IN ('live', 'late', 'ended')),
  paid_until timestamptz,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, event_id)
);
CREATE INDEX billing_event_latest ON billing_event (tenant_id, subscription, made_at DESC, place DESC, event_id DESC);
CALL isolate('billing_event', 'SELECT, INSERT');

-- What licences are signed with. Under the master key.
CREATE TABLE licence_key (
  tenant_id uuid PRIMARY KEY REFERENCES tenant,
  sealed_key text NOT NULL
);
CALL isolate('licence_key', 'SELECT, INSERT');

-- How many bytes the entries of a team's cases have: added to with each push, and counted anew now and then.
CREATE TABLE usage_now (
  tenant_id uuid PRIMARY KEY REFERENCES tenant,
  storage_bytes bigint NOT NULL CHECK (storage_bytes >= 0)
);
CALL isolate('usage_now', 'SELECT, INSERT, UPDATE');

CREATE TABLE usage_day (
  tenant_id uuid NOT NULL REFERENCES tenant,
  day date NOT NULL,
  seats int NOT NULL,
  storage_bytes bigint NOT NULL,
  ai_tokens bigint NOT NULL,
  PRIMARY KEY (tenant_id, day)
);
CALL isolate('usage_day', 'SELECT, INSERT, UPDATE');

-- AI tokens as profiles of members tell them.
CREATE TABLE ai_usage (
  tenant_id uuid NOT NULL,
  day date NOT NULL,
  member_id uuid NOT NULL,
  client uuid NOT NULL,
  tokens bigint NOT NULL CHECK (tokens >= 0),
  PRIMARY KEY (tenant_id, day, member_id, client),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, member_id)
);
CALL isolate('ai_usage', 'SELECT, INSERT, UPDATE');

-- How far the team was warned of a limit: it is told once each time that it comes near or reaches it.
CREATE TABLE limit_warned (
  tenant_id uuid NOT NULL REFERENCES tenant,
  what text NOT NULL,
  percent int NOT NULL,
  PRIMARY KEY (tenant_id, what)
);
CALL isolate('limit_warned', 'SELECT, INSERT, UPDATE');

-- That something was counted is no entry of the audit log: what is counted has one already.
DROP TRIGGER note_insert ON usage_now;
DROP TRIGGER note_update ON usage_now;
DROP TRIGGER note_delete ON usage_now;
DROP TRIGGER note_insert ON usage_day;
DROP TRIGGER note_update ON usage_day;
DROP TRIGGER note_delete ON usage_day;
DROP TRIGGER note_insert ON ai_usage;
DROP TRIGGER note_update ON ai_usage;
DROP TRIGGER note_delete ON ai_usage;
DROP TRIGGER note_insert ON limit_warned;
DROP TRIGGER note_update ON limit_warned;
DROP TRIGGER note_delete ON limit_warned;
