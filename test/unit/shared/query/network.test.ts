import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOf } from '#shared/query/network.ts';
import { draws } from '../../draws.ts';

/** Most of them numbers of an address, some too large, or with zeros before them, or none. */
const part = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 255 }).map(String) },
  { weight: 3, arbitrary: fc.constantFrom('10', '010', '000', '128', '255') },
  fc.constantFrom('256', '999', '0010', '', 'x', '-1'),
);
const dotted = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(part, part, part, part) },
  fc.array(part, { maxLength: 6 }),
);
const network = fc.tuple(
  fc.array(fc.constantFrom('0', '10', '128', '192', '255'), { minLength: 4, maxLength: 4 }),
  fc.integer({ min: 0, max: 32 }),
);

test('an address of four numbers is in the networks that the one IPv6 maps it to is in', () => {
  fc.assert(
    fc.property(network, dotted, ([base, bits], parts) => {
      const found = networkOf(`${base.join('.')}/${bits}`);
      const address = parts.join('.');
      expect(found?.holds(address)).toBe(found?.holds(`::ffff:${address}`));
    }),
    { numRuns: draws(3000) },
  );
});

test.each([
  ['10.0.0.0/8', '10.255.0.1', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['0.0.0.0/0', '203.0.113.9', true],
  ['203.0.113.9/32', '203.0.113.9', true],
  ['203.0.113.9/32', '203.0.113.8', false],
  ['10.0.0.0/8', '10.1.2', false],
  ['10.0.0.0/8', '10.1.2.3.4', false],
  ['10.0.0.0/8', '10.1.2.3:443', false],
  ['fe80::/10', 'fe80::1%eth0', true],
  ['fe80::/10', '10.0.0.1', false],
])('whether %s holds %s', (cidr, address, holds) => {
  expect(networkOf(cidr)?.holds(address)).toBe(holds);
});
