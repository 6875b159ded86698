import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCaseFile } from '../../../../main/cases/index.ts';
import { createRecordCheck } from '../../../../main/ingest/index.ts';
import { BlockParts, piecesOf } from '../../../../main/logstore/block-parts.ts';
import { openTextLines, packText, unpackText } from '../../../../main/logstore/block-text.ts';
import { readFieldColumns, writeFieldColumns } from '../../../../main/logstore/field-columns.ts';
import { CODEC, pack } from '../../../../main/logstore/packed-block.ts';
import { framesOf } from '../../../../main/logstore/stored-lines.ts';
import { caseAt, testFolder } from '../case-in-folder.ts';

/** A number of which compression finds nothing (the end of MurmurHash3). */
function mixed(at: number): number {
  const once = Math.imul(at ^ (at >>> 16) ^ 0x5bd1e995, 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}

/** Lines of a log of JSON with two fields of few values. */
function logLines(count: number): string {
  const lines = Array.from({ length: count }, (_, at) => {
    const time = new Date(Date.UTC(2026, 0, 1, 0, 0, at)).toISOString();
    const service = ['shop', 'mail', 'stock', 'search', 'pay'][mixed(at) % 5];
    const level = ['info', 'warn', 'error'][(mixed(at) >>> 8) % 3];
    const msg = at % 2 === 0 ? `job ${mixed(at).toString(16)} done` : `retry ${at} of ${mixed(at)}`;
    return JSON.stringify({ time, level, service, region: `r${mixed(at) % 11}`, msg });
  });
  return `${lines.join('\n')}\n`;
}

test('a text in pieces is the text, and gives the frames that are asked for alone', () => {
  const bytes = Buffer.from(logLines(20_000));
  const { codec, data } = packText(bytes);
  const [head = data, ...frames] = piecesOf('text', codec, data);
  expect(frames.length).toBeGreaterThan(1);
  expect(Buffer.concat([head, ...frames]).equals(data)).toBe(true);
  const asked: number[] = [];
  const frameOf = (index: number): Uint8Array => {
    asked.push(index);
    return Uint8Array.from(frames[index] ?? expect.fail());
  };
  expect(unpackText(codec, Uint8Array.from(head), frameOf).equals(bytes)).toBe(true);
  asked.length = 0;
  const stored = openTextLines(codec, Uint8Array.from(head), frameOf) ?? expect.fail();
  const wanted = Uint8Array.from({ length: 20_000 }, (_, line) => Number(line === 4));
  expect(framesOf(stored, wanted).frames.filter((frame) => frame.bytes !== null)).toHaveLength(1);
  expect(asked).toHaveLength(1);
  const cut = (index: number): Uint8Array => (frames[index] ?? expect.fail()).subarray(1);
  expect(() => unpackText(codec, head, cut)).toThrow(/cannot be unpacked/);
});

test('columns of fields come back, in one piece, in several and from one frame, as it was before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(1, 5, 14, 15, 16, 200), { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 60 }),
      fc.constantFrom(1, 2, 3, 7),
      (valueCounts, seeds, kindCount) => {
        // Records of kind 0 all have the same number.
        const ofRecords = Uint8Array.from(seeds, (seed) => seed % kindCount);
        const kinds = { column: ofRecords, size: kindCount };
        const columns = valueCounts.map((count, column) => ({
          name: `field ${column}`,
          values: Array.from({ length: count }, (_, at) => (at % 2 === 0 ? `v${at}` : at)),
          numbers: Uint8Array.from(seeds, (seed, at) => {
            const number = ofRecords[at] === 0 ? column : (seed + at + column) % (count + 2);
            return number === count + 1 ? 255 : number;
          }),
        }));
        const whole = writeFieldColumns(columns, kinds);
        const head = Buffer.from(
          JSON.stringify(columns.map(({ name, values }) => ({ name, values }))),
        );
        const length = Buffer.from(Uint32Array.of(head.length).buffer);
        const numbers = columns.map((column) => column.numbers);
        const before = pack(Buffer.concat([length, head, ...numbers]));
        for (const data of [whole, before]) {
          const read = [...readFieldColumns(data, seeds.length, () => kinds).values()];
          const found = read.map((column) => ({ ...column, numbers: column.numbers }));
          expect(found.map(({ name, values, numbers: own }) => [name, values, [...own]])).toEqual(
            columns.map(({ name, values, numbers: own }) => [name, values, [...own]]),
          );
        }
      },
    ),
  );
  const numbers = Uint8Array.from({ length: 40_000 }, (_, at) => mixed(at) % 7);
  const columns = ['a', 'b'].map((name) => ({ name, values: [1, 2, 3, 4, 5, 6], numbers }));
  const kinds = { column: new Uint8Array(numbers.length), size: 1 };
  const [head, ...rest] = piecesOf('fields', null, writeFieldColumns(columns, kinds));
  expect(rest).toHaveLength(2);
  const asked: number[] = [];
  const part = (index: number): Uint8Array => {
    asked.push(index);
    return rest[index] ?? expect.fail();
  };
  const read = readFieldColumns(head ?? expect.fail(), numbers.length, () => kinds, part);
  expect(read.get('b')?.numbers).toEqual(numbers);
  expect(asked).toEqual([1]);
  expect(piecesOf('columns', CODEC, numbers)).toEqual([numbers]);
});

test('blocks are stored in pieces, which are sealed as one, and go with their block', async () => {
  const folder = testFolder();
  const { open, key } = await caseAt(join(folder, 'test.eiq'));
  const log = join(folder, 'app.log');
  writeFileSync(log, logLines(60_000));
  await open.read({ kind: 'paths', paths: [log] });
  const { path } = open;
  await open.close();
  const database = openCaseFile({ path, key, readonly: false });
  try {
    const parts = database.prepare<[], { block: number; number: number }>(
      'SELECT block_id AS block, number FROM block_part ORDER BY block_id, number',
    );
    const [{ block } = expect.fail()] = parts.all();
    const kinds = new Set(
      parts.all().map(({ number }) => (number < 1 ? 'columns' : number < 100 ? 'fields' : 'text')),
    );
    expect([...kinds].sort()).toEqual(['columns', 'fields', 'text']);
    const digests = (): unknown[] =>
      createRecordCheck(database)
        .sourcesToCheck(null)
        .flatMap(
          ({ id }) => createRecordCheck(database).hashBlocks({ sourceId: id, after: null }).blocks,
        );
    const whole = digests();
    for (const { number } of parts.all().filter((part) => part.block === block)) {
      database.exec('SAVEPOINT spoilt');
      database
        .prepare(
          'UPDATE block_part SET data = CAST(data || ? AS BLOB) WHERE block_id = ? AND number = ?',
        )
        .run(Buffer.of(1), block, number);
      expect(digests()).not.toEqual(whole);
      database.exec('ROLLBACK TO spoilt');
    }
    expect(digests()).toEqual(whole);
    database.prepare('DELETE FROM block WHERE id = ?').run(block);
    expect(parts.all().some((part) => part.block === block)).toBe(false);
    expect(() => new BlockParts(database).of(block, 'text')(0)).toThrow(/Search again/);
  } finally {
    database.close();
  }
}, 30_000);
