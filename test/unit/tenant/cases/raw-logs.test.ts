import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aCase } from '../test-entries.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  type Answer,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
let ada = '';
let bob = '';
let eve = '';
let caseId = '';
const ids: Record<string, string> = {};

beforeAll(async () => {
  const limits = { seats: null, storageBytes: 1000, aiTokens: null };
  tenant = await startTestTenant({
    billing: {
      kind: 'stripe',
      secretKey: 'sk_test_nobody',
      webhookSecret: 'whsec_nobody',
      apiUrl: 'https://127.0.0.1:1',
      free: { plan: 'free', title: 'Free', limits },
      plans: [],
    },
  });
  await makeTeam(tenant);
  ada = (await signedIn(tenant)).access;
  const join = async (name: string): Promise<string> =>
    (await joined(tenant, ada, { email: `${name}@example.org`, role: 'analyst', name })).access;
  bob = await join('bob');
  eve = await join('eve');
  const { members } = (await tenant.ask('/api/v1/members', { token: ada })).json;
  for (const { name, memberId } of members) ids[name] = memberId;
  const body = aCase();
  ({ caseId } = body);
  await tenant.ask('/api/v1/cases', { token: ada, body });
  await give('bob', 'read');
});
afterAll(() => tenant.stop());

const give = (who: string, access: string): Promise<Answer> =>
  tenant.ask(`/api/v1/cases/${caseId}/grants/${ids[who]}`, {
    token: ada,
    method: 'PUT',
    body: { access, generation: 1, sealedKey: 'AAAA' },
  });

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url');
const at = (rest = ''): string => `/api/v1/cases/${caseId}/raw-logs${rest}`;
const announce = (token: string, pieces: readonly Buffer[], uploadId = randomUUID()) =>
  tenant.ask(at(), {
    token,
    body: {
      uploadId,
      generation: 1,
      sealed: 'AAAA',
      pieces: pieces.map((bytes) => ({ digest: digestOf(bytes), bytes: bytes.length })),
    },
  });
const send = (token: string, uploadId: string, piece: Buffer, sent = piece) =>
  tenant.ask(at(`/${uploadId}/pieces/${digestOf(piece)}`), {
    token,
    method: 'PUT',
    body: { sealed: sent.toString('base64url') },
  });

test('who has the case not learns nothing of its raw logs, and who only reads it adds none', async () => {
  const piece = randomBytes(50);
  const uploadId = randomUUID();
  expect((await announce(ada, [piece], uploadId)).status).toBe(200);
  expect((await send(ada, uploadId, piece)).status).toBe(204);
  const place = at(`/${uploadId}/pieces/${digestOf(piece)}`);
  for (const [path, method] of [
    [at(), 'GET'],
    [at(`/${uploadId}`), 'GET'],
    [at(`/${uploadId}`), 'DELETE'],
    [place, 'GET'],
  ] as const) {
    const hidden = await tenant.ask(path, { token: eve, method });
    expect([path, hidden.status, hidden.json.code]).toEqual([path, 404, 'CASE_NOT_FOUND']);
  }
  expect((await announce(eve, [piece])).json.code).toBe('CASE_NOT_FOUND');
  expect((await announce(bob, [piece])).json.code).toBe('NOT_ALLOWED');
  expect((await send(bob, uploadId, piece)).json.code).toBe('NOT_ALLOWED');
  expect((await tenant.ask(at(`/${uploadId}`), { token: bob, method: 'DELETE' })).status).toBe(403);
  expect((await tenant.ask(place, { token: bob })).json.sealed).toBe(piece.toString('base64url'));
  expect((await tenant.ask(at(`/${uploadId}`), { token: ada, method: 'DELETE' })).status).toBe(204);
  expect((await tenant.ask(place, { token: ada })).status).toBe(404);
});

test('a piece is kept once, and only as it was announced', async () => {
  const [one, two] = [randomBytes(60), randomBytes(70)];
  const [first, second] = [randomUUID(), randomUUID()];
  await announce(ada, [one, two], first);
  const broken = Buffer.from(one);
  broken[5] = (broken[5] ?? 0) ^ 1;
  expect((await send(ada, first, one, broken)).json.code).toBe('PIECE_BROKEN');
  expect((await send(ada, first, randomBytes(60))).status).toBe(404);
  expect((await send(ada, first, one)).status).toBe(204);
  expect((await send(ada, first, one)).status).toBe(204);
  expect((await announce(ada, [two, one], first)).json.code).toBe('RAW_LOGS_EXIST');
  const again = (await announce(ada, [one, two], first)).json.pieces;
  expect(again.map(({ here }: { here: boolean }) => here)).toEqual([true, false]);
  // What is there for one upload is there for another, and stays for it when the first is gone.
  expect((await announce(ada, [one], second)).json.pieces[0].here).toBe(true);
  await tenant.ask(at(`/${first}`), { token: ada, method: 'DELETE' });
  expect((await tenant.ask(at(`/${second}`), { token: bob })).json.pieces[0].here).toBe(true);
  await tenant.ask(at(`/${second}`), { token: ada, method: 'DELETE' });
});

test('raw logs count as storage of the plan, and what is taken back does no more', async () => {
  const usage = async (): Promise<number> =>
    (await tenant.ask('/api/v1/subscription', { token: ada })).json.subscription.usage.storageBytes;
  const piece = randomBytes(900);
  const uploadId = randomUUID();
  const much = await announce(ada, [randomBytes(600), randomBytes(600)]);
  expect([much.status, much.json.code]).toEqual([402, 'LIMIT_REACHED']);
  await announce(ada, [piece], uploadId);
  await send(ada, uploadId, piece);
  await send(ada, uploadId, piece);
  expect(await usage()).toBe(900);
  expect((await announce(ada, [randomBytes(200)])).status).toBe(402);
  await tenant.ask(at(`/${uploadId}`), { token: ada, method: 'DELETE' });
  expect(await usage()).toBe(0);
  expect((await announce(ada, [randomBytes(200)])).status).toBe(200);
});
