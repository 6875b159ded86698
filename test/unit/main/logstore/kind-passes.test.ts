import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPairs, indexFound, lookUpKinds } from '../../../../main/logstore/record-passes.ts';
import { TimeIndexWriter } from '../../../../main/logstore/time-index.ts';
import { VarintReader, VarintWriter } from '../../../../main/logstore/varint.ts';

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

const KINDS = 300;

/** The index of records, whose times are `cells` of a second each, in order. */
function indexOf(cells: readonly number[], values: readonly number[]): Uint8Array {
  const writer = new TimeIndexWriter();
  values.forEach((kind, at) => writer.add((cells[at] ?? 0) * 1e6, kind));
  return writer.finish(KINDS)?.slice() ?? new Uint8Array(0);
}

test('the index of records that were found is that of these records, and is missed where something is missing', () => {
  fc.assert(
    fc.property(kinds, fc.array(fc.nat(3), { maxLength: 300 }), (records, steps) => {
      const values = records.map(({ kind }) => kind);
      let cell = 1000;
      const cells = values.map((_, at) => (cell += steps[at] ?? 0));
      const whole = indexOf(cells, values);
      const wanted = records.flatMap(({ isWanted }, at) => (isWanted ? [at] : []));
      if (wanted.length === 0) return;
      const bytes = written(values);
      const places = Uint32Array.from(wanted);
      const made = cellsOf(indexFound(bytes, places, whole, KINDS));
      const naive = new Map<number, Map<number, number>>();
      for (const at of wanted) {
        const ofCell = naive.get(cells[at] ?? 0) ?? new Map<number, number>();
        naive.set(cells[at] ?? 0, ofCell);
        ofCell.set(values[at] ?? 0, (ofCell.get(values[at] ?? 0) ?? 0) + 1);
      }
      const told = [...naive].map(([at, counts]) => [at, [...counts].sort(([a], [b]) => a - b)]);
      expect(made).toEqual(told);
      const last = wanted.at(-1) ?? 0;
      const few = written(values.slice(0, last));
      expect(() => indexFound(few, places, whole, KINDS)).toThrow(RangeError);
      const most = values[last] ?? 0;
      expect(() => indexFound(bytes, places, whole, most)).toThrow(RangeError);
      const cut = whole.subarray(0, -1);
      expect(() => indexFound(bytes, places, cut, KINDS)).toThrow(RangeError);
    }),
    { numRuns: 300 },
  );
});

/** The cells of an index that have records, with their kinds and how many there are of each. */
function cellsOf(index: Uint8Array): [number, [number, number][]][] {
  const reader = new VarintReader(index);
  const width = reader.unsigned();
  const base = reader.signed();
  expect([width, 1e6 % width]).toEqual([width, 0]);
  return Array.from({ length: reader.unsigned() }, (_, cell): [number, [number, number][]] => {
    let kind = 0;
    const entries = Array.from({ length: reader.unsigned() }, (): [number, number] => [
      (kind += reader.unsigned()),
      reader.unsigned(),
    ]);
    return [((base + cell) * width) / 1e6, entries];
  }).filter(([, entries]) => entries.length > 0);
}

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

test('records of two bytes are found as one by one, or it is said that one must be looked at', () => {
  const classes = Uint8Array.from({ length: 300 }, (_, kind) => kind % 5);
  const two = fc.tuple(fc.nat(255), fc.nat(255));
  const ran = { open: 0, told: 0 };
  fc.assert(
    fc.property(kinds, two, fc.boolean(), (records, [byte, other], someOpen) => {
      const bytes = written(records.map(({ kind }) => kind));
      // Some of the two bytes stand close together, others far apart.
      const seconds = Uint8Array.from(records, ({ second, isWanted }) =>
        isWanted ? byte : second,
      );
      const stateAt = (kind: number, second: number): number => {
        if (second !== byte && second !== other) return 0;
        return kind % 5 === 1 && someOpen ? 2 : Number(kind % 5 < 3);
      };
      const states = Uint8Array.from({ length: 5 * 256 }, (_, pair) =>
        stateAt(pair >> 8, pair & 255),
      );
      const told = records.map(({ kind }, at) => stateAt(kind, seconds[at] ?? 0));
      const found = findPairs(bytes, classes, { seconds, states }, [byte, other]);
      if (told.includes(2)) {
        ran.open++;
        expect(found).toBeNull();
        return;
      }
      expect([...(found ?? [])]).toEqual([...told.keys()].filter((at) => told[at] === 1));
      const last = told.lastIndexOf(1);
      if (last < 0) return;
      ran.told++;
      const few = (): unknown =>
        findPairs(
          written(records.slice(0, last).map(({ kind }) => kind)),
          classes,
          { seconds, states },
          [byte, other],
        );
      expect(few).toThrow(RangeError);
    }),
    { numRuns: 500 },
  );
  // Of 500 runs some 25 have one that is open, and some 100 have one that is told.
  expect(Math.min(ran.open, ran.told)).toBeGreaterThan(0);
});
