import { expect, test } from 'vitest';
import { z } from 'zod';
import { legalHold } from '#shared/sync/case-keeping-api.ts';
import { jobBoard } from '#shared/sync/jobs-api.ts';
import { me } from '#shared/sync/tenant-api.ts';
import type { Ask } from '../../../../main/tenant/ask.ts';
import { operationRequest } from '../../../../main/tenant/operation-request.ts';

test('the path of an operation is filled with what is named, and nothing in that makes it another path', () => {
  const name = 'GET /api/v1/cases/{caseId}/raw-logs/{uploadId}/search';
  const path = { caseId: '../../members', uploadId: 'a?b#c' };
  expect(operationRequest(name, { path, query: { from: 3, text: 'a&limit=9 +' } })).toEqual({
    method: 'GET',
    path: '/api/v1/cases/..%2F..%2Fmembers/raw-logs/a%3Fb%23c/search?from=3&text=a%26limit%3D9+%2B',
    headers: {},
    body: undefined,
  });
  expect(operationRequest('GET /api/v1/me').path).toBe('/api/v1/me');
});

test('what the server does not have does not compile', () => {
  const asked = async (ask: Ask): Promise<void> => {
    const [look, hold] = [
      'GET /api/v1/cases/{caseId}/hold',
      'PUT /api/v1/cases/{caseId}/hold',
    ] as const;
    const answer = z.strictObject({ hold: legalHold.nullable() });
    const [path, reason] = [{ caseId: 'x' }, 'matter 17'];
    const [always, unless] = [{ 'idempotency-key': 'x' }, { 'if-match': 'x' }];
    await ask('GET /api/v1/me', me);
    await ask(look, answer, { path });
    await ask(hold, z.null(), { path, body: { reason }, headers: { ...always, ...unless } });
    // @ts-expect-error -- no such operation
    await ask('GET /api/v1/mine', me);
    // @ts-expect-error -- its path names a case
    await ask(look, answer);
    // @ts-expect-error -- by another name
    await ask(look, answer, { path: { id: 'x' } });
    // @ts-expect-error -- a hold has a reason
    await ask(hold, z.null(), { path, body: {} });
    // @ts-expect-error -- and nothing else
    await ask(hold, z.null(), { path, body: { reason, by: 'x' } });
    // @ts-expect-error -- a case is changed by several at a time
    await ask('PUT /api/v1/cases/{caseId}/archive', z.null(), { path, headers: unless });
    // @ts-expect-error -- lists have a cursor
    await ask('GET /api/v1/jobs', jobBoard, { query: { after: 'x' } });
    // @ts-expect-error -- the server does not say this of who asks
    await ask('GET /api/v1/me', me.extend({ age: z.number() }));
    // @ts-expect-error -- it says more than this, which a strict schema refuses
    await ask('GET /api/v1/me', me.omit({ email: true }));
    // @ts-expect-error -- it is answered with no other status
    await ask('GET /api/v1/me', me, {}, [409]);
  };
  expect(asked).toBeTypeOf('function');
});
