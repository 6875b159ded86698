/**
 * The team server under load: `npm run bench:tenant [SECONDS [CASES]]`. Starts `npm run tenant` in a folder of its own with real
 * PostgreSQL, both on one core, makes a team, and asks it from the other core, over TLS with bound tokens as desktops do, 200
 * pushes a second and 200 pulls: spread over the second, which the target is about, and as autocannon does, in bursts.
 * Prints the time to ready, how long the disk takes for a page (which a push waits for at least), percentiles, and what a request costs server and database at 10 cases and at CASES (10,000).
 */
import type { ChildProcess } from 'node:child_process';
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
import { diskFlushMs } from './disk-flush.ts';
import { pacedLoad, type Asked } from './tenant-load.ts';
import { databaseMs, PLACED, startOnOneCore } from './tenant-processes.ts';

const seconds = Number(process.argv[2] ?? 10);
const RATE = 200;
const FEW = 10;
const MANY = Number(process.argv[3] ?? 10_000);
/** Entries of one push, which is what one edit of an analyst is. */
const ENTRIES = 2;

interface Server extends TenantClient {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly authority: string;
  readonly firstRunLink: string;
  readonly readyS: number;
}

async function start(folder: string): Promise<Server> {
  const began = performance.now();
  const child = startOnOneCore(
    resolve(import.meta.dirname, '../../tenant/main.ts'),
    {
      ...process.env,
      ERROR_IQ_TENANT_DATA: folder,
      ERROR_IQ_TENANT_PORT: '0',
      ERROR_IQ_TENANT_LOG: 'warn',
      ERROR_IQ_TENANT_REQUESTS_PER_MINUTE: '10000000',
    },
    (process.env['ERROR_IQ_BENCH_FLAGS'] ?? '').split(' ').filter((flag) => flag !== ''),
  );
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk);
    const firstRunLink = /(https:\S+\/setup\/\S+)\n/.exec(said)?.[1];
    if (firstRunLink === undefined) continue;
    const readyS = (performance.now() - began) / 1000;
    const { origin } = new URL(firstRunLink);
    const authority = readFileSync(join(folder, 'tls-authority.pem'), 'utf8');
    return {
      child,
      folder,
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
  /** Of requests on connections that were open before; null: not told apart. */
  readonly p99Open: number | null;
  readonly rate: number;
  readonly done: number;
  readonly failed: number;
  /** Processor time of server and of database for one request, milliseconds. */
  readonly serverMs: number;
  readonly databaseMs: number;
}

type Request = { method: 'GET' | 'POST'; path: string; body?: string };
type Load = (
  server: Server,
  next: () => Asked,
) => Promise<Omit<Measured, 'serverMs' | 'databaseMs'>>;

/** Each at its own moment. */
const spread: Load = async ({ url, authority }, next) => {
  const { times, ...rest } = await pacedLoad({ url, authority, seconds, perSecond: RATE, next });
  return { ...rest, done: times.length, p50: at(times, 0.5), p99: at(times, 0.99), p99Open: null };
};

/**
 * As autocannon offers a rate: all of a second at its beginning, on 20 connections, each as fast as it is answered. The first
 * request of each waits for 20 TLS handshakes besides, and those 20 are more than a hundredth of all: they alone would be the
 * p99, so the others are told as well.
 */
const atOnce: Load = async ({ url, authority }, next) => {
  const open = new Set<object>();
  const later: number[] = [];
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    autocannon(
      {
        url,
        duration: seconds,
        connections: 20,
        overallRate: RATE,
        tlsOptions: { ca: authority, servername: 'localhost' },
        requests: [{ setupRequest: (request) => ({ ...request, ...next() }) }],
      },
      (error: Error | null, found) => (error === null ? resolve(found) : reject(error)),
    ).on('response', (client, _status, _bytes, took) => {
      if (open.has(client)) later.push(took);
      open.add(client);
    });
  });
  const { p50, p99 } = result.latency;
  const failed = result.non2xx + result.errors;
  const done = result['2xx'];
  const p99Open = at(
    later.toSorted((a, b) => a - b),
    0.99,
  );
  return { p50, p99, p99Open, rate: done / seconds, done, failed };
};

/** The time that a share of sorted times does not exceed. */
function at(times: readonly number[], share: number): number {
  return times[Math.floor(times.length * share)] ?? 0;
}

/** Processor time of server and database so far, milliseconds. */
async function processorMs(server: Server): Promise<{ server: number; database: number }> {
  const { text } = await server.ask('/metrics');
  const own = 1000 * Number(/^process_cpu_seconds_total ([\d.]+)/m.exec(text)?.[1]);
  return { server: own, database: databaseMs(server.folder) ?? Number.NaN };
}

async function measured(
  server: Server,
  token: string,
  { load, next }: { load: Load; next: () => Request },
): Promise<Measured> {
  const before = await processorMs(server);
  const found = await load(server, () => {
    const { method, path, body } = next();
    const headers = {
      authorization: `DPoP ${token}`,
      dpop: ownDevice({ method, url: server.url + path, token }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return { method, path, headers, ...(body === undefined ? {} : { body }) };
  });
  const after = await processorMs(server);
  const done = Math.max(1, found.done);
  return {
    ...found,
    serverMs: (after.server - before.server) / done,
    databaseMs: (after.database - before.database) / done,
  };
}

function show(name: string, found: Measured): void {
  const ms = (value: number, digits = 0): string => `${value.toFixed(digits)} ms`;
  console.log(
    `${name.padEnd(28)} p50 ${ms(found.p50)}  p99 ${ms(found.p99)}` +
      (found.p99Open === null ? '' : ` (${ms(found.p99Open)} once connected)`) +
      `  ${found.rate.toFixed(0)}/s` +
      `  failed ${found.failed}  cost ${ms(found.serverMs, 2)} server, ${ms(found.databaseMs, 2)} database`,
  );
}

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

/** Pushes and pulls, spread and at once; gives what those spread cost together, milliseconds. */
async function round(server: Server, token: string, ids: readonly string[]): Promise<number[]> {
  const { push, pull } = traffic(ids);
  const costs: number[] = [];
  for (const [what, next] of Object.entries({ push, pull })) {
    const calm = await measured(server, token, { load: spread, next });
    show(`${what}, ${ids.length} cases, spread`, calm);
    const rush = await measured(server, token, { load: atOnce, next });
    show(`${what}, ${ids.length} cases, at once`, rush);
    costs.push(calm.serverMs + calm.databaseMs);
  }
  return costs;
}

const folder = mkdtempSync(join(tmpdir(), 'error-iq-tenant-bench-'));
chmodSync(folder, 0o711);
const server = await start(folder);
try {
  console.log(`ready after ${server.readyS.toFixed(1)} s (target 20 s); ${PLACED}`);
  const disk = diskFlushMs(folder, seconds);
  console.log(
    `the disk alone: a page is kept after p50 ${disk.p50.toFixed(1)} ms  p99 ${disk.p99.toFixed(0)} ms  at most ${disk.slowest.toFixed(0)} ms`,
  );
  await makeTeam(server);
  const { access } = await signedIn(server);
  const few = await share(server, access, FEW);
  // What the server does for the first time costs more: the same load runs before it is measured.
  for (const next of Object.values(traffic(few))) {
    await measured(server, access, { load: spread, next });
  }
  const [pushFew = 0, pullFew = 0] = await round(server, access, few);
  const many = [...few, ...(await share(server, access, MANY - FEW))];
  const [pushMany = 0, pullMany = 0] = await round(server, access, many);
  const ratio = (more: number, less: number): string => (more / less).toFixed(2);
  console.log(
    `cost at ${MANY} to ${FEW} cases: push ${ratio(pushMany, pushFew)}, pull ${ratio(pullMany, pullFew)}`,
  );
} finally {
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
  rmSync(folder, { recursive: true, force: true });
}
