import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ColumnsWriter,
  readColumns,
  STREAMS,
  streamsOf,
  type ColumnStreams,
  type RecordFacts,
} from '../../../../main/logstore/block-columns.ts';
import { readKinds, writeKinds } from '../../../../main/logstore/block-header.ts';
import { CODEC, decodeText, pack } from '../../../../main/logstore/packed-block.ts';
import {
  COLUMNS_CODEC,
  packColumns,
  piecesOfColumns,
  STREAMS_CODEC,
  unpackColumns,
} from '../../../../main/logstore/packed-columns.ts';
import { RecentCache } from '../../../../main/logstore/recent-cache.ts';
import { foldsIntoAscii, mayContain, openFilter } from '../../../../main/logstore/word-filter.ts';
import { VarintReader, VarintWriter } from '../../../../main/logstore/varint.ts';
import { WordFilterWriter } from './word-filter-writer.ts';

const time = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });

test('varints give back what was written', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), time)),
      (values) => {
        const writer = new VarintWriter();
        for (const [unsigned, signed] of values) {
          writer.unsigned(unsigned);
          writer.signed(signed);
        }
        const reader = new VarintReader(writer.written());
        for (const [unsigned, signed] of values) {
          expect(reader.unsigned()).toBe(unsigned);
          expect(reader.signed()).toBe(signed);
        }
        expect(() => reader.unsigned()).toThrow(RangeError);
      },
    ),
  );
});

const factsOf = (mostKinds: number) =>
  fc.record({
    length: fc.nat(10_000),
    gap: fc.constantFrom(0, 1, 2),
    lines: fc.integer({ min: 1, max: 40 }),
    timeUs: fc.option(fc.integer({ min: 0, max: 4e15 }), { nil: Number.NaN }),
    timeNs: fc.nat(999),
    timeDigits: fc.nat(9),
    kind: fc.nat(mostKinds),
    messageAt: fc.integer({ min: -2, max: 300 }),
  });

/** Of few kinds and of many, which are stored otherwise. */
const someFacts = fc
  .constantFrom(0, 3, 15, 16, 500)
  .chain((mostKinds) => fc.array(factsOf(mostKinds), { maxLength: 60 }));

/** Columns as they were compressed stream by stream until kinds went first. */
function packStreams(bytes: Uint8Array): Uint8Array {
  const { records, stream } = streamsOf(bytes);
  const parts = Array.from({ length: STREAMS }, (_, index) => {
    const packed = pack(stream(index));
    return packed.length < stream(index).length ? packed : stream(index);
  });
  const head = [records, ...parts.flatMap(({ length }, at) => [stream(at).length, length])];
  return Buffer.concat([new Uint8Array(Uint32Array.from(head).buffer), ...parts]);
}

/** Columns whose second piece is given when it is asked for. */
function unpackPieces(bytes: Uint8Array): ColumnStreams {
  const [first = bytes, rest = bytes] = piecesOfColumns(packColumns(bytes));
  return unpackColumns(COLUMNS_CODEC, first, () => rest);
}

/** Ways in which columns are stored, and were in cases from before: there places of messages began at -1, not at -2. */
const STORED = {
  'in one piece': {
    stored: (bytes: Uint8Array) => unpackColumns(CODEC, pack(bytes)),
    behind: 1,
  },
  'stream by stream': {
    stored: (bytes: Uint8Array) => unpackColumns(STREAMS_CODEC, packStreams(bytes)),
    behind: 0,
  },
  'kinds first': {
    stored: (bytes: Uint8Array) => unpackColumns(COLUMNS_CODEC, packColumns(bytes)),
    behind: 0,
  },
  'in two pieces': { stored: unpackPieces, behind: 0 },
};

test.each(Object.entries(STORED))(
  'columns stored %s give back every record, with a time for each that has a neighbour',
  (_, { stored, behind }) => {
    fc.assert(
      fc.property(someFacts, (records: RecordFacts[]) => {
        const writer = new ColumnsWriter();
        for (const record of records) writer.add(record);
        const columns = readColumns(stored(writer.finish()));
        expect(columns.records).toBe(records.length);
        let offset = 0;
        let line = 0;
        records.forEach((record, i) => {
          expect(columns.offsets[i]).toBe(offset);
          expect(columns.ends[i]).toBe(offset + record.length);
          expect(columns.lineOffsets[i]).toBe(line);
          expect(columns.kinds[i]).toBe(record.kind);
          expect(columns.messageAt[i]).toBe(record.messageAt + behind);
          const timed = !Number.isNaN(record.timeUs);
          expect(columns.timed[i]).toBe(Number(timed));
          if (timed) {
            expect(columns.timeUs[i]).toBe(record.timeUs);
            expect(columns.timeNs[i]).toBe(record.timeNs);
            expect(columns.timeDigits[i]).toBe(record.timeDigits);
          }
          offset += record.length + record.gap;
          line += record.lines;
        });
        const any = records.some(({ timeUs }) => !Number.isNaN(timeUs));
        for (const us of columns.timeUs) expect(Number.isNaN(us)).toBe(!any);
        const order = columns.order ?? Uint32Array.from({ length: records.length }, (_, i) => i);
        const sorted = [...order].map((i) => columns.timeUs[i] ?? 0);
        expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
      }),
    );
  },
);

test('damaged columns are noticed, not misread for ever', () => {
  const writer = new ColumnsWriter();
  for (let i = 0; i < 50; i++) {
    writer.add({
      length: 10,
      gap: 1,
      lines: 1,
      timeUs: i * 1e6,
      timeNs: 0,
      timeDigits: 0,
      kind: 0,
      messageAt: 0,
    });
  }
  const bytes = writer.finish();
  expect(() => streamsOf(bytes.subarray(0, bytes.length - 20))).toThrow(RangeError);
  const packed = packColumns(bytes);
  expect(() => unpackColumns(COLUMNS_CODEC, packed.subarray(0, packed.length - 1))).toThrow(
    RangeError,
  );
  const changed = packed.fill(0xff, packed.length - 8);
  expect(() => readColumns(unpackColumns(COLUMNS_CODEC, changed)).messageAt).toThrow();
});

test('a dictionary gives back its kinds', () => {
  const kinds = [
    { skeletonId: 7, level: 6, count: 3, firstUs: 1.7e15, lastUs: 1.7e15 + 5 },
    { skeletonId: 1, level: 0, count: 1, firstUs: null, lastUs: null },
  ];
  const table = readKinds(writeKinds(kinds));
  expect([...table.skeletonIds]).toEqual([7, 1]);
  expect([...table.counts]).toEqual([3, 1]);
  expect(table.lastUs[0]).toBe(1.7e15 + 5);
  expect(table.firstUs[1]).toBeNaN();
});

describe('the word filter', () => {
  test('never says that a part of the text is absent, whatever its case', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 4, maxLength: 200 }),
        fc.nat(),
        fc.nat(30),
        (text, at, length) => {
          const bytes = Buffer.from(text);
          const decoded = decodeText(bytes);
          const filter = filterOf(bytes, decoded);
          const start = at % text.length;
          const part = text.slice(start, start + length);
          expect(mayContain(filter, part.toLowerCase())).toBe(true);
          // A ligature in capitals is other letters ("\ufb00" becomes "FF"), which the text does not hold.
          const capitals = part.toUpperCase();
          if (text.toLowerCase().includes(capitals.toLowerCase()))
            expect(mayContain(filter, capitals)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('says so of a word that shares no four letters with it', () => {
    const text = 'the quick brown fox';
    expect(mayContain(filterOf(Buffer.from(text), text), 'zebra')).toBe(false);
  });

  test('is small where little stands, and tells words from ids where ids fill it', () => {
    const few = Buffer.from('the quick brown fox');
    expect(filterOf(few, few.toString()).length).toBeLessThan(64);
    const ids = Array.from({ length: 60_000 }, (_, i) => hash('sha1', String(i)).slice(0, 16));
    const text = `${ids.join(' ')} accepted`;
    const filter = filterOf(Buffer.from(text), text);
    expect(mayContain(filter, 'Accepted')).toBe(true);
    expect(mayContain(filter, ids[70] ?? '')).toBe(true);
    expect(['failed', 'session', 'refused'].filter((word) => mayContain(filter, word))).toEqual([]);
    const absent = Array.from({ length: 200 }, (_, i) => hash('sha1', `no ${i}`).slice(0, 16));
    expect(absent.filter((id) => mayContain(filter, id)).length).toBeLessThan(10);
  });

  test('tells which addresses do not stand in a text, wherever they may stand', () => {
    const around = fc.stringMatching(/^[0-9.][0-9.: a]{0,199}$/);
    fc.assert(
      fc.property(around, fc.ipV4(), fc.nat(), (text, address, at) => {
        const held = `${text.slice(0, at % 70)}${address}${text.slice(at % 70)}`;
        expect(mayContain(filterOf(Buffer.from(held), held), address)).toBe(true);
        const start = at % Math.max(1, held.length);
        const part = held.slice(start, start + 15);
        expect(mayContain(filterOf(Buffer.from(held), held), part)).toBe(true);
      }),
      { numRuns: 500 },
    );
    const addressOf = (n: number): string => {
      const [a = 0, b = 0, c = 0, d = 0] = Buffer.from(hash('sha1', String(n)), 'hex');
      return `${a}.${b}.${c}.${d}`;
    };
    const text = Array.from({ length: 30_000 }, (_, n) => addressOf(n)).join(' - GET\n');
    const filter = filterOf(Buffer.from(text), text);
    expect(mayContain(filter, addressOf(17))).toBe(true);
    const absent = Array.from({ length: 500 }, (_, n) => addressOf(-1 - n));
    expect(absent.filter((address) => mayContain(filter, address)).length).toBeLessThan(60);
    // As they were until December 2026.
    const before = filter.slice(0, 2 + 2 ** (filter[0] ?? 0) / 8 + 2 ** (filter[1] ?? 0) / 8);
    expect(absent.filter((address) => mayContain(before, address)).length).toBeGreaterThan(400);
  });

  test('leaves ids open when it was made without them', () => {
    const writer = new WordFilterWriter(false);
    const text = Buffer.from('user mallory 7f3a9c51e2b8');
    writer.add(text, 0, text.length);
    const filter = writer.finish();
    expect(mayContain(filter, '000000000000')).toBe(true);
    expect(mayContain(filter, 'mallory')).toBe(true);
    expect(mayContain(filter, 'trudy')).toBe(false);
  });

  test('of a case from before its parts were apart is read as it was written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{4,80}$/), (text) => {
        const filter = sharedFilterOf(text);
        expect(mayContain(filter, text.slice(1))).toBe(true);
        expect(mayContain(filter, 'zqzqzqzq')).toBe(text.toLowerCase().includes('zqzq'));
      }),
    );
  });
});

test('a cache stays within its budget and keeps what was used last', () => {
  const cache = new RecentCache<string>(30);
  let made = 0;
  const get = (key: number): string =>
    cache.get(
      key,
      () => String(++made),
      () => 10,
    );
  get(1);
  get(2);
  get(3);
  get(1);
  get(4);
  expect(get(1)).toBe('1');
  expect(get(2)).toBe('5');
});

/** As filters were written until November 2026: all sequences share 2^19 bits, and there is no head. */
function sharedFilterOf(text: string): Uint8Array {
  const filter = new Uint8Array(65_536);
  const classes = Array.from(text.toLowerCase(), classOf);
  const set = (bit: number): void => {
    filter[bit >>> 3] = (filter[bit >>> 3] ?? 0) | (1 << (bit & 7));
  };
  const packed = (from: number, to: number): number =>
    classes.slice(from, to).reduce((code, kind) => (code << 6) | kind, 0);
  for (let i = 4; i <= text.length; i++) {
    const code = packed(i - 4, i);
    set(Math.imul(code, 0x9e3779b1) >>> 13);
    if (i < 6 || !/^[0-9a-f]{6}$/i.test(text.slice(i - 6, i))) continue;
    const older = packed(i - 6, i - 4);
    set(Math.imul(Math.imul(older + 1, 0x85ebca6b) ^ code, 0x9e3779b1) >>> 13);
  }
  return filter;
}

function classOf(char: string): number {
  if (/[a-z]/.test(char)) return char.charCodeAt(0) - 96;
  if (/\d/.test(char)) return 27 + Number(char);
  const at = '._-/:=@$#%+*?&()[]{}<>"\',;'.indexOf(char);
  return at < 0 ? 0 : 37 + at;
}

function filterOf(bytes: Buffer, decoded: string): Uint8Array {
  const writer = new WordFilterWriter(true);
  writer.add(bytes, 0, bytes.length);
  return foldsIntoAscii(decoded) ? openFilter() : writer.finish();
}
