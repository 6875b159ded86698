import { randomUUID } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import {
  doesRedisAnswer,
  redisReplicas,
  type Replicas,
} from '../../../../tenant/platform/index.ts';
import { aCase, sealedEntries } from '../test-entries.ts';
import {
  makeTeam,
  signedIn,
  startTestTenant,
  steppedUp,
  withCodeApp,
  type TestTenant,
} from '../test-tenant.ts';
import { testRedis, WITHOUT_REDIS, type TestRedis } from './redis-server.ts';

const PER_MINUTE = 120;

let redis: TestRedis;
let one: TestTenant;
let two: TestTenant;
/** A key of Ada, which both servers take. */
let key = '';
let caseId = '';
const client = randomUUID();
let pushed = 0;

beforeAll(async () => {
  if (WITHOUT_REDIS !== '') return;
  redis = await testRedis();
  await redis.start();
  const change = { redisUrl: redis.url, requestsPerMinute: PER_MINUTE };
  one = await startTestTenant(change);
  await makeTeam(one);
  two = await startTestTenant(change, one.database);
  const { codes } = await withCodeApp(one, (await signedIn(one)).access);
  const token = (await steppedUp(one, codes[0] ?? '')).access;
  const body = { name: 'both', scopes: ['cases:read', 'cases:write'], days: 1 };
  key = (await one.ask('/api/v1/api-keys', { token, body })).json.key;
  const shared = aCase();
  ({ caseId } = shared);
  expect((await one.ask('/api/v1/cases', { token: key, body: shared })).status).toBe(204);
});
afterAll(async () => {
  await two?.stop();
  await one?.stop();
  await redis?.kill();
});

let before: string | null = null;
/** Pushes an entry at a server; gives its status. */
async function push(at: TestTenant): Promise<number> {
  const entries = sealedEntries(1, before);
  const body = { client, epoch: null, first: pushed + 1, entries };
  const { status } = await at.ask(`/api/v1/cases/${caseId}/push`, { token: key, body });
  if (status === 200) {
    pushed += 1;
    before = entries[0]?.digest ?? null;
  }
  return status;
}

/** What a desktop at a server is poked with, as it comes. */
async function listening(at: TestTenant): Promise<{ pokes: number[]; close: () => void }> {
  const pokes: number[] = [];
  const socket = new WebSocket(`${at.url.replace('https', 'wss')}/api/v1/pokes`, {
    ca: at.authority,
    headers: { authorization: `Bearer ${key}` },
  });
  socket.on('message', (data: Buffer) => pokes.push(JSON.parse(data.toString()).seq));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return { pokes, close: () => socket.terminate() };
}

/** How many cases a live view at a server shows, as it comes; it looks by itself after ten seconds. */
function watching(at: TestTenant): { counts: number[]; close: () => unknown } {
  const counts: number[] = [];
  class Authorised extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { ca: at.authority, headers: { authorization: `Bearer ${key}` } });
    }
  }
  const url = `${at.url.replace('https', 'wss')}/api/v1/graphql/live`;
  const client = createClient({ url, webSocketImpl: Authorised });
  client.subscribe<{ cases: { cases: unknown[] } }>(
    { query: 'subscription { cases { cases { caseId } } }' },
    {
      next: ({ data }) => counts.push(data?.cases.cases.length ?? -1),
      error: () => counts.push(-1),
      complete: () => {},
    },
  );
  return { counts, close: () => client.dispose() };
}

const soon = { timeout: 15_000, interval: 20 };

test.skipIf(WITHOUT_REDIS)(
  `a push at one server pokes a desktop at the other, once${WITHOUT_REDIS}`,
  async () => {
    const [here, there] = [await listening(one), await listening(two)];
    expect([await push(one), await push(one), await push(one)]).toEqual([200, 200, 200]);
    const { json } = await two.ask(`/api/v1/cases/${caseId}/pull?cursor=0`, { token: key });
    expect(json.entries).toHaveLength(3);
    await vi.waitFor(() => expect(there.pokes.at(-1)).toBe(json.upto), soon);
    expect(there.pokes).toEqual(here.pokes);
    expect(here.pokes).toHaveLength(3);
    for (const { close } of [here, there]) close();
  },
);

/** How many of so many requests at two servers in turn are answered with 200. */
async function answered(count: number, token = key): Promise<number> {
  let good = 0;
  for (let n = 0; n < count; n++) {
    const at = n % 2 === 0 ? one : two;
    if ((await at.ask('/api/v1/cases', { token })).status === 200) good += 1;
  }
  return good;
}

test.skipIf(WITHOUT_REDIS)(`two servers count requests together${WITHOUT_REDIS}`, async () => {
  const good = await answered(PER_MINUTE + 20);
  expect(good).toBeLessThan(PER_MINUTE);
  // What came before in this minute is all that is missing.
  expect(good).toBeGreaterThan(PER_MINUTE - 20);
});

test.skipIf(WITHOUT_REDIS)(
  `without Redis each counts for itself, all is kept, and pokes come again with it${WITHOUT_REDIS}`,
  async () => {
    await redis.kill();
    // Nobody is refused for what the other one answered, and nothing fails.
    expect(await answered(20)).toBe(20);
    const there = await listening(two);
    expect([await push(one), await push(one)]).toEqual([200, 200]);
    const { json } = await two.ask(`/api/v1/cases/${caseId}/pull?cursor=0`, { token: key });
    expect(json.entries).toHaveLength(pushed);
    expect(there.pokes).toEqual([]);
    await redis.start();
    await vi.waitFor(
      async () => {
        expect(await push(one)).toBe(200);
        expect(there.pokes).not.toEqual([]);
      },
      { timeout: 15_000, interval: 250 },
    );
    there.close();
    const last = await two.ask(`/api/v1/cases/${caseId}/pull?cursor=0`, { token: key });
    expect(last.json.entries).toHaveLength(pushed);
  },
);

test.skipIf(WITHOUT_REDIS)(
  `a live view at one server shows what the other has changed before it looks${WITHOUT_REDIS}`,
  async () => {
    const view = watching(two);
    await vi.waitFor(() => expect(view.counts).toEqual([1]), soon);
    const began = performance.now();
    expect((await one.ask('/api/v1/cases', { token: key, body: aCase() })).status).toBe(204);
    await vi.waitFor(() => expect(view.counts).toEqual([1, 2]), soon);
    expect(performance.now() - began).toBeLessThan(8_000);
    await view.close();
  },
);

test.skipIf(WITHOUT_REDIS)(
  `what one has seen the other has too, and what nobody of ours says is heard by nobody${WITHOUT_REDIS}`,
  async () => {
    const log = { warn: vi.fn(), info: vi.fn() };
    const both: Replicas[] = [1, 2].map(() => redisReplicas({ redisUrl: redis.url, log }));
    const [first, second] = both as [Replicas, Replicas];
    await vi.waitFor(() => expect(both.every((each) => each.isUp())).toBe(true), soon);
    const heard: unknown[] = [];
    second.hear((said) => heard.push(said));
    const name = randomUUID();
    expect(await first.isFirst(name, 60)).toBe(true);
    expect(await second.isFirst(name, 60)).toBe(false);
    const told = { tenant: randomUUID(), seq: 7 };
    await vi.waitFor(() => {
      first.tell({ tenant: 'no id', seq: -1 });
      first.tell(told);
      expect(heard).not.toEqual([]);
    }, soon);
    expect(heard[0]).toEqual(told);
    expect(log.warn).not.toHaveBeenCalled();
    const wrong = redis.url.replace(/:[^:@]+@/, ':wrong@');
    expect(await Promise.all([redis.url, wrong].map(doesRedisAnswer))).toEqual([true, false]);
    await redis.kill();
    expect(await doesRedisAnswer(redis.url)).toBe(false);
    await vi.waitFor(() => expect(log.warn).toHaveBeenCalledTimes(2), soon);
    expect(log.warn.mock.calls[0]?.[0]).toContain('each process counts requests for itself');
    expect(await second.isFirst(name, 60)).toBe(true);
    expect(await Promise.all([1, 2].map(() => first.counts('x')('y')))).toEqual([
      { count: 1, leftMs: expect.any(Number) },
      { count: 1, leftMs: expect.any(Number) },
    ]);
    await redis.start();
    await vi.waitFor(() => expect(log.info).toHaveBeenCalledTimes(2), soon);
    expect(log.warn).toHaveBeenCalledTimes(2);
    for (const each of both) await each.end();
  },
);
