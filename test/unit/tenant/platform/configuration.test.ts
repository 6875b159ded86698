import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfiguration } from '../../../../tenant/platform/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'error-iq-configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: unknown): string {
  const path = join(folder, 'tenant.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('says nothing: on loopback, with a database and a certificate of its own', () => {
  expect(readConfiguration({}, null)).toMatchObject({
    host: '127.0.0.1',
    port: 7443,
    database: { kind: 'own' },
    tls: { kind: 'own' },
  });
});

test('a variable wins over the file, and adds to what that says', () => {
  const path = file({ port: 1, database: { kind: 'external', ownerUrl: 'postgres://a@h/d' } });
  const environment = {
    ERROR_IQ_TENANT_PORT: '2',
    ERROR_IQ_TENANT_DATABASE_APP_URL: 'postgres://b@h/d',
    ERROR_IQ_TENANT_DATABASE_MAINT_URL: 'postgres://c@h/d',
    ERROR_IQ_TENANT_DATABASE_JOBS_URL: 'postgres://d@h/d',
  };
  expect(readConfiguration(environment, path)).toMatchObject({
    port: 2,
    database: { ownerUrl: 'postgres://a@h/d', appUrl: 'postgres://b@h/d' },
  });
});

test.each([
  ['a port that is none', { ERROR_IQ_TENANT_PORT: 'http' }, /ERROR_IQ_TENANT_PORT: .*number/],
  [
    'an external database without its roles',
    { ERROR_IQ_TENANT_DATABASE: 'external' },
    /database\.ownerUrl.*database\.appUrl.*database\.maintUrl.*database\.jobsUrl/,
  ],
  [
    'an address that is not of PostgreSQL',
    {
      ERROR_IQ_TENANT_DATABASE: 'external',
      ERROR_IQ_TENANT_DATABASE_OWNER_URL: 'mysql://root:hunter2@h/d',
    },
    /ERROR_IQ_TENANT_DATABASE_OWNER_URL/,
  ],
  ['an own TLS nobody knows', { ERROR_IQ_TENANT_TLS: 'none' }, /ERROR_IQ_TENANT_TLS/],
  [
    'no TLS for other machines',
    { ERROR_IQ_TENANT_TLS: 'proxy', ERROR_IQ_TENANT_HOST: '0.0.0.0' },
    /host must be 127/,
  ],
])('%s is explained, without its value', (_what, environment, said) => {
  const read = (): unknown => readConfiguration(environment, null);
  expect(read).toThrow(said);
  expect(read).not.toThrow(/hunter2/);
});

test.each([
  ['{"port": 1', /not JSON/],
  ['[]', /one JSON object/],
  ['{"prot": 1}', /prot/],
])('a file of %s is explained', (content, said) => {
  expect(() => readConfiguration({}, file(content))).toThrow(said);
  expect(() => readConfiguration({}, join(folder, 'gone.json'))).toThrow(/cannot be read/);
});
