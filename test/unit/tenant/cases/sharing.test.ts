import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PullPage } from '#shared/sync/sync-wire.ts';
import { connected } from '../test-database.ts';
import { aCase, sealedEntries } from '../test-entries.ts';
import {
  credentialOf,
  joined,
  makeTeam,
  ownDevice,
  signedIn,
  startTestTenant,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
let ada = '';
let bob = '';
let eve = '';
let vic = '';
const ids: Record<string, string> = {};
beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  ada = (await signedIn(tenant)).access;
  const join = async (name: string, role: string): Promise<string> =>
    (await joined(tenant, ada, { email: `${name}@example.org`, role, name })).access;
  bob = await join('bob', 'analyst');
  eve = await join('eve', 'analyst');
  vic = await join('vic', 'viewer');
  const { members } = (await tenant.ask('/api/v1/members', { token: ada })).json;
  for (const { name, memberId } of members) ids[name] = memberId;
});
afterAll(() => tenant.stop());

async function shared(): Promise<string> {
  const body = aCase();
  expect((await tenant.ask('/api/v1/cases', { token: ada, body })).status).toBe(204);
  return body.caseId;
}

const grant = (caseId: string, who: string, access: string | null, token = ada) =>
  tenant.ask(`/api/v1/cases/${caseId}/grants/${ids[who]}`, {
    token,
    method: access === null ? 'DELETE' : 'PUT',
    ...(access !== null && { body: { access, generation: 1, sealedKey: 'AAAA' } }),
  });
const push = (
  caseId: string,
  token: string,
  first: number,
  entries: unknown,
  client = randomUUID(),
) =>
  tenant.ask(`/api/v1/cases/${caseId}/push`, {
    token,
    body: { client, epoch: null, first, entries },
  });
const pull = (caseId: string, token: string, cursor = 0) =>
  tenant.ask(`/api/v1/cases/${caseId}/pull?cursor=${cursor}`, { token });

describe('a shared case', () => {
  test('is there for who it was given to, and nobody else learns that it is', async () => {
    const caseId = await shared();
    await grant(caseId, 'bob', 'write');
    const cases = async (token: string): Promise<string[]> =>
      (await tenant.ask('/api/v1/cases', { token })).json.cases.map(
        (found: { caseId: string }) => found.caseId,
      );
    expect(await cases(bob)).toContain(caseId);
    expect(await cases(eve)).not.toContain(caseId);
    const nowhere = randomUUID();
    for (const [path, method] of [
      ['pull?cursor=0', 'GET'],
      ['grants', 'GET'],
      [`grants/${ids['eve']}`, 'DELETE'],
    ] as const) {
      const hidden = await tenant.ask(`/api/v1/cases/${caseId}/${path}`, { token: eve, method });
      const none = await tenant.ask(`/api/v1/cases/${nowhere}/${path}`, { token: eve, method });
      expect(hidden.status).toBe(404);
      expect({ ...hidden.json, request: '' }).toEqual({ ...none.json, request: '' });
    }
    expect((await push(caseId, eve, 1, sealedEntries(1))).status).toBe(404);
  });

  test('is shared once, by who may, and always has somebody who manages it', async () => {
    const body = aCase();
    const both = await Promise.all([
      tenant.ask('/api/v1/cases', { token: ada, body }),
      tenant.ask('/api/v1/cases', { token: bob, body }),
    ]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([204, 409]);
    expect((await tenant.ask('/api/v1/cases', { token: vic, body: aCase() })).status).toBe(403);
    const caseId = await shared();
    expect((await grant(caseId, 'Ada', 'write')).status).toBe(403);
    expect((await grant(caseId, 'Ada', null)).status).toBe(403);
    await grant(caseId, 'bob', 'write');
    expect((await grant(caseId, 'eve', 'read', bob)).status).toBe(403);
    await grant(caseId, 'bob', 'manage');
    const ends = await Promise.all([grant(caseId, 'Ada', null), grant(caseId, 'bob', null, bob)]);
    expect(ends.map(({ status }) => status).sort((a, b) => a - b)).toEqual([204, 403]);
  });

  test('goes from one member to another, in order, once', async () => {
    const caseId = await shared();
    await grant(caseId, 'bob', 'read');
    const entries = sealedEntries(5);
    const client = randomUUID();
    const first = await push(caseId, ada, 1, entries, client);
    expect(first.json.outcomes).toHaveLength(5);
    expect((await push(caseId, ada, 1, entries, client)).json).toEqual(first.json);
    const page: PullPage = (await pull(caseId, bob)).json;
    expect(page.entries.map(({ entry }) => entry)).toEqual(entries);
    expect((await push(caseId, ada, 7, sealedEntries(1), client)).json).toMatchObject({
      is: 'gap',
      expected: 6,
    });
    expect((await push(caseId, ada, 1, sealedEntries(1), client)).json).toMatchObject({
      is: 'reused',
    });
  });

  test('takes nothing from who may only read it, by grant or by role', async () => {
    const caseId = await shared();
    await grant(caseId, 'bob', 'read');
    await grant(caseId, 'vic', 'manage');
    for (const token of [bob, vic]) {
      const { json } = await push(caseId, token, 1, sealedEntries(1));
      expect(json.outcomes).toEqual([{ is: 'refused', code: 'READ_ONLY' }]);
    }
    expect((await pull(caseId, vic)).json.entries).toEqual([]);
    await grant(caseId, 'bob', null);
    expect((await pull(caseId, bob)).status).toBe(404);
  });

  test('that many push to at once gives every entry one number, and a reader misses none', async () => {
    const caseId = await shared();
    await grant(caseId, 'bob', 'write');
    const seen = new Map<string, number>();
    let cursor = 0;
    let done = false;
    const reading = (async () => {
      for (let last = false; !last;) {
        last = done;
        const page: PullPage = (await pull(caseId, bob, cursor)).json;
        for (const { seq, entry } of page.entries) seen.set(entry.id, seq);
        cursor = page.upto;
      }
    })();
    const sent: string[] = [];
    await Promise.all(
      [ada, bob, ada, bob, ada, bob].map(async (token) => {
        const client = randomUUID();
        for (let n = 0; n < 8; n++) {
          const entries = sealedEntries(3);
          sent.push(...entries.map(({ id }) => id));
          const { json } = await push(caseId, token, n * 3 + 1, entries, client);
          expect(json.outcomes.map(({ is }: { is: string }) => is)).toEqual(
            Array(3).fill('applied'),
          );
        }
      }),
    );
    done = true;
    await reading;
    expect([...seen.keys()].sort()).toEqual(sent.sort());
    expect(new Set(seen.values()).size).toBe(sent.length);
  });

  test('refuses what is not an entry', async () => {
    const caseId = await shared();
    const [entry] = sealedEntries(1);
    for (const bad of [
      [],
      [{ ...entry, id: 'x' }],
      [{ ...entry, id: entry?.id.toUpperCase() }],
      [{ ...entry, digest: 'short' }],
      [{ ...entry, sealed: 'not base64url!' }],
      [{ ...entry, seq: 7 }],
      Array(201).fill(entry),
    ]) {
      expect((await push(caseId, ada, 1, bad)).status).toBe(400);
    }
    expect((await push(caseId, ada, 0, [entry])).status).toBe(400);
    expect(
      (await tenant.ask(`/api/v1/cases/${caseId}/pull?cursor=-1`, { token: ada })).status,
    ).toBe(400);
  });
});

/** A frame as no client may send it. */
const MALFORMED = Buffer.from([0x81, 0x01, 0x61]);
/** What a WebSocket writes to. */
const rawOf = (socket: WebSocket): Socket => Reflect.get(socket, '_socket') as Socket;

describe('pokes', () => {
  const listen = (token: string): WebSocket => {
    const url = `${tenant.url}/api/v1/pokes`;
    return new WebSocket(url.replace('https', 'wss'), {
      ca: tenant.authority,
      headers: credentialOf(token, ownDevice, { method: 'GET', url }),
    });
  };

  test('tell that there is something new, and no more', async () => {
    const caseId = await shared();
    const socket = listen(ada);
    await new Promise((resolve) => socket.on('open', resolve));
    const told = new Promise<string>((resolve) =>
      socket.on('message', (data: Buffer) => resolve(data.toString())),
    );
    await push(caseId, ada, 1, sealedEntries(2));
    const { upto } = (await pull(caseId, ada)).json;
    expect(JSON.parse(await told)).toEqual({ seq: upto });
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send('anything');
    expect(await closed).toBe(1008);
  });

  test.each([
    ['a frame that is too large', (socket: WebSocket) => socket.send('x'.repeat(40_000)), 1009],
    ['a frame without a mask', (socket: WebSocket) => rawOf(socket).write(MALFORMED), 1002],
  ])('%s ends its connection, and nothing else', async (_what, send, code) => {
    const socket = listen(ada);
    await new Promise((resolve) => socket.on('open', resolve));
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    send(socket);
    expect(await closed).toBe(code);
    expect((await tenant.ask('/readyz')).status).toBe(200);
  });

  test('are for members only', async () => {
    const socket = listen('nobody');
    const refused = await new Promise<string>((resolve) =>
      socket.on('error', ({ message }) => resolve(message)),
    );
    expect(refused).toContain('401');
  });
});

describe('two teams on one server', () => {
  test('see nothing of each other, on any route', async () => {
    const caseId = await shared();
    await push(caseId, ada, 1, sealedEntries(1));
    const stranger = randomUUID();
    // Another team, with a member who has a key, as the database would have it.
    const { makeApiKey } = await import('../../../../tenant/identity/api-keys.ts');
    const { addMember } = await import('../../../../tenant/identity/members.ts');
    const { openDatabase } = await import('../../../../tenant/platform/index.ts');
    const database = openDatabase(tenant.database.app);
    const key = await database.inTenant(stranger, async (transaction) => {
      await transaction
        .insertInto('tenant')
        .values({ tenant_id: stranger, slug: 'other', name: 'Other' })
        .execute();
      const who = { email: 'mal@example.org', name: 'Mal', role: 'admin' } as const;
      const memberId = await addMember(transaction, stranger, {
        ...who,
        passphrase: 'x'.repeat(12),
      });
      const scopes = ['cases:read', 'cases:write', 'members:read'] as const;
      const expiresAt = new Date(Date.now() + 60_000);
      return makeApiKey(
        transaction,
        { tenant: stranger, memberId },
        { name: 'k', scopes, expiresAt },
      );
    });
    await database.close();
    const as = { token: key.key };
    expect((await tenant.ask('/api/v1/cases', as)).json.cases).toEqual([]);
    expect((await tenant.ask('/api/v1/members', as)).json.members).toHaveLength(1);
    expect((await pull(caseId, key.key)).status).toBe(404);
    expect((await push(caseId, key.key, 1, sealedEntries(1))).status).toBe(404);
    expect((await tenant.ask(`/api/v1/cases/${caseId}/grants`, as)).status).toBe(404);
    // The tenant named in a key is believed only as far as its secret goes.
    const [, , ...rest] = key.key.split('_');
    const forged = ['eiq', ids['Ada']?.replaceAll('-', ''), ...rest].join('_');
    expect((await tenant.ask('/api/v1/me', { token: forged })).status).toBe(401);
  });

  test('and without the filters of our own statements, the database alone keeps them apart', async () => {
    const caseId = await shared();
    await push(caseId, ada, 1, sealedEntries(1));
    await connected(tenant.database.app, async (client) => {
      const tables = await client.query<{ name: string; part: boolean }>(
        `SELECT relname AS name, relispartition AS part FROM pg_class
          WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`,
      );
      expect(tables.rows.filter(({ part }) => !part).length).toBeGreaterThan(8);
      expect(tables.rows.filter(({ part }) => part).length).toBeGreaterThan(8);
      for (const { name, part } of tables.rows) {
        await client.query('BEGIN');
        await client.query(`SELECT set_config('app.tenant', $1, true)`, [randomUUID()]);
        const read = client.query(`SELECT * FROM ${name}`);
        // A partition is read through its table only, and what is the server's own by no request.
        if (part || name === 'server_secrets')
          await expect(read).rejects.toMatchObject({ code: '42501' });
        else expect((await read).rows).toEqual([]);
        await client.query('ROLLBACK');
      }
    });
  });
});
