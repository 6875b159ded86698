import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberOf } from '#shared/query/compare-values.ts';
import { patternFrom, patternOfNumber } from '#shared/query/needed-pattern.ts';
import { networkOf } from '#shared/query/network.ts';
import { draws } from '../../draws.ts';

const finds = (source: string | null, text: string): boolean =>
  source === null || new RegExp(source, 'i').test(text);

/** A number as programs write it. */
const written = fc
  .tuple(
    fc.oneof(fc.nat(300), fc.nat(100_000), fc.nat(2_000_000_000), fc.maxSafeNat()),
    fc.constantFrom('', '.0', '.5', '.25e0', 'e0', 'e1', 'E2', 'e+3', 'e-1', 'E-02'),
    fc.constantFrom('', '0', '00'),
  )
  .map(([whole, end, zeros]) => zeros + String(whole) + end);

test('a number from the end of a range on is found, however it is written', () => {
  const low = fc.oneof(
    written,
    fc.nat(100_000).map(String),
    fc.constantFrom('9', '10', '99', '999', '1e21'),
  );
  fc.assert(
    fc.property(low, written, (end, text) => {
      const [least, value] = [numberOf(end), numberOf(text)];
      if (least === null || value === null || value < least) return;
      expect(finds(patternFrom(end), `a=${text};`), `${text} from ${end}`).toBe(true);
    }),
    { numRuns: draws(2000) },
  );
});

test('a number is found, however it is written', () => {
  const asked = fc.oneof(fc.nat(20), fc.nat(1000), fc.maxSafeNat()).chain((number) => {
    const ways = [
      String(number),
      `0${number}`,
      `${number}.0`,
      number.toExponential(),
      `-${number}`,
    ];
    return fc.tuple(fc.constantFrom(...ways), fc.constantFrom(...ways, `${number}0e-1`));
  });
  fc.assert(
    fc.property(asked, ([query, text]) => {
      if (numberOf(query) !== numberOf(text)) return;
      expect(finds(patternOfNumber(query), `a=${text};`), `${text} for ${query}`).toBe(true);
    }),
    { numRuns: draws(2000) },
  );
  expect(finds(patternOfNumber('500'), 'status=404 bytes=51')).toBe(false);
  expect([patternOfNumber('0.5'), patternOfNumber('9007199254740993')]).toEqual([null, null]);
});

test('of smaller numbers most are not found', () => {
  const pattern = patternFrom('89990');
  const found = Array.from({ length: 100_000 }, (_, n) => n).filter((n) =>
    finds(pattern, `${n} B`),
  );
  expect(found[0]).toBe(89_990);
  expect(found.length).toBe(10_010);
  expect([patternFrom('9.5'), patternFrom('-4'), patternFrom('abc'), patternFrom('1e30')]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

const octet = fc.nat(255);
const quad = fc.tuple(octet, octet, octet, octet);

/** Each way of writing an address. */
function writingsOf(octets: readonly number[]): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  const groups = [a * 256 + b, c * 256 + d].map((group) => group.toString(16));
  return [
    octets.join('.'),
    octets.map((each) => String(each).padStart(3, '0')).join('.'),
    `::ffff:${octets.join('.')}`,
    `::FFFF:${groups.join(':')}`,
    `0:0:0:0:0:ffff:${groups.map((group) => group.padStart(4, '0')).join(':')}`,
  ];
}

test('an address of a network is found, however it is written', () => {
  fc.assert(
    fc.property(
      quad,
      quad,
      fc.oneof(fc.nat(32), fc.integer({ min: 24, max: 32 })),
      (base, other, bits) => {
        const network = networkOf(`${base.join('.')}/${bits}`);
        if (network === null) throw new Error('it is a network');
        // As many octets as the network says are those of its base.
        const inside = other.map((each, at) => (8 * (at + 1) <= bits ? (base[at] ?? 0) : each));
        for (const text of [...writingsOf(inside), ...writingsOf(base)]) {
          if (!network.holds(text)) continue;
          expect(finds(network.needed, `"${text}"`), text).toBe(true);
          const held = network.parts?.some((part) => text.toLowerCase().includes(part)) ?? true;
          expect(held, text).toBe(true);
        }
      },
    ),
    { numRuns: draws(1000) },
  );
});

test('what is needed of a network tells it from others', () => {
  const needed = networkOf('172.16.0.0/12')?.needed ?? null;
  expect(finds(needed, '172.31.0.9')).toBe(true);
  expect(finds(needed, '172.32.0.9')).toBe(false);
  expect(finds(needed, '10.0.0.9')).toBe(false);
  expect(networkOf('fe80::/10')?.needed).toBeNull();
  const parts = networkOf('203.0.113.128/25')?.parts ?? [];
  expect(parts.some((part) => '203.0.113.130'.includes(part))).toBe(true);
  expect(parts.some((part) => '203.0.114.130'.includes(part))).toBe(false);
  expect(networkOf('203.0.112.0/23')?.parts).toBeNull();
});
