import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeSome, lookUpKinds } from '../../../../main/logstore/record-passes.ts';
import { VarintWriter } from '../../../../main/logstore/varint.ts';

/** Kinds as they stand in a block: most of one byte, and some of two or five. */
const kinds = fc.array(
  fc.record({
    kind: fc.oneof({ weight: 30, arbitrary: fc.nat(127) }, fc.nat(299)),
    second: fc.nat(255),
    isWanted: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  }),
  { maxLength: 300 },
);

function written(values: readonly number[]): Uint8Array {
  const writer = new VarintWriter();
  for (const value of values) writer.unsigned(value);
  return writer.written().slice();
}

test('some numbers come back as they were written, and are missed where they end early', () => {
  fc.assert(
    fc.property(kinds, fc.boolean(), (records, areLarge) => {
      const values = records.map(({ kind }) => (areLarge ? kind * 9_000_000 : kind));
      const wanted = records.flatMap(({ isWanted }, at) => (isWanted ? [at] : []));
      const bytes = written(values);
      const some = (places: readonly number[]): number[] => [
        ...decodeSome(bytes, Uint32Array.from(places)),
      ];
      expect(some(wanted)).toEqual(wanted.map((at) => values[at]));
      expect(some([...values.keys()])).toEqual(values);
      expect(() => some([...wanted, values.length])).toThrow(RangeError);
      const last = values.length - 1;
      if (last < 0) return;
      expect(() => decodeSome(bytes.subarray(0, -1), Uint32Array.of(last))).toThrow(RangeError);
    }),
    { numRuns: 300 },
  );
});

test('states are looked up by the class of a kind and by a byte as one by one', () => {
  const classes = Uint8Array.from({ length: 300 }, (_, kind) => (kind * 7) % 5);
  const states = Uint8Array.from({ length: 5 * 256 }, (_, pair) => (pair * 31) % 3);
  fc.assert(
    fc.property(kinds, (records) => {
      const bytes = written(records.map(({ kind }) => kind));
      const seconds = Uint8Array.from(records, ({ second }) => second);
      const result = new Uint8Array(records.length);
      lookUpKinds(bytes, classes, null, result);
      expect([...result]).toEqual(records.map(({ kind }) => classes[kind]));
      lookUpKinds(bytes, classes, { seconds, states }, result);
      expect([...result]).toEqual(
        records.map(({ kind, second }) => states[(classes[kind] ?? 0) * 256 + second]),
      );
      if (records.length === 0) return;
      const few = (): void => lookUpKinds(bytes.subarray(0, -1), classes, null, result);
      expect(few).toThrow(RangeError);
      const most = Math.max(...records.map(({ kind }) => kind));
      const unknown = (): void => lookUpKinds(bytes, classes.subarray(0, most), null, result);
      expect(unknown).toThrow(RangeError);
    }),
    { numRuns: 300 },
  );
});
