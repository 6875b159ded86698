/**
 * The team server under load: `npm run bench:tenant [SECONDS [CASES]]`. Starts `npm run tenant` in a folder of its own with real
 * PostgreSQL, makes a team, and asks it over TLS with bound tokens as desktops do, 200 pushes and 200 pulls a second.
 * Prints the time to ready, the 99th percentiles, and what a request costs the server at 10 cases and at CASES (10,000).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import autocannon from 'autocannon';
import { aCase, sealedEntries } from '../unit/tenant/test-entries.ts';
import {
  createAsk,
  makeTeam,
  ownDevice,
  signedIn,
  type TenantClient,
} from '../unit/tenant/tenant-client.ts';

const seconds = Number(process.argv[2] ?? 10);
const RATE = 200;
const FEW = 10;
const MANY = Number(process.argv[3] ?? 10_000);
/** Entries of one push, which is what one edit of an analyst is. */
const ENTRIES = 2;

interface Server extends TenantClient {
  readonly child: ChildProcess;
  readonly authority: string;
  readonly firstRunLink: string;
  readonly readyS: number;
}

async function start(folder: string): Promise<Server> {
  const began = performance.now();
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../tenant/main.ts')], {
    env: {
      ...process.env,
      ERROR_IQ_TENANT_DATA: folder,
      ERROR_IQ_TENANT_PORT: '0',
      ERROR_IQ_TENANT_LOG: 'warn',
      ERROR_IQ_TENANT_REQUESTS_PER_MINUTE: '10000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const firstRunLink = /(https:\S+\/setup\/\S+)\n/.exec(said)?.[1];
    if (firstRunLink === undefined) continue;
    const readyS = (performance.now() - began) / 1000;
    const { origin } = new URL(firstRunLink);
    const authority = readFileSync(join(folder, 'tls-authority.pem'), 'utf8');
    return {
      child,
      authority,
      firstRunLink,
      readyS,
      url: origin,
      ask: createAsk(origin, authority),
    };
  }
  throw new Error(`the server ended: ${said}`);
}

interface Measured {
  readonly p50: number;
  readonly p99: number;
  readonly rate: number;
  readonly failed: number;
  /** Processor time of the server process for one request, milliseconds. */
  readonly costMs: number;
}

/** Processor time of a process, milliseconds. */
async function processorMs(server: Server): Promise<number> {
  const { text } = await server.ask('/metrics');
  return 1000 * Number(/^process_cpu_seconds_total ([\d.]+)/m.exec(text)?.[1]);
}

type Request = { method: 'GET' | 'POST'; path: string; body?: string };

async function load(server: Server, token: string, next: () => Request): Promise<Measured> {
  const before = await processorMs(server);
  const result = await autocannon({
    url: server.url,
    duration: seconds,
    connections: 20,
    overallRate: RATE,
    tlsOptions: { ca: server.authority, servername: 'localhost' },
    requests: [
      {
        setupRequest: (request) => {
          const { method, path, body } = next();
          const proof = ownDevice({ method, url: server.url + path, token });
          const headers = {
            authorization: `DPoP ${token}`,
            dpop: proof,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          };
          return { ...request, method, path, headers, ...(body === undefined ? {} : { body }) };
        },
      },
    ],
  });
  const after = await processorMs(server);
  const done = result['2xx'];
  return {
    p50: result.latency.p50,
    p99: result.latency.p99,
    rate: done / seconds,
    failed: result.non2xx + result.errors,
    costMs: (after - before) / Math.max(1, done),
  };
}

const show = (name: string, { p50, p99, rate, failed, costMs }: Measured): void =>
  console.log(
    `${name.padEnd(24)} p50 ${p50} ms  p99 ${p99} ms  ${rate.toFixed(0)}/s  failed ${failed}  cost ${costMs.toFixed(2)} ms`,
  );

async function share(server: Server, token: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 50) {
    const batch = Array.from({ length: Math.min(50, count - n) }, aCase);
    await Promise.all(
      batch.map(async (body) => {
        const { status } = await server.ask('/api/v1/cases', { token, body });
        if (status !== 204) throw new Error(`not shared: ${status}`);
        ids.push(body.caseId);
      }),
    );
  }
  return ids;
}

/** Pushes and pulls go to one case after the other. */
function traffic(ids: readonly string[]): { push: () => Request; pull: () => Request } {
  let turn = 0;
  const path = (): string => `/api/v1/cases/${ids[turn++ % ids.length]}`;
  return {
    push: () => {
      // A fresh copy for each push, so that requests that overtake each other are no gaps.
      const body = { client: randomUUID(), epoch: null, first: 1, entries: sealedEntries(ENTRIES) };
      return { method: 'POST', path: `${path()}/push`, body: JSON.stringify(body) };
    },
    pull: () => ({ method: 'GET', path: `${path()}/pull?cursor=0&limit=50` }),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'error-iq-tenant-bench-'));
chmodSync(folder, 0o711);
const server = await start(folder);
try {
  console.log(`ready after ${server.readyS.toFixed(1)} s (target 20 s)`);
  await makeTeam(server);
  const { access } = await signedIn(server);
  const few = traffic(await share(server, access, FEW));
  await load(server, access, few.pull);
  const [push, pull] = [await load(server, access, few.push), await load(server, access, few.pull)];
  show(`push, ${FEW} cases`, push);
  show(`pull, ${FEW} cases`, pull);
  const ids = await share(server, access, MANY - FEW);
  const many = traffic(ids);
  const [pushMany, pullMany] = [
    await load(server, access, many.push),
    await load(server, access, many.pull),
  ];
  show(`push, ${MANY} cases`, pushMany);
  show(`pull, ${MANY} cases`, pullMany);
  const ratio = (a: Measured, b: Measured): string => (b.costMs / a.costMs).toFixed(2);
  console.log(
    `cost at ${MANY} to ${FEW} cases: push ${ratio(push, pushMany)}, pull ${ratio(pull, pullMany)}`,
  );
} finally {
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
  rmSync(folder, { recursive: true, force: true });
}
