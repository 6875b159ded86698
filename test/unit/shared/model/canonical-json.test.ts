import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, type Json } from '#shared/model/canonical-json.ts';

/** RFC 8785, appendix B: bits of a number, and how it is written. */
const NUMBERS: readonly (readonly [string, string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

function numberOf(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

test('numbers are written as RFC 8785 lists them, and every finite one is read back the same', () => {
  for (const [bits, text] of NUMBERS) {
    expect(canonicalJson(numberOf(BigInt(`0x${bits}`))), bits).toBe(text);
  }
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (bits) => {
      const number = numberOf(bits);
      if (!Number.isFinite(number)) {
        expect(() => canonicalJson(number)).toThrow(RangeError);
        return;
      }
      const text = canonicalJson(number);
      expect(text).toMatch(/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-][1-9]\d*)?$/);
      expect(Number(text)).toBe(number + 0);
    }),
    { numRuns: 5000, seed: 8785 },
  );
});

test('keys stand in the order of their UTF-16 code units, strings with the fewest escapes', () => {
  expect(canonicalJson({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5 })).toBe(
    '{"\\r":2,"1":4,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
  );
  expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/\b\t\f\r\u007f\u2028')).toBe(
    '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\\b\\t\\f\\r\u007f\u2028"',
  );
  expect(() => canonicalJson('\ud800')).toThrow(RangeError);
  expect(() => canonicalJson({ '\udc00': 1 })).toThrow(RangeError);
});

test('one value has one text, whatever the order that its members were set in', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(), (value, turn) => {
      const text = canonicalJson(value as Json);
      const again: Json = JSON.parse(text);
      expect(canonicalJson(again)).toBe(text);
      expect(canonicalJson(turned(again, turn))).toBe(text);
      expect(text).not.toMatch(/[\n\t]/);
    }),
    { numRuns: 500, seed: 8785 },
  );
});

/** The same value with its members set in another order. */
function turned(value: Json, turn: number): Json {
  if (Array.isArray(value)) return value.map((item: Json) => turned(item, turn));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, turned(member, turn)]);
  const at = members.length === 0 ? 0 : turn % members.length;
  return Object.fromEntries([...members.slice(at), ...members.slice(0, at)].toReversed());
}
