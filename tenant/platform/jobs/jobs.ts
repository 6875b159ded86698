import { PgBoss, type Job } from 'pg-boss';
import { Failure } from '../../../shared/model/failure.ts';
import { canonicalJson } from '../../../shared/model/canonical-json.ts';
import { actingAsServer } from '../acting.ts';
import { nameOf } from '../http/http-server.ts';
import { jobIds, type JobIds, type JobKind } from './job-kind.ts';
import { JOB_SCHEMA } from './job-schema.ts';

export interface JobsPlace {
  /** Address of the role `jobs`. */
  readonly jobsUrl: string;
  readonly kinds: readonly JobKind[];
  /** Whether this process does them; else it only sends them. */
  readonly works: boolean;
  /** Is told what fails outside a job: the database is away, say. */
  readonly failed: (error: unknown) => void;
}

/** How many jobs of a kind stand how. */
export interface JobFigures {
  readonly kind: string;
  readonly waiting: number;
  readonly running: number;
  readonly failed: number;
  /** When the last of them was done; null: none within a week. */
  readonly doneAt: string | null;
}

/** The queue of jobs: kept in the database, so that what was sent is done, after a crash as well. */
export interface Jobs {
  readonly kinds: readonly JobKind[];
  /** Has a kind of job done soon. One with the same ids that waits already stands for it. */
  send(kind: string, ids: JobIds): Promise<void>;
  /** Figures of all kinds: of all jobs, or only of those that are for no tenant in particular. */
  figures(of?: 'server'): Promise<JobFigures[]>;
  /** Sends jobs anew that were given up, of a tenant; only those of these ids if there are any. Gives how many. */
  redrive(tenant: string, ids?: readonly string[]): Promise<number>;
  /** Ends it: what is being done comes to its end first. */
  stop(): Promise<void>;
}

/** Where a job is kept that was tried as often as it may be. */
export const DEAD_QUEUE = 'dead';

/** Looks for jobs of other processes so often, seconds; those sent here are begun at once. */
const POLL_S = 2;
const CONNECTIONS = 3;
/** What is done is shown for a week, and what was given up for two months. */
const KEPT_S = 7 * 86_400;
const DEAD_KEPT_S = 60 * 86_400;
const DRAIN_MS = 10_000;

const FIGURES = `
  SELECT name AS kind,
    count(*) FILTER (WHERE state IN ('created', 'retry'))::int AS waiting,
    count(*) FILTER (WHERE state = 'active')::int AS running,
    count(*) FILTER (WHERE state = 'failed')::int AS failed,
    max(completed_on) FILTER (WHERE state = 'completed') AS done
  FROM ${JOB_SCHEMA}.job WHERE name = ANY ($1) AND ($2 OR data ->> 'tenant' IS NULL) GROUP BY name`;

/** Opens the queue. The tables are there already (`prepareJobs`). */
export async function openJobs({ jobsUrl, kinds, works, failed }: JobsPlace): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: jobsUrl,
    schema: JOB_SCHEMA,
    max: CONNECTIONS,
    migrate: false,
    createSchema: false,
    // Only an owner of the tables may.
    reindex: false,
    supervise: works,
    schedule: works,
  });
  boss.on('error', failed);
  await boss.start();
  const workers = new Map<string, string>();
  try {
    await makeQueues(boss, kinds);
    if (works) await beginWork(boss, kinds, workers);
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
  const wake = (kind: string): void => {
    const worker = workers.get(kind);
    if (worker !== undefined) boss.notifyWorker(worker);
  };
  return {
    kinds,
    async send(kind, ids) {
      const singletonKey = canonicalJson(ids);
      await boss.send(kind, jobIds.parse(ids), { singletonKey });
      wake(kind);
    },
    async figures(of) {
      const names = kinds.map(({ name }) => name);
      const { rows } = await boss.getDb().executeSql(FIGURES, [names, of === undefined]);
      const found = new Map(rows.map(({ kind, done, ...counts }) => [kind, { counts, done }]));
      return kinds.map(({ name }) => {
        const row = found.get(name);
        const counts = { waiting: 0, running: 0, failed: 0, ...row?.counts };
        return { kind: name, ...counts, doneAt: row?.done?.toISOString() ?? null };
      });
    },
    async redrive(tenant, ids) {
      const only = ids === undefined ? {} : { ids: [...ids] };
      const count = await boss.redrive(DEAD_QUEUE, { data: { tenant }, ...only });
      for (const { name } of kinds) wake(name);
      return count;
    },
    stop: () => boss.stop({ graceful: true, timeout: DRAIN_MS }),
  };
}

async function makeQueues(boss: PgBoss, kinds: readonly JobKind[]): Promise<void> {
  await boss.createQueue(DEAD_QUEUE, { retentionSeconds: DEAD_KEPT_S });
  for (const kind of kinds) {
    const options = {
      retryLimit: kind.retries,
      retryDelay: kind.pauseSeconds,
      retryBackoff: true,
      retryDelayMax: kind.longestPauseSeconds,
      expireInSeconds: kind.trySeconds,
      deleteAfterSeconds: KEPT_S,
      deadLetter: DEAD_QUEUE,
    };
    // One with the same ids waits at most once; a second one while it runs is kept, for what came meanwhile.
    await boss.createQueue(kind.name, { ...options, policy: 'short' });
    await boss.updateQueue(kind.name, options);
  }
}

async function beginWork(
  boss: PgBoss,
  kinds: readonly JobKind[],
  workers: Map<string, string>,
): Promise<void> {
  for (const kind of kinds) {
    const options = {
      pollingIntervalSeconds: POLL_S,
      localConcurrency: kind.atOnce ?? 1,
    };
    workers.set(
      kind.name,
      await boss.work<unknown>(kind.name, options, async ([job]) => {
        if (job !== undefined) await done(kind, job);
      }),
    );
    if (kind.schedule === undefined) await boss.unschedule(kind.name);
    else await boss.schedule(kind.name, kind.schedule, {}, { missed: 'once' });
  }
}

async function done(kind: JobKind, { data, signal }: Job<unknown>): Promise<void> {
  const ids = jobIds.parse(data ?? {});
  try {
    await actingAsServer(kind.name, () => kind.run(ids, signal));
  } catch (error) {
    // What is thrown is kept beside the job: words that were meant for people, or a name.
    const told = new Error(error instanceof Failure ? error.message : nameOf(error));
    delete told.stack;
    throw told;
  }
}
