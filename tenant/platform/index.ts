export { actingAsServer, actorIs, whoActs, type Acting } from './acting.ts';
export { askedInATurn } from './asked-in-a-turn.ts';
export { loadCertificate, tlsPassphrase } from './certificate.ts';
export { readConfiguration, type Configuration } from './configuration.ts';
export type { ExternalIdentity } from './identity-configuration.ts';
export { noteEvent, sha256 } from './database/audit-log.ts';
export {
  openDatabase,
  type Database,
  type SharedTransaction,
  type TenantTransaction,
} from './database/database.ts';
export type { RequestTransaction } from './database/request-transaction.ts';
export { statementsOf, written, type Statements } from './database/statements.ts';
export { lockTenant } from './database/lock-tenant.ts';
export { tellTeam } from './database/outbox.ts';
export { IDEMPOTENCY_KEY } from './http/describe-route.ts';
export { entityTag, requireMatch } from './http/entity-tags.ts';
export { createRates, type CountRequest } from './http/rates.ts';
export { createTeamChanges, type TeamChanges } from './team-changes.ts';
export { hearWorkers, tellServers } from './worker-changes.ts';
export { createTeamListeners, type TeamListeners } from './team-listeners.ts';
export { aloneReplica, doesRedisAnswer, redisReplicas, type Replicas } from './replicas.ts';
export { createHeldSockets } from './http/held-sockets.ts';
export { pageOf, pageQuery, placeIn, type PagePlace } from './http/page-place.ts';
export { addRequestSpans, recordStatement, sendTraces } from './traces.ts';
export { signedHeaders } from './webhook-signature.ts';
export type { Tables } from './database/tables.ts';
export { knownMigrations, migrate } from './database/migrations.ts';
export {
  ownPostgresPort,
  startOwnPostgres,
  superuserOf,
  walSpool,
  type OwnPostgres,
  type OwnPostgresPlace,
  type RolePasswords,
} from './database/own-postgres.ts';
export { programsUser } from './database/postgres-programs.ts';
export { forgetOld } from './database/forget-old.ts';
export { keepPartitions, partitionsJob } from './database/partitions-job.ts';
export { prepareRoles, rolePasswords, roleUrls, type DatabaseUrls } from './database/roles.ts';
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
export { changeKeysAlone, whileNoFieldKeyIsMade } from './keys/change-alone.ts';
export { commandKey } from './keys/key-command.ts';
export { destroyKeysBefore, keepKeysBefore, keysBefore } from './keys/keys-before.ts';
export { underKey } from './keys/field-keys.ts';
export {
  KEY_FILE,
  masterKeyFrom,
  masterKeyOf,
  newKeyText,
  openMasterKey,
  type KeySource,
} from './keys/master-key.ts';
export type { MasterKey } from './keys/key-port.ts';
export { openSecret, sealSecret } from './keys/sealed-secret.ts';
export { moveDurably, removeDurably, writeDurably } from './keys/durable-file.ts';
export {
  readSecretsFile,
  secretsInDatabase,
  secretsInFolder,
  secretsText,
  SECRETS_FILE,
  type SecretsStore,
} from './keys/secrets-store.ts';
export {
  newKey,
  newSecrets,
  openSecrets,
  sealSecrets,
  unitedSecrets,
  type NamedKey,
  type SealedSecrets,
  type ServerSecrets,
} from './keys/server-secrets.ts';
export type { SealedField } from './keys/sealed-field.ts';
export {
  keysOfSecrets,
  openServerKeys,
  type BackupKeys,
  type ServerKeys,
} from './keys/server-keys.ts';
export { problem } from './http/problem.ts';
