import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { readConfiguration, type Configuration } from '../../../tenant/platform/index.ts';
import { startTenant } from '../../../tenant/start.ts';
import { createAsk, type TenantClient } from './tenant-client.ts';
import { externalDatabase, testDatabase, type TestDatabase } from './test-database.ts';

export * from './tenant-client.ts';

export interface TestTenant extends TenantClient {
  readonly firstRunLink: string;
  readonly database: TestDatabase;
  /** Of the certificate's authority, PEM. */
  readonly authority: string;
  stop(): Promise<void>;
}

/** A whole server over HTTPS, with a database of its own in the cluster of the tests. */
export async function startTestTenant(
  change: Partial<Configuration> = {},
  before?: TestDatabase,
): Promise<TestTenant> {
  const folder = change.dataFolder ?? mkdtempSync(join(tmpdir(), 'error-iq-tenant-'));
  const database = before ?? (await testDatabase());
  const running = await startTenant({
    ...readConfiguration({}, null),
    dataFolder: folder,
    masterKey: inject('tenantCluster').key,
    port: 0,
    log: 'silent',
    database: externalDatabase(database),
    ...change,
  });
  const authority = readFileSync(join(folder, 'tls-authority.pem'), 'utf8');
  const ask = createAsk(running.url, authority);
  return {
    url: running.url,
    firstRunLink: running.firstRunLink ?? '',
    database,
    authority,
    ask,
    async stop() {
      await running.stop();
      if (change.dataFolder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
