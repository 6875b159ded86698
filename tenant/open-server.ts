import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { auditArchiveJob, auditHeadsJob, siemFeedJob } from './audit/index.ts';
import { keepBackups, noticeOtherLife } from './backup/index.ts';
import { forgetExpiredJob } from './identity/index.ts';
import { usageJob } from './subscriptions/index.ts';
import { VERSION } from './version.ts';
import { networksOf, WEBHOOK_JOB, webhookJob, webhookSweepJob } from './webhooks/index.ts';
import {
  createLog,
  loadMasterKey,
  migrate,
  nameOf,
  openDatabase,
  openJobs,
  partitionsJob,
  passwordOf,
  prepareJobs,
  prepareRoles,
  recordStatement,
  sendTraces,
  startOwnPostgres,
  type Configuration,
  type Database,
  type DatabaseUrls,
  type Jobs,
  type MasterKey,
} from './platform/index.ts';

/** What every process of the server works with, whether it answers requests or does jobs. */
export interface OpenServer {
  readonly master: MasterKey;
  readonly log: ReturnType<typeof createLog>;
  readonly urls: DatabaseUrls;
  readonly database: Database;
  readonly jobs: Jobs;
}

/**
 * Opens key, database and queue; what is to be ended again is added to `ends` at once, also when a later step fails.
 * Throws a Failure that says what to do.
 */
export async function openServer(
  configuration: Configuration,
  works: boolean,
  ends: (() => Promise<void>)[],
): Promise<OpenServer> {
  mkdirSync(configuration.dataFolder, { recursive: true, mode: 0o700 });
  const master = loadMasterKey(configuration.dataFolder, configuration.masterKey);
  const log = createLog(configuration.log);
  const urls = await databaseOf(configuration, master, { ends, log });
  await migrate(urls.owner);
  await noticeOtherLife(urls);
  await prepareJobs(urls.owner);
  const { siem, tracesUrl, billing } = configuration;
  if (tracesUrl !== undefined) ends.push(await sendTraces(tracesUrl, VERSION));
  const database = openDatabase(urls.app, tracesUrl === undefined ? undefined : recordStatement);
  ends.push(() => database.close());
  const send = (tenant: string, delivery: string): Promise<void> =>
    jobs.send(WEBHOOK_JOB, { tenant, delivery });
  const failed = (error: unknown): void =>
    log.warn({ err: nameOf(error) }, 'the queue of jobs could not go on');
  const allowed = networksOf(configuration.webhookNetworks);
  const jobs = await openJobs({
    jobsUrl: urls.jobs,
    kinds: [
      forgetExpiredJob(urls.maint),
      partitionsJob(urls.maint),
      auditHeadsJob({ database, master, maintUrl: urls.maint }),
      auditArchiveJob({ database, master, maintUrl: urls.maint, fed: siem !== undefined }),
      ...(siem === undefined
        ? []
        : [siemFeedJob({ database, maintUrl: urls.maint, feed: siem, version: VERSION })]),
      ...(billing.kind === 'none'
        ? []
        : [usageJob({ database, maintUrl: urls.maint, plans: billing })]),
      webhookJob({ database, master, allowed }),
      webhookSweepJob({ maintUrl: urls.maint, send }),
    ],
    works,
    failed,
  });
  // What is not sent now because the queue is away is found by the sweep.
  database.onKept(({ told }) => {
    for (const { tenant, delivery } of told) void send(tenant, delivery).catch(failed);
  });
  ends.push(() => jobs.stop());
  return { master, log, urls, database, jobs };
}

async function databaseOf(
  { database, dataFolder, backup }: Configuration,
  master: MasterKey,
  { ends, log }: { ends: (() => Promise<void>)[]; log: OpenServer['log'] },
): Promise<DatabaseUrls> {
  if (database.kind === 'external') {
    const { ownerUrl, appUrl, maintUrl, jobsUrl } = database;
    return { owner: ownerUrl, app: appUrl, maint: maintUrl, jobs: jobsUrl };
  }
  const password = passwordOf(master, 'superuser');
  const { folder, keepDays } = backup;
  const archives = folder !== undefined;
  const own = await startOwnPostgres({ folder: dataFolder, password, archives });
  ends.push(() => own.stop());
  if (folder !== undefined) {
    const server = { dataFolder, folder: resolve(folder), keepDays, master, postgres: own };
    const failed = (error: unknown): void =>
      log.error({ err: nameOf(error) }, 'a backup was not made');
    ends.push(keepBackups(server, failed));
  }
  return prepareRoles(own, master);
}
