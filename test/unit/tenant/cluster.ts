import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import {
  migrate,
  keysOfSecrets,
  prepareJobs,
  prepareRoles,
  rolePasswords,
  startOwnPostgres,
  type ServerSecrets,
} from '../../../tenant/platform/index.ts';

/** The PostgreSQL that all tests of the tenant use, as they are told of it. */
export interface TestCluster {
  readonly port: number;
  readonly password: string;
  /** Folder of its files. */
  readonly folder: string;
  /** Master key of whoever works with it. */
  readonly key: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    tenantCluster: TestCluster;
  }
}

/** Secrets of whoever works with the cluster itself, the same in each process. */
export function testSecrets(): ServerSecrets {
  const key = (byte: number): Buffer => Buffer.alloc(32, byte);
  return {
    seed: key(1),
    seedsBefore: [],
    nextSeed: null,
    roots: [{ id: 'a'.repeat(16), key: key(2) }],
    backups: [{ id: 'b'.repeat(16), key: key(3) }],
    former: null,
  };
}

const KEY = Buffer.alloc(32, 7).toString('base64url');

/** Starts it before the first test, with one migrated database to copy from, and ends it after the last. */
export default async function cluster({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'error-iq-cluster-'));
  const passwords = rolePasswords(keysOfSecrets('cluster', testSecrets()));
  // What is lost in a power cut does not matter here.
  const settings = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'];
  const postgres = await startOwnPostgres({ folder, passwords, settings });
  const { owner } = await prepareRoles(postgres, passwords);
  await migrate(owner);
  await prepareJobs(owner);
  provide('tenantCluster', {
    port: postgres.port,
    password: passwords.now('superuser'),
    folder: join(folder, 'postgres'),
    key: KEY,
  });
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
