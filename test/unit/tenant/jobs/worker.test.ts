import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { openJobs, PERIODIC, readConfiguration } from '../../../../tenant/platform/index.ts';
import { startWorker } from '../../../../tenant/start-worker.ts';
import { testDatabase } from '../test-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'error-iq-worker-'));
afterAll(() => rmSync(folder, { recursive: true }));

const configuration = {
  ...readConfiguration({}, null),
  dataFolder: folder,
  masterKey: inject('tenantCluster').key,
  log: 'silent' as const,
};

test('a worker does what a server has left to it', async () => {
  const { jobs: jobsUrl, ...urls } = await testDatabase();
  const kind = { name: 'forget-expired', ...PERIODIC, run: () => Promise.resolve() };
  const server = await openJobs({ jobsUrl, kinds: [kind], works: false, failed: () => {} });
  await server.send('forget-expired', {});
  const database = {
    kind: 'external' as const,
    ownerUrl: urls.owner,
    appUrl: urls.app,
    maintUrl: urls.maint,
    jobsUrl,
  };
  const stop = await startWorker({ ...configuration, database });
  let [figures] = await server.figures();
  while (figures?.doneAt === null) [figures] = await server.figures();
  expect(figures).toMatchObject({ waiting: 0, running: 0, failed: 0 });
  await stop();
  await server.stop();
});

test('a worker is refused where the database belongs to one process', async () => {
  await expect(startWorker(configuration)).rejects.toMatchObject({ code: 'CONFIGURATION_BAD' });
});
