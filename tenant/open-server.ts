import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../shared/model/failure.ts';
import { auditArchiveJob, auditHeadsJob, siemFeedJob } from './audit/index.ts';
import { keepBackups, noticeOtherLife } from './backup/index.ts';
import { forgetExpiredJob } from './identity/index.ts';
import { besideBackups, openKeys, urlsOf, type OpenKeys } from './open-keys.ts';
import { completed, isLastStep, moveFieldsJob, takeSeed, tellMasterKey } from './rekey/index.ts';
import { usageJob } from './subscriptions/index.ts';
import { VERSION } from './version.ts';
import { networksOf, WEBHOOK_JOB, webhookJob, webhookSweepJob } from './webhooks/index.ts';
import {
  changeKeysAlone,
  createLog,
  migrate,
  nameOf,
  openDatabase,
  openJobs,
  partitionsJob,
  prepareJobs,
  prepareRoles,
  recordStatement,
  rolePasswords,
  sendTraces,
  startOwnPostgres,
  superuserOf,
  type Configuration,
  type Database,
  type DatabaseUrls,
  type Jobs,
  type ServerKeys,
} from './platform/index.ts';

/** What every process of the server works with, whether it answers requests or does jobs. */
export interface OpenServer {
  readonly keys: ServerKeys;
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
  const log = createLog(configuration.log);
  const { urls, keys, store } = await databaseOf(configuration, { ends, log });
  await noticeOtherLife(urls);
  await prepareJobs(urls.owner);
  const { siem, tracesUrl, billing } = configuration;
  if (tracesUrl !== undefined) ends.push(await sendTraces(tracesUrl, VERSION));
  const database = openDatabase(urls.app, tracesUrl === undefined ? undefined : recordStatement);
  ends.push(() => database.close());
  await endRekey(configuration, { keys, store, database, urls, log });
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
      auditHeadsJob({ database, keys, maintUrl: urls.maint }),
      auditArchiveJob({ database, keys, maintUrl: urls.maint, fed: siem !== undefined }),
      ...(siem === undefined
        ? []
        : [siemFeedJob({ database, maintUrl: urls.maint, feed: siem, version: VERSION })]),
      ...(billing.kind === 'none'
        ? []
        : [usageJob({ database, maintUrl: urls.maint, plans: billing })]),
      webhookJob({ database, keys, allowed }),
      moveFieldsJob({ database, keys, maintUrl: urls.maint }),
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
  return { keys, log, urls, database, jobs };
}

/** The database, brought to this version, and the keys that lie in it or, of the own one, beside it. */
async function databaseOf(
  configuration: Configuration,
  { ends, log }: { ends: (() => Promise<void>)[]; log: OpenServer['log'] },
): Promise<OpenKeys & { urls: DatabaseUrls }> {
  const { database, dataFolder, backup } = configuration;
  if (database.kind === 'external') {
    const urls = urlsOf(database);
    await migrate(urls.owner);
    return { urls, ...(await withNextSeed(configuration, await openKeys(configuration))) };
  }
  const found = await openKeys(configuration);
  const { folder, keepDays } = backup;
  const archives = folder !== undefined;
  const place = { folder: dataFolder, passwords: rolePasswords(found.keys), archives };
  const started = await startOwnPostgres(place);
  ends.push(() => started.stop());
  // Only now: nobody else works with this database.
  const open = await withNextSeed(configuration, found);
  const { keys } = open;
  const passwords = rolePasswords(keys);
  if (open !== found) await started.renewPasswords(passwords);
  const own = { ...started, superuser: superuserOf(passwords) };
  if (folder !== undefined) {
    const server = { dataFolder, folder: resolve(folder), keepDays, keys, postgres: own };
    const failed = (error: unknown): void =>
      log.error({ err: nameOf(error) }, 'a backup was not made');
    ends.push(keepBackups(server, failed));
  }
  const urls = await prepareRoles(own, passwords);
  await migrate(urls.owner);
  return { urls, ...open };
}

/** The keys of a server that starts: a seed that waits for that is in force from here on. */
async function withNextSeed(configuration: Configuration, open: OpenKeys): Promise<OpenKeys> {
  const { keys, store } = open;
  if (!keys.seedWaits || !(await takeSeed(configuration, store, keys))) return open;
  return openKeys(configuration);
}

/** How long a start waits for a command that changes the keys, ms. */
const REKEY_WAIT_MS = 30_000;

/** Ends a change of the master key that is at its last step: this start came with the new one. */
async function endRekey(
  configuration: Configuration,
  {
    keys,
    store,
    database,
    urls,
    log,
  }: Pick<OpenServer, 'keys' | 'database' | 'urls' | 'log'> & Pick<OpenKeys, 'store'>,
): Promise<void> {
  if (!isLastStep(keys)) return;
  try {
    await changeKeysAlone(urls.owner, REKEY_WAIT_MS, async () => {
      // The command may have ended it meanwhile, and added keys.
      await keys.refresh();
      if (!isLastStep(keys)) return;
      await completed({
        source: configuration,
        store,
        keys,
        beside: besideBackups(configuration, rolePasswords(keys)),
        tell: (change) => tellMasterKey(database, urls.maint, change),
      });
    });
  } catch (error) {
    // Whoever still changes the keys ends it, or else the next start.
    if (!(error instanceof Failure) || error.code !== 'REKEY_RUNS') throw error;
    log.warn('two master keys open the server still: its keys are being changed');
  }
}
