CREATE TABLE environment (
  tenant_id uuid NOT NULL REFERENCES tenant,
  environment_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  position int NOT NULL,
  policy jsonb NOT NULL,
  executor jsonb NOT NULL,
  -- Under the master key.
  sealed_secret text,
  current_id uuid,
  since timestamptz,
  pinned jsonb,
  paused jsonb,
  PRIMARY KEY (tenant_id, environment_id),
  UNIQUE (tenant_id, name)
);
CALL isolate('environment', 'SELECT, INSERT, UPDATE');

CREATE TABLE release (
  tenant_id uuid NOT NULL REFERENCES tenant,
  release_id uuid NOT NULL,
  version text NOT NULL,
  artefacts jsonb NOT NULL,
  commits jsonb NOT NULL,
  made_by uuid NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, release_id),
  UNIQUE (tenant_id, version),
  FOREIGN KEY (tenant_id, made_by) REFERENCES member (tenant_id, member_id)
);
CALL isolate('release', 'SELECT, INSERT');
ALTER TABLE environment ADD FOREIGN KEY (tenant_id, current_id) REFERENCES release (tenant_id, release_id);

CREATE TABLE deployment (
  tenant_id uuid NOT NULL,
  deployment_id uuid NOT NULL,
  environment_id uuid NOT NULL,
  release_id uuid NOT NULL,
  phase text NOT NULL,
  -- Everything of it that goes on.
  course jsonb NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, deployment_id),
  FOREIGN KEY (tenant_id, environment_id) REFERENCES environment (tenant_id, environment_id),
  FOREIGN KEY (tenant_id, release_id) REFERENCES release (tenant_id, release_id)
);
-- One at a time goes on in an environment.
CREATE UNIQUE INDEX deployment_active ON deployment (tenant_id, environment_id)
  WHERE phase IN ('waiting', 'applying', 'observing', 'rolling-back');
CREATE INDEX deployment_latest ON deployment (tenant_id, environment_id, requested_at DESC);
CALL isolate('deployment', 'SELECT, INSERT, UPDATE');

-- What happened to it, step by step. Rows are added and never changed.
CREATE TABLE deployment_event (
  tenant_id uuid NOT NULL,
  deployment_id uuid NOT NULL,
  seq int NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  by uuid,
  what text NOT NULL,
  PRIMARY KEY (tenant_id, deployment_id, seq),
  FOREIGN KEY (tenant_id, deployment_id) REFERENCES deployment (tenant_id, deployment_id)
);
CALL isolate('deployment_event', 'SELECT, INSERT');

-- Totals that somebody saw of a release since it was put in force.
CREATE TABLE deployment_observation (
  tenant_id uuid NOT NULL,
  deployment_id uuid NOT NULL,
  source text NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  new_issues bigint NOT NULL,
  PRIMARY KEY (tenant_id, deployment_id, source),
  FOREIGN KEY (tenant_id, deployment_id) REFERENCES deployment (tenant_id, deployment_id)
);
CALL isolate('deployment_observation', 'SELECT, INSERT, UPDATE');

CREATE TABLE freeze_window (
  tenant_id uuid NOT NULL REFERENCES tenant,
  freeze_id uuid NOT NULL,
  environment_id uuid,
  begins timestamptz NOT NULL,
  ends timestamptz NOT NULL CHECK (ends > begins),
  reason text NOT NULL,
  PRIMARY KEY (tenant_id, freeze_id),
  FOREIGN KEY (tenant_id, environment_id) REFERENCES environment (tenant_id, environment_id)
);
CALL isolate('freeze_window', 'SELECT, INSERT, DELETE');

CREATE TABLE incident (
  tenant_id uuid NOT NULL REFERENCES tenant,
  incident_id uuid NOT NULL,
  environment_id uuid,
  title text NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now(),
  closed_at timestamptz,
  PRIMARY KEY (tenant_id, incident_id),
  FOREIGN KEY (tenant_id, environment_id) REFERENCES environment (tenant_id, environment_id)
);
CALL isolate('incident', 'SELECT, INSERT, UPDATE');
