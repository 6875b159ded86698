export { actingAsServer, actorIs, whoActs, type Acting } from './acting.ts';
export { loadCertificate } from './certificate.ts';
export { readConfiguration, type Configuration } from './configuration.ts';
export { noteEvent, sha256 } from './database/audit-log.ts';
export {
  openDatabase,
  type Database,
  type SharedTransaction,
  type TenantTransaction,
} from './database/database.ts';
export type { RequestTransaction } from './database/request-transaction.ts';
export { statementsOf, written, type Statements } from './database/statements.ts';
export { tellTeam } from './database/outbox.ts';
export { entityTag, requireMatch } from './http/entity-tags.ts';
export { createRates, type CountRequest } from './http/rates.ts';
export { createHeldSockets } from './http/held-sockets.ts';
export { pageOf, pageQuery, placeIn, type PagePlace } from './http/page-place.ts';
export { addRequestSpans, recordStatement, sendTraces } from './traces.ts';
export { signedHeaders } from './webhook-signature.ts';
export type { Tables } from './database/tables.ts';
export { knownMigrations, migrate } from './database/migrations.ts';
export {
  ownPostgresPort,
  startOwnPostgres,
  walSpool,
  type OwnPostgres,
} from './database/own-postgres.ts';
export { programsUser } from './database/postgres-programs.ts';
export { forgetOld } from './database/forget-old.ts';
export { keepPartitions, partitionsJob } from './database/partitions-job.ts';
export { passwordOf, prepareRoles, roleUrls, type DatabaseUrls } from './database/roles.ts';
export { asSuperuser, maintenance, withClient } from './database/with-client.ts';
export { createHttpServer, nameOf } from './http/http-server.ts';
export type { HttpServer } from './http/typed-server.ts';
export { addObservationRoutes } from './http/observation-routes.ts';
export { PERIODIC, type JobKind } from './jobs/job-kind.ts';
export { prepareJobs } from './jobs/job-schema.ts';
export { DEAD_QUEUE, openJobs, type Jobs } from './jobs/jobs.ts';
export { NO_LIMITS, type LimitGuard, type StorageRoom } from './limits.ts';
export type { StripeConfiguration } from './billing-configuration.ts';
export { createLog } from './log.ts';
export { loadMasterKey, type MasterKey } from './master-key.ts';
export { openSecret, sealSecret } from './sealed-secret.ts';
export { problem } from './http/problem.ts';
