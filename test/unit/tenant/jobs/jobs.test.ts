import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { Failure } from '#shared/model/failure.ts';
import {
  openDatabase,
  openJobs,
  PERIODIC,
  placeIn,
  type JobKind,
  type Jobs,
} from '../../../../tenant/platform/index.ts';
import { jobBoard } from '../../../../tenant/jobs/job-board.ts';
import { connected, testDatabase, type TestDatabase } from '../test-database.ts';

let place: TestDatabase;
beforeAll(async () => {
  place = await testDatabase();
});

const opened = (kinds: readonly JobKind[], works = true): Promise<Jobs> =>
  openJobs({ jobsUrl: place.jobs, kinds, works, failed: () => {} });

/** A kind whose runs are told one by one; `outcomes` says how each ends. */
function watched(name: string, outcomes: readonly (Error | null)[], retries = 0) {
  const runs: { ids: object; done: () => void }[] = [];
  let waiting: (() => void) | null = null;
  const kind: JobKind = {
    name,
    ...PERIODIC,
    retries,
    pauseSeconds: 1,
    async run(ids) {
      const outcome = outcomes[runs.length] ?? null;
      runs.push({ ids, done: () => {} });
      waiting?.();
      if (outcome !== null) throw outcome;
    },
  };
  const until = async (count: number): Promise<void> => {
    while (runs.length < count) await new Promise<void>((resolve) => (waiting = resolve));
  };
  return { kind, runs, until };
}

/** Looks again until something is so; what is asked takes its own time. */
async function eventually<T>(look: () => Promise<T>, is: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await look();
    if (is(found)) return found;
  }
}

const board = async (jobs: Jobs, tenant: string, cursor: string | null = null) => {
  const database = openDatabase(place.app);
  try {
    return await database.inTenant(tenant, (transaction) =>
      jobBoard(transaction, jobs, placeIn(cursor ?? undefined)),
    );
  } finally {
    await database.close();
  }
};

test('what fails is tried again, given up with its words, and done when it is sent anew', async () => {
  const [tenant, other] = [randomUUID(), randomUUID()];
  const failures = [new Error('a secret'), new Failure('HOST_AWAY', 'The host did not answer.')];
  const { kind, runs, until } = watched('flaky', failures, 1);
  const jobs = await opened([kind]);
  const thing = randomUUID();
  await jobs.send('flaky', { tenant, thing });
  await until(2);
  const dead = await eventually(
    () => board(jobs, tenant),
    (found) => found.dead.length === 1,
  );
  expect(dead.dead).toMatchObject([
    { kind: 'flaky', about: { thing }, tries: 2, why: 'The host did not answer.' },
  ]);
  expect(dead.next).toBeNull();
  const rows = await connected(place.jobs, (client) =>
    client.query('SELECT j::text FROM job.job j'),
  );
  expect(JSON.stringify(rows.rows)).not.toContain('a secret');

  expect((await board(jobs, other)).dead).toEqual([]);
  expect(await jobs.redrive(other)).toBe(0);
  expect(await jobs.redrive(other, [dead.dead[0]?.jobId ?? ''])).toBe(0);
  expect(await jobs.redrive(tenant, [dead.dead[0]?.jobId ?? ''])).toBe(1);
  await until(3);
  expect(runs.map(({ ids }) => ids)).toEqual([1, 2, 3].map(() => ({ tenant, thing })));
  await eventually(
    () => board(jobs, tenant),
    ({ kinds }) => kinds[0]?.doneAt !== null,
  );
  expect((await board(jobs, tenant)).dead).toEqual([]);
  await jobs.stop();
});

test('a job is about ids and nothing else, and the same one does not wait twice', async () => {
  const { kind } = watched('idle', []);
  const jobs = await opened([kind], false);
  await expect(jobs.send('idle', { text: 'a line of a log' })).rejects.toThrow();
  const ids = { tenant: randomUUID() };
  await jobs.send('idle', ids);
  await jobs.send('idle', ids);
  await jobs.send('idle', { tenant: randomUUID() });
  expect(await jobs.figures()).toMatchObject([{ kind: 'idle', waiting: 2, running: 0 }]);
  expect(await jobs.figures('server')).toMatchObject([{ waiting: 0 }]);
  expect((await board(jobs, ids.tenant)).kinds).toMatchObject([{ kind: 'idle', waiting: 1 }]);
  await jobs.stop();
});

test('another process does what one that only sends has left', async () => {
  const { kind, until, runs } = watched('apart', []);
  const sender = await opened([kind], false);
  const ids = { tenant: randomUUID() };
  await sender.send('apart', ids);
  await sender.stop();
  expect(runs).toHaveLength(0);
  const worker = await opened([kind]);
  await until(1);
  expect(runs).toMatchObject([{ ids }]);
  await worker.stop();
});

test('dead jobs are listed page by page', async () => {
  const tenant = randomUUID();
  const { kind } = watched('many', []);
  const jobs = await opened([kind], false);
  await connected(place.jobs, (client) =>
    client.query(
      `INSERT INTO job.job (name, data, created_on)
       SELECT 'dead', jsonb_build_object('tenant', $1::text), now() - n % 7 * interval '1 s' FROM generate_series(1, 120) n`,
      [tenant],
    ),
  );
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await board(jobs, tenant, cursor);
    seen.push(...page.dead.map(({ jobId }) => jobId));
    cursor = page.next;
  } while (cursor !== null);
  expect(seen).toHaveLength(120);
  expect(new Set(seen).size).toBe(120);
  await expect(board(jobs, tenant, 'nonsense')).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
  await jobs.stop();
});
