import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  loadCertificate,
  keysOfSecrets,
  newSecrets,
  readConfiguration,
  type Configuration,
} from '../../../../tenant/platform/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'error-iq-certificate-'));
afterAll(() => rmSync(folder, { recursive: true }));
const key = keysOfSecrets('one', newSecrets(null));
const configuration: Configuration = { ...readConfiguration({}, null), dataFolder: folder };
const DAY_MS = 86_400_000;

test('is made once, for this machine, by an authority that desktops know by its fingerprint', async () => {
  const made = await loadCertificate(configuration, key);
  const server = new X509Certificate(made?.certificate ?? '');
  expect(server.checkHost('localhost')).toBe('localhost');
  expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(server.checkHost('example.org')).toBeUndefined();
  expect(await loadCertificate(configuration, key)).toEqual(made);

  const authority = new X509Certificate(readFileSync(join(folder, 'tls-authority.pem')));
  expect(server.verify(authority.publicKey)).toBe(true);
  expect(authority.ca).toBe(true);
  expect(server.ca).toBe(false);
});

test('is made anew before it ends, and for another name, under the same authority', async () => {
  const before = await loadCertificate(configuration, key);
  const later = await loadCertificate(configuration, key, () => Date.now() + 350 * DAY_MS);
  expect(later?.certificate).not.toBe(before?.certificate);
  expect(later?.fingerprint).toBe(before?.fingerprint);
  const publicUrl = 'https://tenant.example.org/';
  const named = await loadCertificate({ ...configuration, publicUrl }, key);
  expect(new X509Certificate(named?.certificate ?? '').checkHost('tenant.example.org')).toBe(
    'tenant.example.org',
  );
});

test('its keys do not lie on the disk in clear, and need the secrets of the server', async () => {
  await loadCertificate(configuration, key);
  for (const name of ['tls-authority.key', 'tls-server.key']) {
    expect(readFileSync(join(folder, name), 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
  }
  const other = keysOfSecrets('other', newSecrets(null));
  await expect(loadCertificate(configuration, other)).rejects.toMatchObject({
    code: 'CERTIFICATE_BAD',
  });
});

test('files that do not belong together are refused by name', async () => {
  const tls = {
    kind: 'files',
    certificate: join(folder, 'tls-server.pem'),
    key: join(folder, 'tls-authority.pem'),
  } as const;
  await expect(loadCertificate({ ...configuration, tls }, key)).rejects.toThrow(tls.key);
});
