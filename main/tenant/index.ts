export { createAsk, type Ask } from './ask.ts';
export {
  archiveName,
  checkArchive,
  fetchArchives,
  openArchive,
  type ArchiveVerdict,
} from './audit-archives.ts';
export { exportAudit } from './audit-export.ts';
export { auditState, forgetAudit, provenAuditEntry, watchAudit } from './audit-watch.ts';
export { signInByBrowser } from './browser-sign-in.ts';
export { changing, type AsRead } from './changing.ts';
export { asOneTrace } from './click-trace.ts';
export { signInByCode } from './code-sign-in.ts';
export { forgetServer } from './forget-server.ts';
export {
  keepAddress,
  keptServer,
  openConnection,
  type Connection,
  type KeptServer,
} from './connection.ts';
export { operationRequest } from './operation-request.ts';
export { deviceJwk, openDeviceKey } from './device-key.ts';
export { teamCases } from './team-cases.ts';
export { fetchLicence, forgetLicence, keptLicence } from './licence-keeper.ts';
export { makeEmptyCopy } from './join-case.ts';
export { syncCase, type EntrySealer, type SyncServer } from './sync-case.ts';
export { createTeamAdmin } from './team-admin.ts';
export { createTeamKeeping } from './team-keeping.ts';
export { createTeamOwnKeys } from './team-own-keys.ts';
export { createTeamReadableLogs } from './team-readable-logs.ts';
export { createTeam, type Team } from './team.ts';
export { rawLogsRoot, type RawLogs, type TeamRawLogs } from './team-raw-logs.ts';
export { createTeamDesk, type TeamDesk } from './team-desk.ts';
export {
  askTenant,
  lookAtCertificate,
  readTenantUrl,
  teamOf,
  type TenantAnswer,
} from './tenant-https.ts';
