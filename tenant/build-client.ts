/*
 * Makes the types of the operations that desktops ask the server for: `npm run build:tenant-client`. A server is started in
 * a folder of its own and says what it takes and answers. The result is kept; a test makes it anew and compares.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from './platform/index.ts';
import { startTenant } from './start.ts';
import { typedClient, type ApiDescription } from './typed-client.ts';

const KEPT = join(import.meta.dirname, '../shared/tenant-api');

const dataFolder = mkdtempSync(join(tmpdir(), 'error-iq-client-'));
try {
  const configuration = { ...readConfiguration({}, null), dataFolder, port: 0 };
  const server = await startTenant({ ...configuration, log: 'silent', tls: { kind: 'proxy' } });
  const answer = await fetch(`${server.url}/api/v1/openapi.json`);
  const files = typedClient((await answer.json()) as ApiDescription);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(KEPT, name), text);
  await server.stop();
} finally {
  rmSync(dataFolder, { recursive: true, force: true });
}
