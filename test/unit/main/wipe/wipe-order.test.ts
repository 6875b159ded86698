import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { readWipeText, wipeText, type WipeOrder } from '#shared/sync/wipe-api.ts';
import { makeDeviceKey } from '../../../../main/tenant/device-key.ts';
import { believedOrder } from '../../../../main/wipe/wipe-order.ts';

/** A server's key as the audit log is signed with it (C2SP signed-note, Ed25519). */
function serverKey(origin: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const typed = Buffer.concat([Buffer.of(1), raw]);
  const id = createHash('sha256').update(`${origin}\n`).update(typed).digest().subarray(0, 4);
  return {
    key: `${origin}+${id.toString('hex')}+${typed.toString('base64')}`,
    signed: (text: string) => ({
      text,
      signature: Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString('base64'),
    }),
  };
}

const ORIGIN = 'error-iq/tenant/one';
const server = serverKey(ORIGIN);
const session = randomUUID();
let device: Awaited<ReturnType<typeof makeDeviceKey>>;
let order: WipeOrder;

beforeAll(async () => {
  device = await makeDeviceKey();
  order = {
    v: 1,
    wipeId: randomUUID(),
    sessions: [randomUUID(), session],
    deviceKey: await calculateJwkThumbprint(device),
    by: 'Ada',
    at: '2026-11-29T10:00:00.000Z',
    reason: 'left on a train',
  };
});

const believed = (signed: { text: string; signature: string }, change = {}) =>
  believedOrder(signed, { device, session, key: server.key, ...change });

test('an order of the known server for the last sign-in on this machine is believed', async () => {
  expect(await believed(server.signed(wipeText(ORIGIN, order)))).toEqual(order);
});

test('one of another server is not, nor one that was changed on its way', async () => {
  const text = wipeText(ORIGIN, order);
  expect(await believed(serverKey(ORIGIN).signed(text))).toBeNull();
  expect(await believed(server.signed(wipeText('error-iq/tenant/two', order)))).toBeNull();
  const { signature } = server.signed(text);
  expect(await believed({ text: text.replace('Ada', 'Eve'), signature })).toBeNull();
  expect(await believed({ text, signature: '' })).toBeNull();
  expect(await believed(server.signed(text), { key: null })).toBeNull();
});

test('one for another machine, or from before a later sign-in, is not', async () => {
  const signed = server.signed(wipeText(ORIGIN, order));
  expect(await believed(signed, { device: await makeDeviceKey() })).toBeNull();
  expect(await believed(signed, { session: randomUUID() })).toBeNull();
  expect(await believed(signed, { session: null })).toBeNull();
});

test('what is no order is not read as one', () => {
  const text = wipeText(ORIGIN, order);
  expect(readWipeText(text)).toEqual({ origin: ORIGIN, order });
  const checkpoint = `${ORIGIN}\n7\n${'A'.repeat(43)}=\n`;
  for (const other of [
    '',
    checkpoint,
    `${text}\n`,
    text.slice(0, -1),
    text.replace('"v":1', '"v":2'),
  ]) {
    expect(readWipeText(other)).toBeNull();
  }
});
