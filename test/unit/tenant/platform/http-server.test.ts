import { connect, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
  addObservationRoutes,
  createHttpServer,
  createLog,
  loadCertificate,
  openDatabase,
  readConfiguration,
  type Database,
  type HttpServer,
} from '../../../../tenant/platform/index.ts';
import { asSuperuser, testDatabase, testKeys, type TestDatabase } from '../test-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'error-iq-http-'));
let place: TestDatabase;
let database: Database;
let server: HttpServer;
let port = 0;
let serving = true;

beforeAll(async () => {
  place = await testDatabase();
  database = openDatabase(place.app);
  const configuration = { ...readConfiguration({}, null), dataFolder: folder };
  const certificate = await loadCertificate(configuration, testKeys());
  server = await createHttpServer({
    certificate,
    log: createLog('silent'),
    version: '0.0.0',
    requestsPerMinute: 1200,
  });
  addObservationRoutes(server, {
    database,
    jobs: { figures: async () => [] },
    isServing: () => serving,
    metricsToken: 'a token of metrics',
  });
  const body = z.strictObject({ count: z.number().int() });
  server.post('/echo', { schema: { body, response: { 200: body } } }, ({ body }) => body);
  server.get('/broken', () => {
    throw new Error('a secret stood in this text');
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = server.server.address() as AddressInfo);
});
afterAll(async () => {
  await server.close();
  await database.close();
  rmSync(folder, { recursive: true });
});

function handshake(maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
  return new Promise((resolve) => {
    const socket: TLSSocket = connect(
      { host: '127.0.0.1', port, maxVersion, rejectUnauthorized: false },
      () => {
        resolve(socket.getProtocol() ?? 'none');
        socket.end();
      },
    );
    socket.on('error', () => resolve('refused'));
  });
}

test('speaks TLS 1.3 and nothing older', async () => {
  expect(await handshake('TLSv1.3')).toBe('TLSv1.3');
  expect(await handshake('TLSv1.2')).toBe('refused');
});

test('says that it lives and that it is ready; not ready while it ends', async () => {
  expect((await server.inject('/healthz')).json()).toEqual({ status: 'alive' });
  expect((await server.inject('/readyz')).json()).toEqual({ status: 'ready' });
  serving = false;
  const ending = await server.inject('/readyz');
  serving = true;
  expect(ending.statusCode).toBe(503);
  expect(ending.headers['content-type']).toContain('application/problem+json');
});

test('is not ready while its database is away, and is again when that is back', async () => {
  const refuse = (allow: boolean) =>
    asSuperuser('postgres', async (client) => {
      await client.query(`ALTER DATABASE ${place.name} ALLOW_CONNECTIONS ${allow}`);
      await client.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
        [place.name],
      );
    });
  await refuse(false);
  const away = await server.inject('/readyz');
  await refuse(true);
  expect(away.statusCode).toBe(503);
  expect(away.json()).toMatchObject({ code: 'NOT_READY' });
  expect((await server.inject('/readyz')).statusCode).toBe(200);
});

test('a request that is not as it must be is told what is wrong; other fields are no way in', async () => {
  const ask = (payload: object) => server.inject({ method: 'POST', url: '/echo', payload });
  expect((await ask({ count: 1 })).json()).toEqual({ count: 1 });
  for (const payload of [{ count: 'x' }, { count: 1, admin: true }, {}]) {
    const refused = await ask(payload);
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({ code: 'REQUEST_INVALID', status: 400 });
  }
  const large = await server.inject({
    method: 'POST',
    url: '/echo',
    headers: { 'content-type': 'application/json' },
    payload: `{"count":${' '.repeat(2_000_000)}1}`,
  });
  expect(large.statusCode).toBe(413);
});

test('what was not foreseen is answered without its text', async () => {
  const answer = await server.inject('/broken');
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ code: 'INTERNAL' });
  expect(answer.body).not.toContain('secret');
});

test('figures are for this machine, or for the token', async () => {
  await server.inject('/healthz');
  const here = await server.inject('/metrics');
  expect(here.body).toMatch(/error_iq_http_request_seconds_count\{.*route="\/healthz".*\} \d/);
  expect(here.body).toContain('error_iq_database_connections{state="total"}');
  // As "promtool check metrics" wants it: that end is for counters.
  expect(here.body).not.toMatch(/^# TYPE \w+_total (?!counter)/m);
  const elsewhere = (authorization?: string) =>
    server.inject({
      url: '/metrics',
      remoteAddress: '192.0.2.1',
      ...(authorization === undefined ? {} : { headers: { authorization } }),
    });
  expect((await elsewhere()).statusCode).toBe(403);
  expect((await elsewhere('Bearer a token of metrix')).statusCode).toBe(403);
  expect((await elsewhere('Bearer a token of metrics')).statusCode).toBe(200);
});

test('more requests than a minute bears are told when to come again; watchers are not', async () => {
  const asked = { url: '/broken', headers: { authorization: 'Bearer of the one who asks a lot' } };
  for (let n = 0; n < 1200; n++) await server.inject(asked);
  const refused = await server.inject(asked);
  expect(refused.statusCode).toBe(429);
  expect(refused.json()).toMatchObject({ code: 'RATE_LIMITED' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await server.inject({ ...asked, url: '/healthz' })).statusCode).toBe(200);
  expect((await server.inject('/broken')).statusCode).toBe(500);
});

test('the description is OpenAPI 3.1 and no browser may frame or keep an answer', async () => {
  const answer = await server.inject('/api/v1/openapi.json');
  const described = answer.json<{
    openapi: string;
    paths: Record<string, { get?: { responses: Record<string, { content: object }> } }>;
  }>();
  expect(described.openapi).toBe('3.1.0');
  const ready = described.paths['/readyz']?.get?.responses ?? {};
  const types = Object.values(ready).map(({ content }) => Object.keys(content));
  // As they are sent.
  expect(types).toEqual([['application/json'], ['application/problem+json']]);
  expect(Object.keys(described.paths).sort()).toEqual([
    '/broken',
    '/echo',
    '/healthz',
    '/metrics',
    '/readyz',
  ]);
  expect(answer.headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
});
