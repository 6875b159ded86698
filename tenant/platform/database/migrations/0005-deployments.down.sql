DROP TABLE incident;
DROP TABLE freeze_window;
DROP TABLE deployment_observation;
DROP TABLE deployment_event;
DROP TABLE deployment;
ALTER TABLE environment DROP CONSTRAINT environment_tenant_id_current_id_fkey;
DROP TABLE release;
DROP TABLE environment;
