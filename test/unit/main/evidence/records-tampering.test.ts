import type { Database } from 'better-sqlite3';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FaultySpan, RecordFault } from '#shared/model/records-verdict.ts';
import { openCaseFile } from '../../../../main/cases/index.ts';
import { verifyCase, type VerifyProgress } from '../../../../main/evidence/index.ts';
import {
  compareSeals,
  createRecordCheck,
  type FoundSource,
} from '../../../../main/ingest/index.ts';
import { caseAt, keptFolder } from '../case-in-folder.ts';

const NEVER = new AbortController().signal;

let database: Database;
let close: () => Promise<void>;
/** What a check told of while it went on, and what came of one that was stopped at its first word. */
const told: VerifyProgress[] = [];
let stopped: unknown;

/** Two sources of some blocks each, a followed one is checked in `follow.test.ts`. */
beforeAll(async () => {
  const { folder, remove } = keptFolder();
  const { open, key } = await caseAt(join(folder, 'test.eiq'));
  const paths = ['api', 'web'].map((name) => {
    const path = join(folder, `${name}.log`);
    const text = Array.from({ length: 9 }, (_, at) => block(name, at)).join('');
    writeFileSync(path, text);
    return path;
  });
  const acquisition = { keepOriginals: true, collector: null, note: '', clockOffsetMs: null };
  await open.read({ kind: 'paths', paths, acquisition });
  expect((await verifyCase(open, NEVER, (progress) => told.push(progress))).records).toMatchObject({
    faults: [],
    unsealed: [],
    originals: 2,
  });
  const stop = new AbortController();
  stopped = await verifyCase(open, stop.signal, () => stop.abort()).catch(
    (error: unknown) => error,
  );
  await open.close();
  database = openCaseFile({ path: open.path, key, readonly: false });
  close = async () => {
    database.close();
    remove();
  };
}, 30_000);

afterAll(() => close());

/** A mebibyte of lines. */
function block(name: string, at: number): string {
  const lines = Array.from({ length: 8 }, (_, i) => {
    const time = new Date(Date.UTC(2024, 4, 1, 10, at, i)).toISOString();
    return `${time} ERROR ${name} ${'x'.repeat(131_000)} ${at * 8 + i}\n`;
  });
  return lines.join('');
}

/** What is found after rows were tampered with, which is taken back. */
function faultsAfter(tamper: (database: Database) => void) {
  database.exec('BEGIN');
  try {
    tamper(database);
    const check = createRecordCheck(database);
    const found = check.sourcesToCheck(null).map((source): FoundSource => {
      const blocks: FoundSource['blocks'][number][] = [];
      for (let after: number | null = null; ;) {
        const step = check.hashBlocks({ sourceId: source.id, after });
        blocks.push(...step.blocks);
        if (step.next === null) return { source, blocks };
        after = step.next;
      }
    });
    return compareSeals(found);
  } finally {
    database.exec('ROLLBACK');
  }
}

interface Row {
  readonly id: number;
  readonly source: string;
  readonly from: number;
  readonly to: number;
}

/** Blocks of the case and the records that they hold, counted from 1. */
function blocksOf(): Row[] {
  return database
    .prepare<[], Row>(
      `SELECT block.id, path AS source, first_ordinal + 1 AS "from", first_ordinal + records AS "to"
       FROM block JOIN source ON source.id = source_id ORDER BY block.id`,
    )
    .all();
}

/** Blobs and values that records are read from: [table, column that names the block, column]. */
const CELLS = [
  ...['header', 'filter', 'varying', 'first_line', 'lines', 'first_ordinal', 'time_min_us'].map(
    (column) => ['block', 'id', column] as const,
  ),
  ...['time_max_us', 'fallback_us', 'size', 'shape', 'last_us', 'back'].map(
    (column) => ['block', 'id', column] as const,
  ),
  ['block_text', 'block_id', 'data'],
  ['block_text', 'block_id', 'codec'],
  ['block_text', 'block_id', 'size'],
  ['block_columns', 'block_id', 'data'],
  ['block_columns', 'block_id', 'codec'],
  ['block_times', 'block_id', 'data'],
] as const;

/** What belongs to a block besides its own row. */
const BLOCK_TABLES = ['block_columns', 'block_text', 'block_times', 'block_fields', 'block_part'];

/** Another value than one that is there, by one bit where it is bytes. */
function altered(value: unknown, at: number): unknown {
  if (Buffer.isBuffer(value)) {
    const changed = Buffer.from(value);
    const byte = at % Math.max(1, changed.length);
    changed[byte] = (changed[byte] ?? 0) ^ (1 << (at & 7));
    return changed;
  }
  if (typeof value === 'number') return value + 1 + (at % 1000);
  return typeof value === 'string' ? `${value}x` : 7;
}

/** Whether a fault names all records of a block, alone or with those beside them. */
function isNamed(faults: readonly FaultySpan[], row: Row, kinds: readonly RecordFault[]): boolean {
  return faults.some(
    ({ path, from, to, fault }) =>
      path === row.source && from <= row.from && to >= row.to && kinds.includes(fault),
  );
}

test('a check tells how far it is, and ends when it is stopped', () => {
  const records = told.filter(({ what }) => what === 'records');
  expect(records[0]).toMatchObject({ done: 0, total: 144 });
  expect(records.length).toBeGreaterThanOrEqual(2);
  expect(records.every(({ done }, at) => done >= (records[at - 1]?.done ?? 0))).toBe(true);
  expect(new Set(records.map(({ path }) => path)).size).toBe(2);
  const originals = told.filter(({ what }) => what === 'originals');
  expect(originals.map(({ done, total }) => [done, total])).toEqual([
    [0, 2],
    [1, 2],
  ]);
  expect(stopped).toMatchObject({ code: 'CANCELLED' });
});

test('any bit of a block that is flipped is found, and which records it holds', () => {
  const rows = blocksOf();
  fc.assert(
    fc.property(
      fc.nat(rows.length - 1),
      fc.constantFrom(...CELLS),
      fc.nat(0x7fffffff),
      (which, [table, key, column], at) => {
        const row = rows[which] ?? expect.fail();
        const { faults } = faultsAfter((db) => {
          const get = db.prepare<[number], { value: unknown }>(
            `SELECT ${column} AS value FROM ${table} WHERE ${key} = ?`,
          );
          const cell = get.get(row.id) ?? expect.fail(`${table} has no row`);
          db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`).run(
            altered(cell.value, at),
            row.id,
          );
        });
        expect(isNamed(faults, row, ['changed', 'missing'])).toBe(true);
      },
    ),
    { seed: 5, numRuns: 60 },
  );
});

test('blocks that are removed, added twice, swapped or moved are found, and which records they hold', () => {
  const rows = blocksOf();
  const COLUMNS =
    'first_line, lines, first_ordinal, records, time_min_us, time_max_us, fallback_us, unparsed, size, back, back_us, prior_us, last_us, header, filter, varying, shape, digest';
  fc.assert(
    fc.property(
      fc.constantFrom('remove', 'hide', 'twice', 'swap', 'move', 'stray'),
      fc.nat(rows.length - 1),
      fc.nat(rows.length - 1),
      (how, first, second) => {
        const a = rows[first] ?? expect.fail();
        const b = rows[second] ?? expect.fail();
        fc.pre(how !== 'swap' || first !== second);
        const { faults } = faultsAfter((db) => {
          const run = (sql: string): void => void db.exec(sql);
          if (how === 'remove') run(`DELETE FROM block WHERE id = ${a.id}`);
          if (how === 'hide') run(`UPDATE block SET staged = 3 WHERE id = ${a.id}`);
          if (how === 'stray') run(`UPDATE block SET source_id = 99 WHERE id = ${a.id}`);
          if (how === 'move') run(`UPDATE block SET source_id = 3 - source_id WHERE id = ${a.id}`);
          if (how === 'swap') {
            run('PRAGMA defer_foreign_keys = ON');
            run(`UPDATE block_text SET block_id = -1 WHERE block_id = ${a.id}`);
            run(`UPDATE block_text SET block_id = ${a.id} WHERE block_id = ${b.id}`);
            run(`UPDATE block_text SET block_id = ${b.id} WHERE block_id = -1`);
          }
          if (how === 'twice') {
            run(`INSERT INTO block (id, source_id, staged, ${COLUMNS})
              SELECT 1000, source_id, 0, ${COLUMNS} FROM block WHERE id = ${a.id}`);
            for (const part of BLOCK_TABLES) {
              run(`CREATE TEMP TABLE part AS SELECT * FROM ${part} WHERE block_id = ${a.id};
                UPDATE part SET block_id = 1000; INSERT INTO ${part} SELECT * FROM part;
                DROP TABLE part`);
            }
          }
        });
        if (how === 'twice') expect(faults).toMatchObject([{ path: a.source, fault: 'twice' }, {}]);
        else expect(isNamed(faults, a, ['changed', 'missing'])).toBe(true);
        if (how === 'swap') expect(isNamed(faults, b, ['changed'])).toBe(true);
        if (how === 'move') {
          expect(faults.some(({ fault, of }) => fault === 'moved' && of === a.source)).toBe(true);
        }
        if (how === 'stray') {
          expect(faults).toContainEqual({
            path: '',
            from: 1,
            to: a.to - a.from + 1,
            fault: 'moved',
            of: a.source,
          });
        }
      },
    ),
    { seed: 6, numRuns: 40 },
  );
});

test.each([
  ['all of a source', 'DELETE FROM block WHERE source_id = 1', 'missing'],
  [
    'all that is known of a source',
    'DELETE FROM block WHERE source_id = 1; DELETE FROM source_read WHERE source_id = 1',
    'missing',
  ],
  [
    'what is counted of a source',
    'UPDATE source_read SET records = 1 WHERE source_id = 1',
    'counts',
  ],
  ['a skeleton', `UPDATE skeleton SET text = 'all is well'`, 'changed'],
] as const)('%s that is taken away or altered is found', (_what, sql, fault) => {
  const { faults } = faultsAfter((db) => db.exec(sql));
  expect(faults.map((found) => found.fault)).toContain(fault);
});

test('records without a signature are told, and are no fault', () => {
  const { faults, unsealed, sources } = faultsAfter((db) => {
    db.exec(`DELETE FROM journal WHERE kind = 'source.sealed'`);
  });
  expect(faults).toEqual([]);
  expect(sources).toBe(0);
  expect(unsealed.map(({ reason, from }) => [reason, from])).toEqual([
    ['older', 1],
    ['older', 1],
  ]);
});
