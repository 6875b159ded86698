import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  createHttpServer,
  createLog,
  createRates,
  entityTag,
  requireMatch,
  type HttpServer,
} from '../../../../tenant/platform/index.ts';

const asked = { certificate: null, log: createLog('silent'), version: '0', requestsPerMinute: 10 };
const schema = {
  tags: ['test'],
  summary: 'A test',
  response: { 200: z.strictObject({ n: z.number() }) },
};

async function withServer(work: (server: HttpServer) => Promise<void>): Promise<void> {
  const server = await createHttpServer(asked);
  await work(server);
  await server.close();
}

test('what is read is given once, and again when it is another', () =>
  withServer(async (server) => {
    let n = 1;
    server.get('/api/v1/count', { schema }, () => ({ n }));
    const ask = (known?: string) =>
      server.inject({
        url: '/api/v1/count',
        ...(known !== undefined && { headers: { 'if-none-match': known } }),
      });
    const first = await ask();
    const tag = String(first.headers.etag);
    expect(first.headers['cache-control']).toBe('no-store');
    for (const known of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
      const again = await ask(known);
      expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', tag]);
    }
    n = 2;
    const other = await ask(tag);
    expect([other.statusCode, other.json()]).toEqual([200, { n: 2 }]);
  }));

test('a change of what has changed is refused, whatever the order of its members', () => {
  const value = { name: 'staging', policy: { approvals: 1, stepUp: true } };
  const tag = entityTag(value);
  const same = { policy: { stepUp: true, approvals: 1 }, name: 'staging' };
  expect(entityTag(same)).toBe(tag);
  requireMatch({}, value);
  requireMatch({ 'if-match': tag }, same);
  requireMatch({ 'if-match': `"x", ${tag}` }, value);
  expect(() => requireMatch({ 'if-match': tag }, { ...value, name: 'x' })).toThrow(
    expect.objectContaining({ code: 'PRECONDITION_FAILED' }),
  );
});

test('a route that will go says so, and OpenAPI too', () =>
  withServer(async (server) => {
    const deprecated = {
      since: '2026-12-01T00:00:00Z',
      gone: '2027-03-01T00:00:00Z',
      successor: '/api/v1/new',
    };
    server.get('/api/v1/old', { schema: { ...schema }, config: { deprecated } }, () => ({ n: 1 }));
    const { headers } = await server.inject('/api/v1/old');
    expect(headers).toMatchObject({
      deprecation: '@1796083200',
      sunset: 'Mon, 01 Mar 2027 00:00:00 GMT',
      link: '</api/v1/new>; rel="successor-version"',
    });
    await server.ready();
    expect(server.swagger().paths?.['/api/v1/old']?.get?.deprecated).toBe(true);
  }));

test('a route of the API that OpenAPI does not describe is none', () =>
  withServer(async (server) => {
    expect(() => server.get('/api/v1/secret', () => ({ n: 1 }))).toThrow(/no summary/);
    server.get('/api/v1/hidden', { schema: { hide: true } }, () => ({ n: 1 }));
  }));

test('an address that sends new credentials each time is stopped as well, and told when to come again', () =>
  withServer(async (server) => {
    server.get('/api/v1/count', { schema }, () => ({ n: 1 }));
    const statuses: number[] = [];
    let after: unknown;
    for (let n = 0; n < 105; n++) {
      const headers = { authorization: `Bearer ${n}` };
      const answer = await server.inject({ url: '/api/v1/count', headers });
      statuses.push(answer.statusCode);
      if (answer.statusCode === 429) after = answer.headers['retry-after'];
    }
    expect(statuses.indexOf(429)).toBe(100);
    expect(Number(after)).toBeGreaterThan(0);
  }));

test('requests of a team are counted together, and of each member', async () => {
  const count = createRates(5);
  for (let n = 0; n < 10; n++) await count('member', 'ada');
  await expect(count('member', 'ada')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  await count('member', 'bob');
  for (let n = 0; n < 100; n++) await count('tenant', 'night');
  await expect(count('tenant', 'night')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
});
