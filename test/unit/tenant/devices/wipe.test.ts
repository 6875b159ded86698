import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isSignedNote } from '../../../../main/audit/index.ts';
import { readWipeText } from '#shared/sync/wipe-api.ts';
import {
  exchange,
  joined,
  makeTeam,
  ownDevice,
  signedIn,
  startTestTenant,
  steppedUp,
  TEAM,
  testDevice,
  withCodeApp,
  type Answer,
  type Prove,
  type TestTenant,
  type Tokens,
} from '../test-tenant.ts';

let tenant: TestTenant;
let ada: Tokens;
let codes: string[];
const bobs = testDevice();
const BOB = { email: 'bob@example.org', role: 'analyst', name: 'Bob' };
let bob: Tokens;

beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  const first = await signedIn(tenant);
  ({ codes } = await withCodeApp(tenant, first.access));
  ada = await steppedUp(tenant, codes.shift() ?? '');
  bob = await joined(tenant, ada.access, BOB, bobs);
});
afterAll(() => tenant.stop());

interface Listed {
  readonly sessionId: string;
  readonly member: string;
  readonly signedIn: boolean;
  readonly wipe: { readonly state: string; readonly receipt: object | null } | null;
}

const devices = async (token: string, device?: Prove): Promise<Listed[]> =>
  (await tenant.ask('/api/v1/devices', { token, ...(device && { device }) })).json.devices;
const bobsDevice = async (): Promise<Listed> => {
  const found = (await devices(ada.access)).find(({ member }) => member === 'Bob');
  if (found === undefined) throw new Error('his device is not listed');
  return found;
};
const order = (sessionId: string, change: { token?: string; device?: Prove } = {}) =>
  tenant.ask(`/api/v1/devices/${sessionId}/wipe`, {
    token: ada.access,
    body: { reason: 'left on a train' },
    ...change,
  });
const withdraw = (sessionId: string): Promise<Answer> =>
  tenant.ask(`/api/v1/devices/${sessionId}/wipe`, { token: ada.access, method: 'DELETE' });

/** Asks as a device that is signed out. */
function asDevice(device: Prove, path: string, body: object): Promise<Answer> {
  const dpop = device({ method: 'POST', url: tenant.url + path, token: null });
  return tenant.ask(path, { body: { team: 'night', ...body }, headers: { dpop } });
}
const looked = async (device: Prove) => (await asDevice(device, '/api/v1/device/wipe', {})).json;
const told = (device: Prove, wipeId: string) =>
  asDevice(device, '/api/v1/device/wiped', {
    receipt: { wipeId, cases: 2, held: 0, unsent: 3, filesLeft: 0 },
  });

test('an admin sees the devices of the team, a member her own', async () => {
  expect((await devices(ada.access)).map(({ member }) => member).sort()).toEqual(['Ada', 'Bob']);
  expect((await devices(bob.access, bobs)).map(({ member }) => member)).toEqual(['Bob']);
});

test('a wipe ends the sign-in at once, is told to that device alone, and is answered once', async () => {
  const { sessionId } = await bobsDevice();
  expect(await looked(bobs)).toEqual({ order: null });
  expect((await order(sessionId)).status).toBe(204);
  expect((await order(sessionId)).json.code).toBe('DEVICE_WIPED_ALREADY');
  expect((await tenant.ask('/api/v1/me', { token: bob.access, device: bobs })).status).toBe(401);
  expect(await looked(testDevice())).toEqual({ order: null });
  const { key } = (await tenant.ask('/api/v1/audit/checkpoint', { token: ada.access })).json;
  const { text, signature } = (await looked(bobs)).order;
  expect(isSignedNote(text, signature, key)).toBe(true);
  expect(isSignedNote(text.replace('train', 'plane'), signature, key)).toBe(false);
  const read = readWipeText(text);
  expect(read?.order).toMatchObject({
    sessions: [sessionId],
    by: 'Ada',
    reason: 'left on a train',
  });
  const wipeId = read?.order.wipeId ?? '';
  expect((await told(testDevice(), wipeId)).status).toBe(404);
  expect((await told(bobs, randomUUID())).status).toBe(404);
  expect((await bobsDevice()).wipe?.state).toBe('ordered');
  expect((await told(bobs, wipeId)).status).toBe(204);
  expect((await told(bobs, wipeId)).status).toBe(204);
  expect(await looked(bobs)).toEqual({ order: null });
  expect(await bobsDevice()).toMatchObject({
    signedIn: false,
    wipe: { state: 'done', receipt: { cases: 2, held: 0, unsent: 3, filesLeft: 0 } },
  });
  const { bodies } = (await tenant.ask('/api/v1/audit/entries', { token: ada.access })).json;
  const actions = bodies.flatMap((body: string) =>
    JSON.parse(body).events.map(({ action }: { action: string }) => action),
  );
  expect(actions.filter((action: string) => action.startsWith('device.'))).toEqual([
    'device.wipe_ordered',
    'device.wiped',
  ]);
});

test('nobody signs in on a device that is to be wiped, until it is or the order is withdrawn', async () => {
  const phone = testDevice();
  const before = await signedIn(tenant, BOB.email, phone);
  const { sessionId } = await bobsDevice();
  expect((await order(sessionId)).status).toBe(204);
  await expect(signedIn(tenant, BOB.email, phone)).rejects.toThrow('invalid_grant');
  const renewed = { grant_type: 'refresh_token', refresh_token: before.refresh };
  expect((await exchange(tenant, renewed, phone)).status).toBe(400);
  expect((await withdraw(sessionId)).status).toBe(204);
  expect((await withdraw(sessionId)).status).toBe(404);
  expect(await looked(phone)).toEqual({ order: null });
  expect((await bobsDevice()).wipe?.state).toBe('withdrawn');
  expect((await signedIn(tenant, BOB.email, phone)).access).not.toBe('');
});

test('a member wipes a device of her own, and of nobody else', async () => {
  const adas = (await devices(ada.access)).find(({ member }) => member === 'Ada')?.sessionId ?? '';
  const laptop = testDevice();
  const { access } = await signedIn(tenant, BOB.email, laptop);
  const bobsApp = await withCodeApp(tenant, access, laptop);
  const fresh = await steppedUp(tenant, bobsApp.codes[0] ?? '', BOB.email, laptop);
  const asBob = { token: fresh.access, device: laptop };
  expect((await order(adas, asBob)).status).toBe(404);
  const own = (await devices(fresh.access, laptop)).find(({ signedIn: isIn }) => !isIn);
  expect((await order(own?.sessionId ?? '', asBob)).status).toBe(204);
});

test('a device that cannot prove its key is not heard, nor in a team that is not there', async () => {
  const path = '/api/v1/device/wipe';
  expect((await tenant.ask(path, { body: { team: 'night' } })).status).toBe(401);
  const url = tenant.url + path;
  const dpop = bobs({ method: 'POST', url, token: null });
  const again = () => tenant.ask(path, { body: { team: 'night' }, headers: { dpop } });
  expect((await again()).status).toBe(200);
  expect((await again()).status).toBe(401);
  expect((await asDevice(bobs, path, { team: 'nobody' })).status).toBe(401);
  const late = bobs({ method: 'POST', url, token: null }, { iat: 1 });
  const stale = await tenant.ask(path, { body: { team: 'night' }, headers: { dpop: late } });
  expect(stale.headers['dpop-nonce']).toBeDefined();
});

test('an admin signs a member out on one device or on all, and the log says whom and where', async () => {
  const [phone, tablet, adas] = [testDevice(), testDevice(), testDevice()];
  const cora = { email: 'cora@example.org', role: 'lead', name: 'Cora' };
  const onPhone = { token: (await joined(tenant, ada.access, cora, phone)).access, device: phone };
  const onTablet = {
    token: (await signedIn(tenant, cora.email, tablet)).access,
    device: tablet,
  };
  const held = [onPhone, onTablet];
  const statuses = (who: { token: string; device: Prove }[]) =>
    Promise.all(who.map(async (one) => (await tenant.ask('/api/v1/me', one)).status));
  const sessionOf = async (one: { token: string; device: Prove }): Promise<string> => {
    const { sessions } = (await tenant.ask('/api/v1/sessions', one)).json;
    return sessions.find(({ isThis }: { isThis: boolean }) => isThis).sessionId;
  };
  const first = await sessionOf(onPhone);
  const { memberId } = (await tenant.ask('/api/v1/me', onPhone)).json;
  const own = (await tenant.ask('/api/v1/me', { token: ada.access })).json.memberId;
  const end = (path: string): Promise<Answer> =>
    tenant.ask(`/api/v1/members/${path}`, { token: ada.access, method: 'DELETE' });

  expect((await end(`${own}/sessions/${first}`)).status).toBe(404);
  expect((await end(`${memberId}/sessions/${first}`)).json).toEqual({ ended: 1 });
  expect((await end(`${memberId}/sessions/${first}`)).status).toBe(404);
  expect(await statuses(held)).toEqual([401, 200]);
  expect((await end(`${randomUUID()}/sessions`)).status).toBe(404);
  expect((await end(`${memberId}/sessions`)).json).toEqual({ ended: 1 });
  expect(await statuses(held)).toEqual([401, 401]);
  expect((await end(`${memberId}/sessions`)).json).toEqual({ ended: 0 });

  // Of her own devices it leaves the one on which she says so.
  const other = {
    token: (await steppedUp(tenant, codes.shift() ?? '', TEAM.email, adas)).access,
    device: adas,
  };
  expect((await end(`${own}/sessions`)).json).toEqual({ ended: 1 });
  expect(await statuses([other, { token: ada.access, device: ownDevice }])).toEqual([401, 200]);

  const { bodies } = (await tenant.ask('/api/v1/audit/entries', { token: ada.access })).json;
  const events = bodies
    .flatMap((body: string) => JSON.parse(body).events)
    .filter(({ action }: { action: string }) => action.endsWith('.signed_out'));
  expect(events).toEqual([
    {
      action: 'device.signed_out',
      about: { memberId, sessionId: first, device: 'A laptop' },
    },
    { action: 'member.signed_out', about: { memberId, ended: 1 } },
    { action: 'member.signed_out', about: { memberId, ended: 0 } },
    { action: 'member.signed_out', about: { memberId: own, ended: 1 } },
  ]);
});
