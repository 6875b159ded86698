import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { canonicalJson } from '#shared/model/canonical-json.ts';
import { createCaseFile, makeHeader, openCaseFile } from '../../../../main/cases/index.ts';
import { nextClock } from '../../../../main/journal/clock.ts';
import { createJournal, verifyJournal, type Journal } from '../../../../main/journal/index.ts';
import { rebuildProjections } from '../../../../main/journal/journal.ts';
import { loadSigner, makeSigningKey } from '../../../../main/vault/index.ts';
import { testFolder } from '../case-in-folder.ts';

function testJournal(): { database: Database; journal: Journal } {
  const path = join(testFolder(), 'journal.eiq');
  const key = randomBytes(32);
  createCaseFile(path, key, makeHeader('vault'));
  const database = openCaseFile({ path, key, readonly: false });
  onTestFinished(() => {
    database.close();
  });
  const journal = createJournal(database, loadSigner('Dana', makeSigningKey()), 'device');
  journal.append('case.created', { name: 'case', zone: 'UTC' });
  return { database, journal };
}

/** Applies some entries; what they name exists. */
function fill(journal: Journal, choices: readonly number[]): void {
  let sources = 0;
  choices.forEach((choice, at) => {
    if (choice === 0 || sources === 0) {
      sources++;
      journal.append('source.added', {
        id: sources,
        path: `/log/${at}`,
        origin: '{}',
        size: at,
        mtimeUs: at,
      });
      return;
    }
    const id = (at % sources) + 1;
    if (choice === 1)
      journal.append('source.override', { id, format: `f${at}`, zone: null, encoding: null });
    if (choice === 2)
      journal.append('pin.added', {
        id: `p${at}`,
        sourceId: id,
        line: 1,
        ordinal: at,
        note: `n${at}`,
      });
    if (choice === 3) journal.append('pin.removed', { id: `p${at - 1}` });
    if (choice === 4) journal.append('issue.state', { key: `k${at % 3}`, state: 'resolved' });
    if (choice === 5) journal.append('case.renamed', { name: `name ${at}` });
  });
}

function stateOf(database: Database): string {
  const tables = ['case_info', 'source', 'pin', 'issue_state'];
  return JSON.stringify(
    tables.map((table) => database.prepare(`SELECT * FROM ${table} ORDER BY 1`).all()),
  );
}

describe('the journal', () => {
  test('rebuilds the state of the case from itself alone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 25 }), (choices) => {
        const { database, journal } = testJournal();
        fill(journal, choices);
        const before = stateOf(database);
        rebuildProjections(database);
        expect(stateOf(database)).toBe(before);
        expect(verifyJournal(database).broken).toBeNull();
      }),
      { numRuns: 15 },
    );
  });

  test('notices every flipped bit', () => {
    const { database, journal } = testJournal();
    fill(journal, [0, 2]);
    const rows = database
      .prepare<[], { seq: number; body: Buffer; hash: Buffer; signature: Buffer }>(
        'SELECT * FROM journal',
      )
      .all();
    for (const { seq, ...row } of rows) {
      for (const column of ['body', 'hash', 'signature'] as const) {
        const whole = row[column];
        const update = database.prepare(`UPDATE journal SET ${column} = ? WHERE seq = ?`);
        for (let bit = 0; bit < whole.length * 8; bit += column === 'body' ? 7 : 1) {
          const flipped = Buffer.from(whole);
          flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          update.run(flipped, seq);
          expect(verifyJournal(database).broken, `${column} ${bit}`).not.toBeNull();
        }
        update.run(whole, seq);
      }
    }
    expect(verifyJournal(database).broken).toBeNull();
  });

  test('notices what was taken out, cut off, swapped or put in', () => {
    const attacks: ((database: Database) => void)[] = [
      (db) => db.exec('DELETE FROM journal WHERE seq = 2'),
      (db) => db.exec('DELETE FROM journal WHERE seq = 4'),
      (db) => db.exec('DELETE FROM journal WHERE seq > 2'),
      (db) =>
        db.exec(
          'UPDATE journal SET seq = -1 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = -1',
        ),
      (db) =>
        db.exec(
          "INSERT INTO journal SELECT 5, id || 'x', kind, body, hash, signature FROM journal WHERE seq = 4",
        ),
      (db) => db.exec('DELETE FROM journal'),
    ];
    for (const attack of attacks) {
      const { database, journal } = testJournal();
      fill(journal, [0, 2, 4]);
      attack(database);
      expect(verifyJournal(database).broken).not.toBeNull();
    }
  });

  test('an entry that does not fit its kind changes nothing', () => {
    const { database, journal } = testJournal();
    const before = stateOf(database);
    expect(() =>
      journal.append('pin.added', { id: 'p', sourceId: 0, line: 0, ordinal: -1, note: '' }),
    ).toThrow();
    expect(stateOf(database)).toBe(before);
    expect(verifyJournal(database)).toEqual({ entries: 1, broken: null });
  });
});

test('a clock never runs backwards, whatever the wall clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 2 }), (times) => {
      let clock: string | null = null;
      for (const now of times) {
        const next = nextClock(clock, now);
        if (clock !== null) expect(next > clock).toBe(true);
        clock = next;
      }
    }),
  );
});

test('canonical JSON is that of RFC 8785', () => {
  expect(
    canonicalJson({
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27],
      string: '€$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    }),
  ).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  expect(canonicalJson({ '\u20ac': 1, '\r': 2, '\ud83d\ude00': 3, a: 4, '\ufb33': 5 })).toBe(
    '{"\\r":2,"a":4,"€":1,"😀":3,"\ufb33":5}',
  );
  expect(() => canonicalJson(Number.NaN)).toThrow(RangeError);
  expect(() => canonicalJson('\ud800')).toThrow(RangeError);
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value as never);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});
