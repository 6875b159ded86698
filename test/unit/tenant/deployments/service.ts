import { createHash } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NewRelease } from '#shared/deployments/deployment-model.ts';

interface How {
  readonly health?: number;
  readonly answer?: number;
  readonly readyWith?: string | null;
}

/** A version of a small service: it says its version, and `/health` what it is told to; it is ready once the file `readyWith` is there. */
export function writeService(
  folder: string,
  version: string,
  { health = 200, answer = 200, readyWith = null }: How = {},
): NewRelease {
  const text = `#!${process.execPath}
const { createServer } = require('node:http');
const { existsSync } = require('node:fs');
createServer(({ url }, reply) => {
  const waits = url === '/ready' && ${JSON.stringify(readyWith)} !== null && !existsSync(${JSON.stringify(readyWith)});
  if (url === '/ready') return reply.writeHead(waits ? 503 : 200).end();
  reply.writeHead(url === '/health' ? ${health} : ${answer}).end(process.env.RELEASE);
}).listen(process.env.PORT, '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
`;
  const ref = `shop-${version}.cjs`;
  writeFileSync(join(folder, ref), text);
  chmodSync(join(folder, ref), 0o755);
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  return {
    version,
    artefacts: [{ name: 'shop', digest, ref }],
    commits: [{ id: createHash('sha1').update(version).digest('hex'), title: `Make ${version}` }],
  };
}
