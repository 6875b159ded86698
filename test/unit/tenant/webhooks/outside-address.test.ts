import { expect, test } from 'vitest';
import { networksOf, outsideAddressOf } from '../../../../tenant/webhooks/outside-address.ts';

const none = networksOf([]);
const resolved = (...addresses: string[]) =>
  Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
const found = (addresses: string[], allowed = none) =>
  outsideAddressOf('host.example', allowed, () => resolved(...addresses));

test.each([
  '127.0.0.1',
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:a00:1',
  '64:ff9b::a00:1',
  'fc00::1',
  'fe80::1',
  'ff02::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2001:0:7f00:1::',
])('%s is inside', async (address) => {
  await expect(found([address])).rejects.toMatchObject({ code: 'ADDRESS_INSIDE' });
});

test.each(['93.184.216.34', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
  '%s is outside',
  async (address) => {
    expect(await found([address])).toMatchObject({ address, isAllowed: false });
  },
);

test('one address inside among others refuses the host', async () => {
  await expect(found(['93.184.216.34', '10.0.0.1'])).rejects.toMatchObject({
    code: 'ADDRESS_INSIDE',
  });
});

test('a name is looked up once, and what it says later changes nothing', async () => {
  const answers = [['93.184.216.34'], ['127.0.0.1']];
  const lookups: string[] = [];
  const address = await outsideAddressOf('changes.example', none, (name) => {
    lookups.push(name);
    return resolved(...(answers[lookups.length - 1] ?? []));
  });
  expect(address.address).toBe('93.184.216.34');
  expect(lookups).toEqual(['changes.example']);
});

test('a network that the operator allows is let through, and no other', async () => {
  const allowed = networksOf(['10.1.0.0/16', 'fd00::/8']);
  expect(await found(['10.1.9.9'], allowed)).toMatchObject({ isAllowed: true });
  expect(await found(['fd00::5'], allowed)).toMatchObject({ isAllowed: true });
  await expect(found(['10.2.0.1'], allowed)).rejects.toMatchObject({ code: 'ADDRESS_INSIDE' });
});

test('a host that nobody knows is said to be unknown', async () => {
  const nobody = () => Promise.reject(new Error('ENOTFOUND'));
  await expect(outsideAddressOf('no.example', none, nobody)).rejects.toMatchObject({
    code: 'HOST_UNKNOWN',
  });
});
